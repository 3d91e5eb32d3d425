/* uring.c - hand calls to the kernel, and be woken when they are over: io_uring.
 *
 * One system call per call, which is all if the kernel has the answer at once. Otherwise an eventfd,
 * which the loop watches as any descriptor, tells that answers have come. So a ring works with every
 * port. No more calls are under way than the kernel has room for answers: none can be dropped.
 *
 * A call is in `calls` from the moment when the kernel took it until its answer was read; as long as
 * that, its memory and what it points to is the kernel's. SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "uring_.h"

#if COIR_SYSTEM_IO
#include <errno.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../loop_.h"

#if COIR_IO_URING_

/* Entries also bound how many threads the kernel uses for what it cannot do at once: four per
 * processor, and not more than this. Half of the answers are kept for requests to cancel. */
enum { ENTRIES = 64, ANSWERS = 512 };

/* After this many answers that were there at once, a task lets the others run. */
enum { PATIENCE = 32 };

struct coir_uring_ {
    struct coir_service service;
    struct coir_descriptor answered; /* the eventfd */
    struct coir_loop *loop;
    struct coir_link calls;
    enum coir_file_way way;
    bool tried;
    int fd; /* -1: none */
    unsigned answers_due, at_once;
    void *memory, *entry_memory;
    size_t size, entry_size;
    /* in that memory */
    unsigned *head, *tail, *answer_head, *answer_tail;
    unsigned mask, answer_mask;
    struct io_uring_sqe *entries;
    struct io_uring_cqe *answers;
};

/* ---- What the kernel has ---- */

static const uint8_t needed[] = {IORING_OP_OPENAT,   IORING_OP_CLOSE,       IORING_OP_READ,
                                 IORING_OP_WRITE,    IORING_OP_FSYNC,       IORING_OP_STATX,
                                 IORING_OP_RENAMEAT, IORING_OP_ASYNC_CANCEL};

/* One piece of memory for both queues; no answer is dropped; -1 is the place where a file is. */
enum { FEATURES = IORING_FEAT_SINGLE_MMAP | IORING_FEAT_NODROP | IORING_FEAT_RW_CUR_POS };

static int register_(int fd, unsigned what, void *argument, unsigned count) {
    return (int)syscall(__NR_io_uring_register, fd, what, argument, count);
}

static bool has_operations_(int fd) {
    union {
        struct io_uring_probe probe;
        char room[sizeof(struct io_uring_probe) + 256 * sizeof(struct io_uring_probe_op)];
    } all;
    memset(&all, 0, sizeof all);
    if (register_(fd, IORING_REGISTER_PROBE, &all, 256) < 0)
        return false;
    for (size_t i = 0; i < sizeof needed; i++)
        if (needed[i] > all.probe.last_op ||
            !(all.probe.ops[needed[i]].flags & IO_URING_OP_SUPPORTED))
            return false;
    return true;
}

static bool map_(struct coir_uring_ *self, const struct io_uring_params *is) {
    const size_t asked = is->sq_off.array + is->sq_entries * sizeof(unsigned),
                 answered = is->cq_off.cqes + is->cq_entries * sizeof(struct io_uring_cqe);
    char *at;
    self->size = asked > answered ? asked : answered;
    self->entry_size = is->sq_entries * sizeof(struct io_uring_sqe);
    self->memory = mmap(NULL, self->size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
                        self->fd, IORING_OFF_SQ_RING);
    self->entry_memory = mmap(NULL, self->entry_size, PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_POPULATE, self->fd, IORING_OFF_SQES);
    if (self->memory == MAP_FAILED || self->entry_memory == MAP_FAILED)
        return false;
    at = (char *)self->memory;
    self->head = (unsigned *)(void *)(at + is->sq_off.head);
    self->tail = (unsigned *)(void *)(at + is->sq_off.tail);
    self->mask = *(unsigned *)(void *)(at + is->sq_off.ring_mask);
    self->answer_head = (unsigned *)(void *)(at + is->cq_off.head);
    self->answer_tail = (unsigned *)(void *)(at + is->cq_off.tail);
    self->answer_mask = *(unsigned *)(void *)(at + is->cq_off.ring_mask);
    self->answers = (struct io_uring_cqe *)(void *)(at + is->cq_off.cqes);
    self->entries = (struct io_uring_sqe *)self->entry_memory;
    for (unsigned i = 0; i < is->sq_entries; i++)
        ((unsigned *)(void *)(at + is->sq_off.array))[i] = i;
    return true;
}

static void give_back_(struct coir_uring_ *self) {
    if (self->memory && self->memory != MAP_FAILED)
        munmap(self->memory, self->size);
    if (self->entry_memory && self->entry_memory != MAP_FAILED)
        munmap(self->entry_memory, self->entry_size);
    if (self->fd >= 0)
        close(self->fd);
    self->fd = -1;
}

/* ---- Asking and being answered ---- */

static int enter_(struct coir_uring_ *self, unsigned submit, unsigned wait) {
    return (int)syscall(__NR_io_uring_enter, self->fd, submit, wait,
                        wait ? IORING_ENTER_GETEVENTS : 0, NULL, (size_t)0);
}

/* The next entry: there always is one, for the kernel takes each when it is handed in. */
static struct io_uring_sqe *entry_(struct coir_uring_ *self, uint64_t name) {
    struct io_uring_sqe *entry = &self->entries[*self->tail & self->mask];
    memset(entry, 0, sizeof *entry);
    entry->user_data = name;
    return entry;
}

/* Hand in the entry at the tail. False: the kernel did not take it, and it is as if it had never
 * been. */
static bool submit_(struct coir_uring_ *self) {
    const unsigned tail = *self->tail;
    __atomic_store_n(self->tail, tail + 1, __ATOMIC_RELEASE);
    enter_(self, 1, 0);
    if (__atomic_load_n(self->head, __ATOMIC_ACQUIRE) != tail + 1) {
        __atomic_store_n(self->tail, tail, __ATOMIC_RELEASE);
        return false;
    }
    self->answers_due++;
    return true;
}

/* An answer has come. A cancelled task does not get it, but its cancellation. */
static void arrive_(struct coir_uring_call_ *call, int result) {
    struct coir_task *task = call->task;
    coir_unlink(&call->link);
    call->ring = NULL;
    call->word = call->answer(call, result);
    if (task)
        coir_wake(task, task->entry.flags & COIR_FORWARDED_ ? 0 : call->word);
}

/* Read all answers that are there. */
static void reap_(struct coir_uring_ *self) {
    unsigned head = *self->answer_head;
    while (head != __atomic_load_n(self->answer_tail, __ATOMIC_ACQUIRE)) {
        const struct io_uring_cqe answer = self->answers[head & self->answer_mask];
        __atomic_store_n(self->answer_head, ++head, __ATOMIC_RELEASE);
        self->answers_due--;
        if (answer.user_data) /* else a request to cancel */
            arrive_((struct coir_uring_call_ *)(uintptr_t)answer.user_data, answer.res);
    }
}

/* While somebody waits, the loop listens. */
static void notify_(struct coir_descriptor *descriptor, int bits) {
    struct coir_uring_ *self =
        (struct coir_uring_ *)(void *)((char *)descriptor - offsetof(struct coir_uring_, answered));
    uint64_t count;
    ssize_t got = read(descriptor->fd, &count, sizeof count);
    (void)got, (void)bits;
    coir_used_up(descriptor, COIR_READABLE);
    reap_(self);
    if (!coir_list_empty(&self->calls))
        coir_want(descriptor, COIR_READABLE);
}

/* The kernel is asked to hurry. If it cannot be (no room, or a disk is at work), it is waited for. */
static void ask_to_cancel_(struct coir_uring_call_ *call) {
    struct coir_uring_ *self = call->ring;
    struct io_uring_sqe *entry = entry_(self, 0);
    if (call->hurried || self->answers_due == ANSWERS)
        return;
    call->hurried = true;
    entry->opcode = IORING_OP_ASYNC_CANCEL;
    entry->fd = -1;
    entry->addr = (uintptr_t)call;
    submit_(self);
}

static bool cancel_(void *object) {
    ask_to_cancel_((struct coir_uring_call_ *)object);
    return true;
}

static const struct coir_kind rings = {"a call of the system", cancel_, NULL};

struct io_uring_sqe *coir_uring_entry_(struct coir_uring_ *ring, struct coir_uring_call_ *call) {
    if (ring->answers_due >= ANSWERS / 2)
        return NULL;
    call->ring = ring;
    return entry_(ring, (uintptr_t)call);
}

int coir_uring_enter_(struct coir_uring_call_ *call) {
    struct coir_uring_ *ring = call->ring;
    call->kind = &rings;
    call->task = NULL;
    call->word = 0;
    call->hurried = false;
    if (!submit_(ring)) {
        call->ring = NULL;
        return 0;
    }
    coir_link_before(&ring->calls, &call->link);
    reap_(ring);
    if (!call->ring && ++ring->at_once < PATIENCE)
        return call->word;
    ring->at_once = 0;
    call->task = coir_current();
    coir_park(NULL, call);
    if (call->ring)
        coir_want(&ring->answered, COIR_READABLE);
    else
        coir_wake(call->task, call->word);
    return COIR_PENDING;
}

/* ---- The loop's ring ---- */

static bool open_(struct coir_uring_ *self) {
    struct io_uring_params params;
    int event;
    memset(&params, 0, sizeof params);
    params.flags = IORING_SETUP_CQSIZE;
    params.cq_entries = ANSWERS;
    self->fd = (int)syscall(__NR_io_uring_setup, ENTRIES, &params);
    if (self->fd < 0)
        return false;
    event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (event >= 0 && (params.features & FEATURES) == FEATURES && has_operations_(self->fd) &&
        map_(self, &params) && register_(self->fd, IORING_REGISTER_EVENTFD, &event, 1) == 0 &&
        coir_watch(self->loop, &self->answered, event) == 0) {
        self->answered.notify = notify_;
        return true;
    }
    give_back_(self);
    if (event >= 0)
        close(event);
    return false;
}

/* Tasks that still wait, in a loop that ends, are not woken; but the kernel must be done with
 * them. */
static void close_(struct coir_service *service) {
    struct coir_uring_ *self = (struct coir_uring_ *)service;
    struct coir_link *link;
    for (link = self->calls.next; link != &self->calls; link = link->next) {
        struct coir_uring_call_ *call =
            (struct coir_uring_call_ *)(void *)((char *)link -
                                                offsetof(struct coir_uring_call_, link));
        call->task = NULL;
        ask_to_cancel_(call);
    }
    while (!coir_list_empty(&self->calls)) {
        enter_(self, 0, 1);
        reap_(self);
    }
    if (self->fd >= 0) {
        coir_unwatch(&self->answered);
        close(self->answered.fd);
    }
    give_back_(self);
    free(self);
}

static struct coir_uring_ *find_(struct coir_loop *loop) {
    struct coir_uring_ *self = (struct coir_uring_ *)(void *)coir_find_service(loop, close_);
    if (self)
        return self;
    self = (struct coir_uring_ *)calloc(1, sizeof *self);
    if (!self)
        return NULL;
    self->loop = loop;
    self->fd = -1;
    coir_list_init(&self->calls);
    coir_add_service(loop, &self->service, close_);
    return self;
}

static bool is_open_(struct coir_uring_ *self) {
    if (!self->tried)
        open_(self);
    self->tried = true;
    return self->fd >= 0;
}

/* valgrind and MemorySanitizer keep account of what was written, and do not see it when the kernel
 * does that later: they would take what was read for garbage. */
static bool is_watched_(void) {
    const char *preload = getenv("LD_PRELOAD");
#ifdef __has_feature
#if __has_feature(memory_sanitizer)
    return true;
#endif
#endif
    return preload && strstr(preload, "vgpreload");
}

/* Ask for a way: the one that is taken. */
static enum coir_file_way choose_(struct coir_uring_ *self, enum coir_file_way way) {
    bool ring = way == COIR_FILE_RING || (way == COIR_FILE_BEST && !is_watched_());
    return ring && is_open_(self) ? COIR_FILE_RING : COIR_FILE_THREADS;
}

struct coir_uring_ *coir_uring_of_(struct coir_loop *loop) {
    struct coir_uring_ *self = find_(loop);
    if (self && self->way == COIR_FILE_BEST)
        self->way = choose_(self, COIR_FILE_BEST);
    return self && self->way == COIR_FILE_RING ? self : NULL;
}

int coir_file_choose(struct coir_loop *loop, enum coir_file_way way) {
    struct coir_uring_ *self = find_(loop);
    enum coir_file_way taken;
    if (!self)
        return COIR_NO_MEMORY;
    taken = choose_(self, way);
    if (way == COIR_FILE_RING && taken != way)
        return COIR_UNSUPPORTED;
    self->way = taken;
    return (int)taken;
}

#else

int coir_file_choose(struct coir_loop *loop, enum coir_file_way way) {
    (void)loop;
    return way == COIR_FILE_RING ? (int)COIR_UNSUPPORTED : (int)COIR_FILE_THREADS;
}

#endif
#endif
