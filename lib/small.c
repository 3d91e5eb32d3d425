/* small.c - tasks, timers and a loop in a few hundred bytes of code.
 *
 * What task.c, loop.c and timers.c do for a few tasks, in the same order of events. One list has them all,
 * sorted by when they want to run: who is ready wanted to when he was woken, who sleeps will at his deadline,
 * and equal ones keep the order in which they came. What runs is the first, and stays there until it waits; so
 * nobody need remember it. To wake costs a search past those that are ready.
 * SPDX-License-Identifier: MIT
 */
#include "inbox_.h"

#if COIR_SMALL

#ifndef COIR_LOOP
struct coir_loop *coir_running_;
#endif
#define LOOP_ coir_running_

#ifdef COIR_PORT
#include COIR_PORT
#else
#define coir_port_now() LOOP_->port->now(LOOP_->port)
#define coir_port_wait(span) LOOP_->port->wait(LOOP_->port, LOOP_, span)
#endif

/* In each of those who take turns: a program has one of them. */
#if COIR_GNU_
#define INLINE_ static inline __attribute__((always_inline))
#else
#define INLINE_ static inline
#endif

void coir_loop_init(struct coir_loop *loop, struct coir_port *port) {
#ifndef COIR_LOOP
    coir_running_ = loop;
#endif
    coir_clear_(loop, sizeof *loop);
#ifdef COIR_PORT
    (void)port;
#else
    loop->port = port;
#endif
    loop->now = coir_port_now();
}

void coir_clear_(void *memory, size_t size) {
    do
        ((char *)memory)[--size] = 0;
    while (size);
}

/* ---- The list ---- */

/* Join it, to run after a delay of 0 or more, behind all that want to run by then. */
static void join_(struct coir_entry *entry, coir_time delay) {
    struct coir_link **at = &LOOP_->first, *next;
    entry->time = coir_time_after_(LOOP_->now, delay);
    while ((next = *at) && !coir_is_before_(entry->time, ((struct coir_entry *)next)->time))
        at = &next->next;
    entry->link.next = next;
    *at = &entry->link;
#if COIR_CANCEL
    entry->link.at = at;
    if (next)
        next->at = &entry->link.next;
#endif
}

struct coir_task *coir_current(void) {
    return LOOP_->current;
}

int coir_begin_(struct coir_task *task, size_t size, coir_body body) {
    char *memory = (char *)task;
    if (coir_is_running(task))
        return COIR_RUNTIME;
    do {
        size--;
        memory[size] = 0;
    } while (size);
    task->frame = (struct coir_frame *)(void *)(task + 1);
    task->frame->body = body;
    task->entry.state = COIR_READY;
#if !COIR_ENDLESS
    LOOP_->tasks++;
#endif
    join_(&task->entry, 0);
    return 0;
}

/* ---- Waiting ---- */

void coir_sleep_(coir_time delay) {
    struct coir_entry *entry = &LOOP_->current->entry;
    entry->state = COIR_SLEEPS;
    join_(entry, delay);
}

int coir_await_turn_(void) {
    LOOP_->current->entry.word = COIR_PENDING;
    coir_sleep_(1);
    return COIR_PENDING;
}

void coir_sleep_until_(coir_time when) {
    coir_time delay = coir_time_between_(LOOP_->now, when);
    coir_sleep_(delay > 0 ? delay : 0);
}

void coir_suspend_(struct coir_link *list, void *object) {
    struct coir_entry *entry = &LOOP_->current->entry;
    entry->state = COIR_PARKED;
#if COIR_GRANTS
    entry->object = object;
#else
    (void)object;
#endif
#if COIR_CANCEL
    if (list)
        coir_link_before(list, &entry->link);
    else
        coir_list_init(&entry->link);
#else
    (void)list;
#endif
}

/* It is parked or sleeps: let it run. */
static void ready_(struct coir_entry *entry) {
    entry->state = COIR_READY;
#if COIR_CANCEL
    coir_unlink(&entry->link);
#endif
    join_(entry, 0);
}

/* Where links know no way back, a task that sleeps cannot be taken out of its place. */
void coir_wake(struct coir_task *task, int word) {
    if (task->entry.state == COIR_PARKED || (COIR_CANCEL && task->entry.state == COIR_SLEEPS)) {
        task->entry.word = (int16_t)word;
        ready_(&task->entry);
    }
}

/* ---- Cancelling ---- */

#if COIR_CANCEL
bool coir_cancel(struct coir_task *task) {
    struct coir_entry *entry = &task->entry;
    if (!coir_is_running(task))
        return false;
    if (coir_cancelling(task) < COIR_CANCELS_)
        entry->flags++;
    if (entry->state != COIR_READY)
        coir_wake(task, COIR_CANCELLED);
    else if (entry->word != COIR_CANCELLED)
        entry->flags |= COIR_MUST_CANCEL_;
    return true;
}

int coir_uncancel(struct coir_task *task) {
    if (coir_cancelling(task))
        task->entry.flags--;
    if (!coir_cancelling(task))
        task->entry.flags &= (uint8_t)~COIR_MUST_CANCEL_;
    return coir_cancelling(task);
}

/* A cancellation is due: what arrives becomes COIR_CANCELLED, and a grant is passed on. */
INLINE_ void raise_(struct coir_entry *entry) {
#if COIR_GRANTS
    if (entry->flags & COIR_GRANTED_)
        (*(const struct coir_kind *const *)entry->object)->abandon(entry->object);
    entry->flags &= (uint8_t)~COIR_GRANTED_;
#endif
    entry->flags &= (uint8_t)~COIR_MUST_CANCEL_;
}
#endif

/* ---- Callbacks ---- */

#if COIR_CALLBACKS
int coir_call_at(struct coir_loop *loop, struct coir_handle *handle, coir_time when,
                 int (*callback)(void *argument), void *argument) {
    struct coir_entry *entry = &handle->entry;
    coir_time delay = coir_time_between_(LOOP_->now, when);
    (void)loop;
    if (entry->state != COIR_IDLE)
        return COIR_RUNTIME;
    handle->callback = callback;
    handle->argument = argument;
    entry->flags = COIR_IS_CALLBACK_;
    entry->state = COIR_SLEEPS;
    join_(entry, delay > 0 ? delay : 0);
    return 0;
}

int coir_call_later(struct coir_loop *loop, struct coir_handle *handle, coir_time delay,
                    int (*callback)(void *argument), void *argument) {
    return coir_call_at(loop, handle, coir_time_after_(LOOP_->now, delay > 0 ? delay : 0), callback,
                        argument);
}

int coir_call_soon(struct coir_loop *loop, struct coir_handle *handle,
                   int (*callback)(void *argument), void *argument) {
    return coir_call_at(loop, handle, LOOP_->now, callback, argument);
}

bool coir_handle_cancel(struct coir_handle *handle) {
    if (handle->entry.state != COIR_SLEEPS)
        return false;
    coir_unlink(&handle->entry.link);
    handle->entry.state = COIR_IDLE;
    handle->entry.flags |= COIR_CANCELLED_;
    return true;
}

struct coir_handle *volatile coir_inbox_;

/* What was called from interrupts joins behind all that want to run by now. */
static void empty_inbox_(void) {
    struct coir_handle *handle = coir_take_inbox_(&coir_inbox_);
    while (handle) {
        struct coir_handle *next = (struct coir_handle *)handle->entry.link.next;
        handle->entry.flags = COIR_IS_CALLBACK_;
        handle->entry.state = COIR_SLEEPS;
        join_(&handle->entry, 0);
        handle = next;
    }
}

int coir_call_soon_threadsafe(struct coir_loop *loop, struct coir_handle *handle,
                              int (*callback)(void *argument), void *argument) {
    (void)loop;
    if (!coir_send_(&coir_inbox_, handle, callback, argument))
        return COIR_BUSY;
    LOOP_->hear = empty_inbox_;
#ifndef COIR_PORT
    if (LOOP_->port->wake)
        LOOP_->port->wake(LOOP_->port);
#endif
    return 0;
}

void coir_take_back_(struct coir_loop *loop, struct coir_handle *handle) {
    (void)loop;
    empty_inbox_();
    coir_handle_cancel(handle);
}

/* From now on it may be set, and sent, again. Nobody is told of its error. */
static void call_(struct coir_handle *handle) {
    volatile struct coir_handle *sent = handle; /* in this order */
    int (*callback)(void *argument) = sent->callback;
    void *argument = sent->argument;
    sent->entry.state = COIR_IDLE;
    LOOP_->current = NULL;
    callback(argument);
}
#endif

/* ---- Turns ---- */

/* Resume a task. One that was cancelled before it began never does. */
INLINE_ void step_(struct coir_task *task) {
    struct coir_frame *frame = task->frame, *next;
    int word = task->entry.word;
    task->entry.word = 0;
    LOOP_->current = task;
#if COIR_CANCEL
    if (task->entry.flags & COIR_MUST_CANCEL_) {
        raise_(&task->entry);
        word = COIR_CANCELLED;
        if (frame->line == 0) {
            frame->line = COIR_DONE_;
            frame->err = (uint8_t)-COIR_CANCELLED;
            goto ended;
        }
    }
#endif
    do {
        next = (struct coir_frame *)frame->body(frame, word);
        if (next) {
            task->frame = next;
#if COIR_CANCEL
            if (task->entry.flags & COIR_MUST_CANCEL_)
                ready_(&task->entry);
#endif
            return;
        }
        word = COIR_GIVES_(frame);
        frame = frame->caller;
    } while (frame);
#if COIR_CANCEL
ended:
#endif
    task->entry.state = COIR_DONE;
    task->entry.word = (int16_t)word;
#if !COIR_ENDLESS
    LOOP_->tasks--;
#endif
}

/* Take out the first, and run it. A deadline that has passed is ready itself, and a task that slept for it
 * runs after that: callbacks that are due at the same time come first. */
INLINE_ void turn_(struct coir_task *task) {
#if COIR_CANCEL
    coir_unlink(&task->entry.link);
#else
    LOOP_->first = task->entry.link.next;
#endif
#if COIR_CALLBACKS
    if (task->entry.flags & COIR_IS_CALLBACK_) {
        call_((struct coir_handle *)task);
        return;
    }
    if (task->entry.state == COIR_SLEEPS) {
        task->entry.state = COIR_READY;
        join_(&task->entry, 0);
        return;
    }
#endif
#if COIR_CANCEL
    task->entry.state = COIR_READY;
#endif
    step_(task);
}

/* How long nothing will happen: 0 or less if the first wants to run. */
static coir_time span_(const struct coir_task *first) {
    return first ? coir_time_between_(LOOP_->now, first->entry.time) : COIR_FOREVER;
}

/* What time is it, and who has called? */
INLINE_ void look_(void) {
    LOOP_->now = coir_port_now();
#if COIR_CALLBACKS
    if (LOOP_->hear) /* only a program that calls from interrupts has what comes now */
        LOOP_->hear();
#endif
}

/* Let the first run, or wait. */
static void turn_or_wait_(void) {
    struct coir_task *task;
    coir_time span;
    look_();
    task = (struct coir_task *)LOOP_->first;
    span = task ? coir_time_between_(LOOP_->now, task->entry.time) : COIR_FOREVER;
    if (span <= 0)
        turn_(task);
    else
        coir_port_wait(span);
}

#if COIR_ENDLESS
void coir_run_(void) {
    for (;;)
        turn_or_wait_();
}
#else
void coir_stop(struct coir_loop *loop) {
    (void)loop;
    LOOP_->stopping = 1;
}

/* Until a task is done; NULL: none is left. */
static void run_(const struct coir_task *task) {
    while (!LOOP_->stopping && (task ? !coir_done(task) : LOOP_->tasks))
        turn_or_wait_();
    LOOP_->stopping = 0;
}

void coir_run_(void) {
    run_(NULL);
}

int coir_run_until(struct coir_loop *loop, struct coir_task *task) {
    (void)loop;
    if (task->entry.state == COIR_IDLE)
        return COIR_RUNTIME;
    run_(task);
    return coir_done(task) ? coir_outcome(task) : (int)COIR_RUNTIME;
}

int coir_run_forever(struct coir_loop *loop) {
    (void)loop;
    while (!LOOP_->stopping)
        turn_or_wait_();
    LOOP_->stopping = 0;
    return 0;
}
#endif

coir_time coir_poll(struct coir_loop *loop) {
    const struct coir_link *link;
    unsigned due = 0;
    coir_time span;
    (void)loop;
    look_();
    for (link = LOOP_->first; link && span_((const struct coir_task *)link) <= 0; link = link->next)
        due++;
    while (due-- && span_((struct coir_task *)LOOP_->first) <= 0)
        turn_((struct coir_task *)LOOP_->first);
    span = span_((struct coir_task *)LOOP_->first);
    return span > 0 ? span : 0;
}

#endif
