/* loop.c - take turns: wait, gather what is due, run what is ready.
 *
 * A turn with n ready entries costs n steps and one look at the clock and the port; an idle loop
 * costs nothing. SPDX-License-Identifier: MIT
 */
#include "inbox_.h"

#if !COIR_SMALL

#if !COIR_HOSTED
const uint32_t coir_tick_hz_ = COIR_TICK_HZ;
#endif

void coir_loop_init(struct coir_loop *loop, struct coir_port *port) {
    memset(loop, 0, sizeof *loop);
    loop->scope.loop = loop;
    loop->port = port;
    loop->now = port->now(port);
    coir_list_init(&loop->ready);
#if COIR_PRIORITY
    coir_list_init(&loop->urgent);
#endif
    coir_list_init(&loop->polled);
    coir_timers_init_(loop);
#if COIR_TASKS
    coir_list_init(&loop->scope.others);
    coir_list_init(&loop->closers);
#endif
#if COIR_GROUPS
    coir_list_init(&loop->scope.tasks);
#else
    coir_running_ = loop;
#endif
}

void coir_loop_close(struct coir_loop *loop) {
#if COIR_TASKS
    coir_report_unseen_(loop, NULL);
#endif
    loop->closed = 1;
#if COIR_HOSTED
    while (loop->services) {
        struct coir_service *service = loop->services;
        loop->services = service->next;
        service->close(service);
    }
#endif
}

#if COIR_HOSTED
struct coir_service *coir_find_service(const struct coir_loop *loop,
                                       void (*close)(struct coir_service *service)) {
    struct coir_service *service = loop->services;
    while (service && service->close != close)
        service = service->next;
    return service;
}

void coir_add_service(struct coir_loop *loop, struct coir_service *service,
                      void (*close)(struct coir_service *service)) {
    service->close = close;
    service->next = loop->services;
    loop->services = service;
}
#endif

void coir_stop(struct coir_loop *loop) {
    loop->stopping = 1;
}

/* ---- Callbacks ---- */

#if COIR_CANCEL
int coir_set_handle_(struct coir_loop *loop, struct coir_handle *handle,
                     int (*callback)(void *argument), void *argument) {
    uint8_t state = handle->entry.state;
    COIR_CHECK_AWAKE_(loop);
    if (loop->closed || state == COIR_READY || state == COIR_PARKED || handle->entry.cancels)
        return COIR_RUNTIME;
#if COIR_THREADS
    if (loop->running && coir_running_ != loop) /* it runs, in another thread */
        return COIR_RUNTIME;
#endif
    handle->callback = callback;
    handle->argument = argument;
    handle->entry.flags = COIR_IS_CALLBACK_;
    handle->entry.wait = COIR_ON_NOTHING;
#if COIR_PRIORITY
    handle->entry.urgent = false;
#endif
#if COIR_TASKS
    handle->context = loop->current ? loop->current->context : loop->context;
#endif
    return 0;
}

int coir_call_soon(struct coir_loop *loop, struct coir_handle *handle,
                   int (*callback)(void *argument), void *argument) {
    int refused = coir_set_handle_(loop, handle, callback, argument);
    if (!refused)
        coir_make_ready_(loop, &handle->entry);
    return refused;
}

int coir_call_later(struct coir_loop *loop, struct coir_handle *handle, coir_time delay,
                    int (*callback)(void *argument), void *argument) {
    return coir_call_at(loop, handle, delay > 0 ? coir_time_after_(loop->now, delay) : loop->now,
                        callback, argument);
}

int coir_call_at(struct coir_loop *loop, struct coir_handle *handle, coir_time when,
                 int (*callback)(void *argument), void *argument) {
    int refused = coir_set_handle_(loop, handle, callback, argument);
    if (refused)
        return refused;
    handle->entry.on.time = when;
    handle->entry.wait = COIR_ON_TIMER;
    handle->entry.state = COIR_PARKED;
    coir_timers_add_(loop, &handle->entry);
    return 0;
}

bool coir_handle_cancel(struct coir_handle *handle) {
    struct coir_entry *entry = &handle->entry;
    if (entry->state != COIR_READY && entry->state != COIR_PARKED)
        return false;
    coir_unlink(&entry->link);
    if (entry->wait == COIR_ON_TIMER && coir_running_)
        coir_timers_forget_(coir_running_, entry);
    entry->state = COIR_IDLE;
    entry->flags |= COIR_CANCELLED_;
    if (entry->cancels)
        coir_exchange_sent_(handle, 1, 0); /* another thread may send it again */
    return true;
}

bool coir_remove_done_callback(struct coir_handle *handle) {
    return handle->entry.state == COIR_PARKED && coir_handle_cancel(handle);
}

void coir_loop_error_(struct coir_loop *loop, const char *what, int error) {
    if (loop->on_error)
        loop->on_error(loop, what, error);
#if COIR_TASKS
    else
        coir_report_error_(loop, what, error, NULL, 0);
#endif
}

static void call_(struct coir_loop *loop, struct coir_handle *handle) {
    int (*callback)(void *argument) = handle->callback;
    void *argument = handle->argument;
    int error;
    handle->entry.state = COIR_IDLE;
    if (handle->entry.cancels) /* from now on another thread may send, and set, it again */
        coir_exchange_sent_(handle, 1, 0);
#if COIR_TASKS
    loop->context = handle->context;
#endif
    error = callback(argument);
    if (error < 0)
        coir_loop_error_(loop, COIR_WHAT_("Exception in callback"), error);
}

int coir_call_soon_threadsafe(struct coir_loop *loop, struct coir_handle *handle,
                              int (*callback)(void *argument), void *argument) {
    if (!coir_send_(&loop->inbox, handle, callback, argument))
        return COIR_BUSY;
    if (loop->port->wake)
        loop->port->wake(loop->port);
    return 0;
}

static void empty_inbox_(struct coir_loop *loop) {
    struct coir_handle *handle = coir_take_inbox_(&loop->inbox);
    while (handle) {
        struct coir_handle *next = (struct coir_handle *)handle->entry.link.next;
        handle->entry.flags = COIR_IS_CALLBACK_;
#if COIR_TASKS
        handle->context = NULL;
#endif
        coir_make_ready_(loop, &handle->entry);
        handle = next;
    }
}

void coir_take_back_(struct coir_loop *loop, struct coir_handle *handle) {
    empty_inbox_(loop);
    coir_handle_cancel(handle);
}
#endif

/* ---- Turns ---- */

/* How long the port may wait before the next turn. Not at all if others ran since conditions were
 * looked at: they may hold now. */
static inline coir_time span_(struct coir_loop *loop) {
    if (!coir_nothing_ready_(loop) || (loop->others_ran && !coir_list_empty(&loop->polled)))
        return 0;
    return coir_timers_span_(loop);
}

/* A span was counted from the beginning of the last turn, which may have taken its time. */
static coir_time left_(struct coir_loop *loop, coir_time span) {
    coir_time took;
    if (span == 0 || span == COIR_FOREVER)
        return span;
    took = coir_time_between_(loop->now, loop->port->now(loop->port));
    return took < span ? span - took : 0;
}

#if COIR_CHECKS && !COIR_HOSTED
struct coir_loop *coir_asleep_;
#endif

static inline void wait_(struct coir_loop *loop, coir_time span) {
#if COIR_CHECKS && !COIR_HOSTED
    struct coir_loop *before = coir_asleep_;
    coir_asleep_ = loop;
    loop->port->wait(loop->port, loop, span);
    coir_asleep_ = before;
#else
    loop->port->wait(loop->port, loop, span);
#endif
}

/* Let the port wait. While something is ready, it is only asked what happened outside, and after a
 * wait not in the next turn: a deadline takes two, and would ask twice. */
static void ask_port_(struct coir_loop *loop, coir_time span) {
    bool ask = span || (loop->external && !loop->waited);
    loop->waited = span != 0;
    if (ask)
        wait_(loop, COIR_HOSTED ? left_(loop, span) : span);
}

#if COIR_TASKS && COIR_CHECKS
/* Put what runs in this turn in a random order: each entry moves to the front, or stays. */
static void shuffle_(struct coir_loop *loop) {
    struct coir_link *link = loop->ready.next;
    while (link != &loop->ready) {
        struct coir_link *next = link->next;
        loop->shuffle ^= loop->shuffle << 13;
        loop->shuffle ^= loop->shuffle >> 17;
        loop->shuffle ^= loop->shuffle << 5;
        if (loop->shuffle & 0x100) {
            coir_unlink(link);
            coir_link_before(loop->ready.next, link);
        }
        link = next;
    }
}
#endif

/* Tasks whose conditions are to be looked at. */
static void look_again_(struct coir_loop *loop) {
    loop->others_ran = !coir_nothing_ready_(loop);
    while (!coir_list_empty(&loop->polled))
        coir_wake(coir_first(&loop->polled), COIR_PENDING);
}

/* Gather what became ready and due. */
static inline void begin_turn_(struct coir_loop *loop, coir_time span) {
    if (COIR_UNLIKELY_(span || loop->external))
        ask_port_(loop, span);
    loop->now = loop->port->now(loop->port);
#if COIR_CANCEL
    empty_inbox_(loop);
#endif
    if (COIR_UNLIKELY_(coir_timers_due_(loop)))
        coir_timers_expire_(loop);
    loop->others_ran = 1;
    if (COIR_UNLIKELY_(!coir_list_empty(&loop->polled)))
        look_again_(loop);
#if COIR_TASKS && COIR_CHECKS
    if (COIR_UNLIKELY_(loop->shuffle))
        shuffle_(loop);
#endif
}

/* Resume a task with a word. */
static inline void resume_(struct coir_loop *loop, struct coir_task *task, int word) {
    struct coir_frame *frame = task->frame, *next;
    COIR_TAKEN_OUT_(&task->entry);
    loop->current = task;
    next = coir_resume_(&frame, &word);
    if (COIR_UNLIKELY_(!next)) {
        COIR_CHECK_RUNS_(&task->entry);
        task->frame = frame;
        loop->current = NULL;
        coir_task_end_(loop, task, word);
        return;
    }
    task->frame = next;
    COIR_CHECK_(task->entry.link.next, "a leaf said COIR_PENDING and parked nowhere");
#if COIR_CANCEL
    if (COIR_UNLIKELY_(task->entry.flags & COIR_MUST_CANCEL_))
        coir_task_interrupt_(task);
#endif
}

void coir_step_now_(struct coir_loop *loop, struct coir_task *task) {
    struct coir_task *outer = loop->current;
    if (outer)
        outer->entry.word = 0; /* it has that already; a request to cancel looks here */
    task->entry.state = COIR_READY;
    resume_(loop, task, 0);
    loop->current = outer;
}

#if COIR_CANCEL
/* What is not a plain step: a callback, a deadline, the end of a group's task, or a task that was
 * asked to cancel. One that has not begun never does. */
static void run_special_(struct coir_loop *loop, struct coir_entry *entry) {
    struct coir_task *task = (struct coir_task *)entry;
    int word;
    loop->current = NULL;
    if (entry->flags & COIR_IS_CALLBACK_) {
        call_(loop, (struct coir_handle *)entry);
        return;
    }
    if (entry->flags & COIR_FIRED_) {
#if COIR_GROUPS
        if (entry->state == COIR_DONE) {
            coir_task_told_(task);
            return;
        }
#endif
        coir_list_init(&entry->link);
        coir_wake(task, 0);
        return;
    }
    word = coir_task_arrive_(task);
    if (task->frame->line != 0 || word >= 0) {
        resume_(loop, task, word);
        return;
    }
    task->frame->line = COIR_DONE_;
    task->frame->err = (uint8_t)-word;
    coir_task_end_(loop, task, word);
}
#endif

/* Run one entry. */
static inline void run_entry_(struct coir_loop *loop, struct coir_entry *entry) {
#if COIR_CANCEL
    if (COIR_UNLIKELY_(entry->flags & COIR_IS_SPECIAL_)) {
        run_special_(loop, entry);
        return;
    }
#endif
    resume_(loop, (struct coir_task *)entry, entry->word);
}

#if COIR_TASKS && COIR_CHECKS
/* The same, looking at the clock. The task may be gone afterwards. */
static void run_timed_(struct coir_loop *loop, struct coir_entry *entry) {
    struct coir_task *task = entry->flags & COIR_IS_CALLBACK_ ? NULL : (struct coir_task *)entry;
    const char *name = task ? coir_name(task) : NULL;
    const struct coir_where *where = task ? coir_where_(task->frame) : NULL;
    int line = task && !COIR_DENSE ? (int)(task->frame->line & 0x3fff) : 0;
    coir_time began = loop->port->now(loop->port), took;
    run_entry_(loop, entry);
    took = coir_time_between_(began, loop->port->now(loop->port));
    if (took > loop->slow_step)
        coir_report_slow_(loop, name, took, where, line);
}
#endif

/* Take what is ready now out of the loop: `now` becomes the head of that list. */
static inline void take_ready_(struct coir_loop *loop, struct coir_link *now) {
    struct coir_link *first = loop->ready.next, *last = loop->ready.prev;
    if (COIR_UNLIKELY_(first == &loop->ready)) {
        coir_list_init(now);
        return;
    }
    now->next = first;
    first->prev = now;
    loop->ready.next = &loop->ready;
    last->next = now;
    now->prev = last;
    loop->ready.prev = &loop->ready;
}

/* Run it, and what is urgent before. */
static inline void run_turn_(struct coir_loop *loop) {
    struct coir_link now, *link;
    take_ready_(loop, &now);
    for (;;) {
#if COIR_PRIORITY
        if (!coir_list_empty(&loop->urgent)) {
            link = loop->urgent.next;
            coir_unlink(link);
            run_entry_(loop, (struct coir_entry *)link);
            continue;
        }
#endif
        link = now.next;
        if (link == &now)
            break;
        now.next = link->next;
        link->next->prev = &now;
#if COIR_TASKS && COIR_CHECKS
        if (COIR_UNLIKELY_(loop->slow_step)) {
            run_timed_(loop, (struct coir_entry *)link);
            continue;
        }
#endif
        run_entry_(loop, (struct coir_entry *)link);
    }
    loop->current = NULL;
}

/* Everybody waits, and neither time nor anything outside could change that. */
static bool is_deadlock_(const struct coir_loop *loop, bool forever) {
    return !loop->external && !coir_is_called_(loop) && (loop->tasks || forever);
}

#if COIR_TASKS && COIR_CANCEL
/* Is there a leftover that has been asked to stop and has not ended? */
static bool asked_leftover_(struct coir_loop *loop) {
    struct coir_task *task = NULL;
    while ((task = coir_next_task(loop, task)))
        if (task->entry.cancels & COIR_LEFTOVER_)
            return true;
    return false;
}
#else
#define asked_leftover_(loop) false
#endif

/* How long to take turns. */
enum until_ { TASK_ENDS_, LEFTOVERS_END_, ALL_END_, STOPPED_, ONCE_ };

static inline bool is_over_(struct coir_loop *loop, enum until_ until,
                            const struct coir_task *task) {
    (void)loop;
    return (until == TASK_ENDS_ && coir_done(task)) ||
           (until == LEFTOVERS_END_ && !asked_leftover_(loop));
}

/* It does not run any more; where loops run in loops, the outer one does. */
static void leave_(struct coir_loop *loop, struct coir_loop *outer) {
    loop->stopping = 0;
    loop->running = 0;
#if COIR_GROUPS
    coir_running_ = outer;
#else
    (void)outer;
#endif
#if COIR_TASKS
    loop->context = NULL;
#endif
}

/* Take turns until stopping, or for so long, and for the turn in which the end of a task is told. */
static int run_(struct coir_loop *loop, enum until_ until, const struct coir_task *task) {
    struct coir_loop *outer = coir_running_;
    bool told = false;
    int error = 0;
    COIR_CHECK_(loop->port, "a loop was not initialised");
    if (loop->running || loop->closed)
        return COIR_RUNTIME;
#if COIR_THREADS
    if (outer)
        return COIR_RUNTIME;
#endif
    loop->running = 1;
    if (until == ONCE_)
        loop->stopping = 1;
    coir_running_ = loop;
    while (!told) {
        coir_time span = 0;
        told = is_over_(loop, until, task);
        if (COIR_UNLIKELY_(coir_nothing_ready_(loop)) && !told) {
            if (until == ALL_END_ && !loop->tasks && !coir_is_called_(loop))
                break;
            if (!loop->stopping)
                span = span_(loop);
            if (span == COIR_FOREVER && is_deadlock_(loop, until == STOPPED_)) {
                error = COIR_DEADLOCK;
                break;
            }
        }
        begin_turn_(loop, span);
        run_turn_(loop);
        if (loop->stopping)
            break;
    }
    leave_(loop, outer);
#if COIR_TASKS
    if (error == COIR_DEADLOCK) {
        coir_report_(loop, "deadlock: all tasks wait and nothing can wake them");
        coir_print_tasks(loop);
    }
#endif
    return error;
}

int coir_run(struct coir_loop *loop) {
    return run_(loop, ALL_END_, NULL);
}

int coir_run_forever(struct coir_loop *loop) {
    return run_(loop, STOPPED_, NULL);
}

int coir_run_until(struct coir_loop *loop, struct coir_task *task) {
    int error = task->entry.state == COIR_IDLE ? (int)COIR_RUNTIME : run_(loop, TASK_ENDS_, task);
    if (error)
        return error;
    return coir_done(task) ? coir_outcome(task) : (int)COIR_RUNTIME;
}

coir_time coir_poll(struct coir_loop *loop) {
    run_(loop, ONCE_, NULL);
    return left_(loop, span_(loop));
}

#if COIR_TASKS
struct coir_task *coir_next_task(struct coir_loop *loop, struct coir_task *task) {
    struct coir_scope *scope = task ? task->scope : &loop->scope;
    struct coir_link *link = task ? task->all.next : scope->tasks.next;
    while (link == &scope->tasks) {
        scope = (struct coir_scope *)(void *)((char *)scope->others.next -
                                              offsetof(struct coir_scope, others));
        if (scope == &loop->scope)
            return NULL;
        link = scope->tasks.next;
    }
    return (struct coir_task *)((char *)link - offsetof(struct coir_task, all));
}

#if COIR_CANCEL
/* Cancel what is left, once, and wait for that; then the same with what its cleanup started,
 * until nothing is. Tasks that wait for something that cannot come are reported and left. */
static void cancel_leftovers_(struct coir_loop *loop) {
    struct coir_task *task;
    while (loop->tasks) {
        for (task = NULL; (task = coir_next_task(loop, task));) {
            task->entry.cancels |= COIR_LEFTOVER_;
            coir_cancel(task);
        }
        if (run_(loop, LEFTOVERS_END_, NULL) < 0)
            return;
    }
}
#endif

/* Take turns for callbacks that are due, but not for ever, if they call for the next ones: as many as
 * asyncio takes to close its generators and its threads. */
static void run_callbacks_(struct coir_loop *loop) {
    for (int turns = 0; turns < 4 && span_(loop) == 0; turns++)
        run_(loop, ONCE_, NULL);
}

int coir_run_main(struct coir_loop *loop, struct coir_task *task) {
    int error = coir_run_until(loop, task);
#if COIR_CANCEL
    cancel_leftovers_(loop);
#endif
    coir_start_closers_(loop);
    run_callbacks_(loop);
    if (loop->tasks)
        run_(loop, ALL_END_, NULL);
    return error;
}
#endif

#endif
