/* descriptor.c - wait until a descriptor can be read or written.
 *
 * Costs nothing while a descriptor stays ready, one park and one wake when it does not. The port
 * only reports; which task goes on is decided here. SPDX-License-Identifier: MIT
 */
#include "loop_.h"

#if COIR_HOSTED

void coir_want(struct coir_descriptor *descriptor, int bit) {
    if (descriptor->wanted & bit)
        return;
    descriptor->wanted = (uint8_t)(descriptor->wanted | bit);
    descriptor->loop->external++;
}

void coir_unwant(struct coir_descriptor *descriptor, int bit) {
    if (!(descriptor->wanted & bit))
        return;
    descriptor->wanted = (uint8_t)(descriptor->wanted & ~bit);
    descriptor->loop->external--;
}

/* A task that waits is cancelled. The last one takes the wish along. */
static bool cancel_reader_(void *object) {
    struct coir_waiting *waiting = (struct coir_waiting *)object;
    if (waiting->tasks.next == waiting->tasks.prev)
        coir_unwant(waiting->descriptor, COIR_READABLE);
    return false;
}

static bool cancel_writer_(void *object) {
    struct coir_waiting *waiting = (struct coir_waiting *)object;
    if (waiting->tasks.next == waiting->tasks.prev)
        coir_unwant(waiting->descriptor, COIR_WRITABLE);
    return false;
}

static const struct coir_kind readers_ = {"a descriptor to read", cancel_reader_, NULL};
static const struct coir_kind writers_ = {"a descriptor to write", cancel_writer_, NULL};

static void init_(struct coir_waiting *waiting, struct coir_descriptor *descriptor,
                  const struct coir_kind *kind) {
    waiting->kind = kind;
    waiting->descriptor = descriptor;
    coir_list_init(&waiting->tasks);
}

int coir_watch(struct coir_loop *loop, struct coir_descriptor *descriptor, int fd) {
    int error;
    memset(descriptor, 0, sizeof *descriptor);
    descriptor->fd = fd;
    descriptor->loop = loop;
    descriptor->ready = COIR_READABLE | COIR_WRITABLE; /* try first, wait afterwards */
    init_(&descriptor->readers, descriptor, &readers_);
    init_(&descriptor->writers, descriptor, &writers_);
    if (!loop->port->watch)
        return COIR_UNSUPPORTED;
    error = loop->port->watch(loop->port, descriptor);
    if (error < 0)
        return error;
    descriptor->watched = 1;
    return 0;
}

static void wake_all_(struct coir_waiting *waiting, int word) {
    while (!coir_list_empty(&waiting->tasks))
        coir_wake(coir_first(&waiting->tasks), word);
}

void coir_unwatch(struct coir_descriptor *descriptor) {
    if (!descriptor->watched)
        return;
    descriptor->watched = 0;
    coir_unwant(descriptor, COIR_READABLE);
    coir_unwant(descriptor, COIR_WRITABLE);
    descriptor->loop->port->unwatch(descriptor->loop->port, descriptor);
    wake_all_(&descriptor->readers, COIR_CLOSED);
    wake_all_(&descriptor->writers, COIR_CLOSED);
}

void coir_descriptor_ready(struct coir_descriptor *descriptor, int bits) {
    int due = bits & descriptor->wanted;
    descriptor->ready = (uint8_t)(descriptor->ready | bits);
    coir_unwant(descriptor, bits & COIR_READABLE);
    coir_unwant(descriptor, bits & COIR_WRITABLE);
    if (due && descriptor->notify)
        descriptor->notify(descriptor, due);
    if (bits & COIR_READABLE)
        wake_all_(&descriptor->readers, COIR_PENDING);
    if (bits & COIR_WRITABLE)
        wake_all_(&descriptor->writers, COIR_PENDING);
}

static int wait_(struct coir_descriptor *descriptor, struct coir_waiting *waiting, int bit) {
    if (!descriptor->watched)
        return COIR_CLOSED;
    if (descriptor->ready & bit)
        return 0;
    coir_want(descriptor, bit);
    return coir_park(&waiting->tasks, waiting);
}

int coir_readable(struct coir_descriptor *descriptor) {
    return wait_(descriptor, &descriptor->readers, COIR_READABLE);
}

int coir_writable(struct coir_descriptor *descriptor) {
    return wait_(descriptor, &descriptor->writers, COIR_WRITABLE);
}

#endif
