/* loop_.h - what the loop's files share and users do not see.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_LIB_LOOP_H
#define COIR_LIB_LOOP_H

#include "coir/loop.h"

/* The loop of a task. One loop serves all where tasks do not remember theirs. */
#if COIR_GROUPS
#define COIR_LOOP_OF_(task) ((task)->scope->loop)
#else
#define COIR_LOOP_OF_(task) coir_running_
#endif

/* Arithmetic of points in time, which wrap on small systems. */
#if COIR_HOSTED
static inline coir_time coir_time_between_(coir_time from, coir_time to) {
    return to - from;
}
static inline coir_time coir_time_after_(coir_time when, coir_time delay) {
    return delay > COIR_FOREVER - when ? COIR_FOREVER : when + delay;
}
#else
static inline coir_time coir_time_between_(coir_time from, coir_time to) {
    return (coir_time)((uint32_t)to - (uint32_t)from);
}
static inline coir_time coir_time_after_(coir_time when, coir_time delay) {
    return (coir_time)((uint32_t)when + (uint32_t)delay);
}
#endif
static inline bool coir_is_before_(coir_time a, coir_time b) {
    return coir_time_between_(b, a) < 0;
}

#if COIR_CALLBACKS
/* loop.c, small.c: a call from an interrupt that was not made yet will not be, and the handle's memory is
 * free for other things. No interrupt sends it any more. */
void coir_take_back_(struct coir_loop *loop, struct coir_handle *handle);
#endif

#if !COIR_SMALL
/* The queue that an entry joins when it is ready. */
#if COIR_PRIORITY
#define COIR_QUEUE_OF_(loop, entry) ((entry)->urgent ? &(loop)->urgent : &(loop)->ready)
#else
#define COIR_QUEUE_OF_(loop, entry) (&(loop)->ready)
#endif

/* Checking builds for chips: the loop whose port sleeps. What happens to its tasks then is done by an
 * interrupt, which may not: between two instructions of the loop it would have come one day. */
#if COIR_CHECKS && !COIR_HOSTED
extern struct coir_loop *coir_asleep_;
#define COIR_CHECK_AWAKE_(loop)                                                                    \
    COIR_CHECK_(coir_asleep_ != (loop), "an interrupt called what does not end in _from_isr")
#else
#define COIR_CHECK_AWAKE_(loop) ((void)0)
#endif

/* The back of the ready queue: runs on the next turn. */
static inline void coir_make_ready_(struct coir_loop *loop, struct coir_entry *entry) {
    COIR_CHECK_AWAKE_(loop);
    entry->state = COIR_READY;
    coir_link_before(COIR_QUEUE_OF_(loop, entry), &entry->link);
}

/* Between turns: is nothing ready? */
static inline bool coir_nothing_ready_(const struct coir_loop *loop) {
#if COIR_PRIORITY
    if (!coir_list_empty(&loop->urgent))
        return false;
#endif
    return coir_list_empty(&loop->ready);
}

/* timers.c: entries with a deadline. An entry leaves by coir_unlink, then coir_timers_forget_. */
void coir_timers_init_(struct coir_loop *loop);
void coir_timers_add_(struct coir_loop *loop, struct coir_entry *entry);
void coir_timers_expire_(struct coir_loop *loop);
coir_time coir_timers_span_(struct coir_loop *loop); /* until the next deadline, or COIR_FOREVER */

/* May a deadline have passed? */
static inline bool coir_timers_due_(const struct coir_loop *loop) {
#if COIR_WHEEL
    return loop->wheel.soonest <= loop->now;
#else
    return !coir_list_empty(&loop->timers);
#endif
}

static inline void coir_timers_forget_(struct coir_loop *loop, const struct coir_entry *entry) {
#if COIR_WHEEL
    if (entry->on.time == loop->wheel.soonest)
        loop->wheel.soonest_exact = 0;
#else
    (void)loop, (void)entry;
#endif
}

/* Flags of entries whose step is not a plain one. */
#define COIR_IS_SPECIAL_ (COIR_IS_CALLBACK_ | COIR_MUST_CANCEL_ | COIR_FORWARDED_ | COIR_FIRED_)

/* loop.c: a task's first step at once, inside of another one's.
 * task.c: what a step meets seldom. A request to cancel may change what arrives; a task has
 * ended; a request to cancel came while it ran, and it is parked now. */
#if COIR_CANCEL
int coir_task_arrive_(struct coir_task *task);
#endif
void coir_step_now_(struct coir_loop *loop, struct coir_task *task);
void coir_task_end_(struct coir_loop *loop, struct coir_task *task, int outcome);
#if COIR_CANCEL
void coir_task_interrupt_(struct coir_task *task);
#endif

#if COIR_CANCEL
/* loop.c: make a handle a callback of this loop, in no list yet; COIR_RUNTIME if it is in use. */
int coir_set_handle_(struct coir_loop *loop, struct coir_handle *handle,
                     int (*callback)(void *argument), void *argument);

/* task.c: all who wait get this word and are ready for the next turn, in the order in which they
 * came; with the detail of a task that ended so, or NULL. */
void coir_tell_(struct coir_loop *loop, struct coir_link *waiters, int word,
                const struct coir_task *from);

/* task.c: what belongs to an outcome and does not fit in an int, the reason or the errors, goes with
 * it from one task to another. */
void coir_hand_detail_(struct coir_task *to, const struct coir_task *from);

/* task.c: a callback queues among waiters, or with NULL, is ready. */
int coir_register_(struct coir_loop *loop, struct coir_link *waiters, struct coir_handle *handle,
                   int (*callback)(void *argument), void *argument);

/* watch.c: have `callback` called with each element that ends; all or, after an error, none. Take that
 * back. Ask all to stop: was there one that had not ended? */
struct coir_watch;
int coir_watch_begin_(struct coir_watch *watch, unsigned count, void *owner,
                      int (*callback)(void *watch));
void coir_watch_end_(struct coir_watch *watch, unsigned count);
bool coir_watch_cancel_all_(struct coir_watch *watch, unsigned count);

/* coir_park and coir_wake for the leaves here, inline for the speed of hand-overs: on an object that
 * has a kind; and a task that stands in a list of waiters, so it is parked, and not for a timer. */
static inline int coir_park_(struct coir_link *waiters, void *object) {
    struct coir_entry *entry;
    COIR_CHECK_TASK_();
    entry = &coir_running_->current->entry;
    COIR_CHECK_RUNS_(entry);
    entry->state = COIR_PARKED;
    entry->wait = COIR_ON_OBJECT;
    entry->on.object = object;
    coir_link_before(waiters, &entry->link);
    return COIR_PENDING;
}
static inline void coir_wake_waiter_(struct coir_task *task, int word) {
    coir_unlink(&task->entry.link);
    task->entry.word = word;
    coir_make_ready_(COIR_LOOP_OF_(task), &task->entry);
}
#define COIR_OBJECT_(entry) ((entry).on.object)
#endif
#endif

#if COIR_SMALL && COIR_CANCEL
static inline int coir_park_(struct coir_link *waiters, void *object) {
    return coir_park(waiters, object);
}
static inline void coir_wake_waiter_(struct coir_task *task, int word) {
    coir_wake(task, word);
}
#define COIR_OBJECT_(entry) ((entry).object)
#endif

#if COIR_CANCEL
/* Wake all tasks of a list, in order. */
static inline void coir_wake_all_(struct coir_link *waiters, int word) {
    while (!coir_list_empty(waiters))
        coir_wake_waiter_((struct coir_task *)waiters->next, word);
}

#if COIR_GRANTS
/* Wake a task to take what is reserved for it; and, in its leaf: was that the reason it was woken? An
 * AWAIT whose expression leads to another object the second time does not take it. */
#define COIR_NOT_TAKEN_ "a task did not take what it was woken for: its AWAIT changed its mind"
static inline void coir_grant_(struct coir_task *task) {
    COIR_CHECK_(!(task->entry.flags & COIR_GRANTED_), COIR_NOT_TAKEN_);
    task->entry.flags |= COIR_GRANTED_;
    coir_wake_waiter_(task, COIR_PENDING);
}
static inline bool coir_take_grant_(const void *object) {
    struct coir_task *task;
    COIR_CHECK_TASK_();
    task = coir_running_->current;
    if (!COIR_UNLIKELY_(task->entry.flags & COIR_GRANTED_))
        return false;
    COIR_CHECK_(COIR_OBJECT_(task->entry) == object, COIR_NOT_TAKEN_);
    (void)object;
    task->entry.flags &= (uint8_t)~COIR_GRANTED_;
    return true;
}

#endif

/* An error of a callback, for whoever is told of those. */
void coir_loop_error_(struct coir_loop *loop, const char *what, int error);
#endif

#if COIR_GROUPS
/* task.c: the turn after a task of a group ended. */
void coir_task_told_(struct coir_task *task);

/* error_group.c: keep the error of a task, or one without a task. */
void coir_errors_add_(struct coir_errors *errors, struct coir_task *task);
void coir_errors_add_gone_(struct coir_errors *errors, int error);
#endif

#if COIR_TASKS
#if COIR_HOSTED
/* context.c: the variables of the function that a thread without a loop runs; or NULL. */
extern COIR_THREAD_LOCAL_ const struct coir_token **coir_elsewhere_;
#endif

/* unseen.c: a task failed while nobody waited; tell now of one, or at the end of all, that nobody
 * asked about. */
void coir_remember_unseen_(struct coir_loop *loop, const struct coir_task *task);
void coir_report_unseen_(struct coir_loop *loop, const struct coir_task *task);

/* report.c: an error that nobody else gets goes to the loop's error handler, or else is reported with
 * its places. And where a body is, for people: in which function, at which line (0: unknown), and the
 * coroutine further in from which its error came, or NULL. */
void coir_report_slow_(struct coir_loop *loop, const char *name, coir_time took,
                       const struct coir_where *where, int line);
void coir_report_error_(struct coir_loop *loop, const char *what, int error,
                        const struct coir_place_ *place, unsigned places);
const struct coir_where *coir_where_(const struct coir_frame *frame);
int coir_line_of_(const struct coir_frame *frame);
const struct coir_frame *coir_failed_child_(const struct coir_frame *frame);

/* closing.c: a task for each generator that is to be closed at the end. */
void coir_start_closers_(struct coir_loop *loop);

/* report.c: one line to the loop's listener. */
void coir_report_(struct coir_loop *loop, const char *line);
#endif

#endif
