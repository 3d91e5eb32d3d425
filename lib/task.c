/* task.c - start, step, park, wake, cancel and end tasks.
 *
 * Costs about 50 ns from start to end, 3 a step. Nothing here allocates or loops over tasks, except
 * along a chain of tasks that wait for each other.
 * SPDX-License-Identifier: MIT
 */
#include "coir/spawn.h"
#include "loop_.h"

#if !COIR_SMALL

COIR_THREAD_LOCAL_ struct coir_loop *coir_running_;
#if COIR_HOSTILE
COIR_THREAD_LOCAL_ struct coir_detour coir_detour_;
#endif

struct coir_task *coir_current(void) {
    return coir_running_ ? coir_running_->current : NULL;
}

/* Everything a start does but the first step. */
static int prepare_(struct coir_scope *scope, struct coir_task *task, struct coir_frame *frame) {
    struct coir_loop *loop = scope->loop;
    struct coir_entry *entry = &task->entry;
    if (coir_is_busy_(task) || !loop || loop->closed)
        return COIR_RUNTIME;
#if COIR_GROUPS
    if (scope->adopt) {
        int refused = scope->adopt(scope, task);
        if (refused)
            return refused;
    }
#endif
#if COIR_TASKS
    if (entry->state == COIR_DONE && entry->word < 0)
        coir_report_unseen_(loop, task);
    task->context = loop->current ? loop->current->context : loop->context;
#endif
#if COIR_GROUPS
    task->scope = scope;
    task->detail.reason = NULL;
    coir_link_before(&scope->tasks, &task->all);
#endif
#if COIR_CANCEL
    coir_list_init(&task->done);
#endif
    entry->flags &= COIR_SPAWNED_ | COIR_RELEASED_;
    entry->cancels = 0;
    entry->wait = COIR_ON_NOTHING;
    entry->word = 0;
    task->frame = frame;
    loop->tasks++;
    return 0;
}

int coir_start(struct coir_scope *scope, struct coir_task *task, struct coir_frame *frame) {
    int refused = prepare_(scope, task, frame);
    if (!refused)
        coir_make_ready_(scope->loop, &task->entry);
    return refused;
}

int coir_start_eager(struct coir_scope *scope, struct coir_task *task, struct coir_frame *frame) {
    struct coir_loop *loop = coir_running_;
    int refused = loop && loop == scope->loop ? prepare_(scope, task, frame) : (int)COIR_RUNTIME;
    if (refused)
        return refused;
    coir_step_now_(loop, task);
#if COIR_GROUPS
    if (task->entry.flags & COIR_FIRED_ && coir_done(task)) { /* its group is told now */
        coir_unlink(&task->entry.link);
        coir_task_told_(task);
    }
#endif
    return 0;
}

/* ---- Parking and waking ---- */

int coir_park(struct coir_link *list, void *object) {
    struct coir_task *task;
    COIR_CHECK_TASK_();
    task = coir_running_->current;
    COIR_CHECK_RUNS_(&task->entry);
    task->entry.state = COIR_PARKED;
    if (list)
        coir_link_before(list, &task->entry.link);
    else
        coir_list_init(&task->entry.link);
#if COIR_CANCEL
    task->entry.on.object = object;
    task->entry.wait = object ? COIR_ON_OBJECT : COIR_ON_NOTHING;
#else
    (void)object;
#endif
    return COIR_PENDING;
}

void coir_wake(struct coir_task *task, int word) {
    if (task->entry.state != COIR_PARKED)
        return;
    coir_unlink(&task->entry.link);
    if (task->entry.wait == COIR_ON_TIMER) {
        task->entry.flags &= (uint8_t)~COIR_FIRED_;
        coir_timers_forget_(COIR_LOOP_OF_(task), &task->entry);
    }
    task->entry.word = word;
    coir_make_ready_(COIR_LOOP_OF_(task), &task->entry);
}

#if !COIR_HOSTED
int coir_yield_(void) {
    struct coir_loop *loop = coir_running_;
    struct coir_entry *entry;
    COIR_CHECK_TASK_();
    entry = &loop->current->entry;
    COIR_CHECK_RUNS_(entry);
    entry->word = 0;
    coir_make_ready_(loop, entry);
    return COIR_PENDING;
}
#endif

int coir_sleep_until(coir_time when) {
    struct coir_loop *loop = coir_running_;
    struct coir_entry *entry;
    COIR_CHECK_TASK_();
    entry = &loop->current->entry;
    COIR_CHECK_RUNS_(entry);
    if (!coir_is_before_(loop->now, when))
        return coir_yield_();
    entry->on.time = when;
    entry->wait = COIR_ON_TIMER;
    entry->state = COIR_PARKED;
    coir_timers_add_(loop, entry);
    return COIR_PENDING;
}

int coir_sleep_for_(coir_time delay) {
    if (delay == COIR_FOREVER)
        return coir_park(NULL, NULL);
    return coir_sleep_until(coir_time_after_(coir_running_->now, delay));
}

int coir_await_turn_(void) {
    return coir_park(&coir_running_->polled, NULL);
}

/* ---- Ending ---- */

#if COIR_CANCEL
void coir_hand_detail_(struct coir_task *to, const struct coir_task *from) {
#if COIR_GROUPS
    uint8_t has_errors = from->entry.flags & COIR_HAS_ERRORS_;
    bool matters = from->entry.word == (has_errors ? COIR_GROUP : COIR_CANCELLED);
    if (!matters || !from->detail.reason)
        return;
    to->detail = from->detail;
    to->entry.cancels &= (uint8_t)~COIR_NAKED_;
    to->entry.flags = (uint8_t)((to->entry.flags & ~COIR_HAS_ERRORS_) | has_errors);
#else
    (void)to, (void)from;
#endif
}

void coir_tell_(struct coir_loop *loop, struct coir_link *waiters, int word,
                const struct coir_task *from) {
    while (!coir_list_empty(waiters)) {
        struct coir_entry *entry = (struct coir_entry *)waiters->next;
        coir_unlink(&entry->link);
        entry->word = word;
        if (from && word < 0 && !(entry->flags & COIR_IS_CALLBACK_))
            coir_hand_detail_((struct coir_task *)entry, from);
        coir_make_ready_(loop, entry);
    }
}

int coir_register_(struct coir_loop *loop, struct coir_link *waiters, struct coir_handle *handle,
                   int (*callback)(void *argument), void *argument) {
    int refused = coir_set_handle_(loop, handle, callback, argument);
    if (refused)
        return refused;
    if (!waiters) {
        coir_make_ready_(loop, &handle->entry);
        return 0;
    }
    handle->entry.state = COIR_PARKED;
    coir_link_before(waiters, &handle->entry.link);
    return 0;
}
#endif

/* Its memory is not needed here any more. */
static inline void let_go_(struct coir_task *task) {
#if COIR_TASKS
    if (task->entry.flags & COIR_RELEASED_)
        coir_release(task);
#else
    (void)task;
#endif
}

#if COIR_GROUPS
/* Its group is told in the next turn, before those who wait; without one, the loop may have to tell
 * that it failed. */
static void end_in_scope_(struct coir_loop *loop, struct coir_task *task, int outcome) {
    coir_unlink(&task->all);
    if (task->scope->ended) {
        task->entry.flags |= COIR_FIRED_;
        coir_link_before(&loop->ready, &task->entry.link);
        return;
    }
#if COIR_TASKS
    if (outcome < 0 && outcome != COIR_CANCELLED)
        coir_remember_unseen_(loop, task);
#else
    (void)outcome;
#endif
}

void coir_task_told_(struct coir_task *task) {
    struct coir_scope *scope = task->scope;
    task->entry.flags &= (uint8_t)~COIR_FIRED_;
    task->scope = &scope->loop->scope; /* the group may be gone before the task is */
    scope->ended(scope, task);
    let_go_(task);
}
#endif

static void end_(struct coir_loop *loop, struct coir_task *task, int outcome) {
    task->entry.state = COIR_DONE;
    task->entry.word = outcome;
    loop->tasks--;
#if COIR_GROUPS
    end_in_scope_(loop, task, outcome);
#endif
#if COIR_CANCEL
    coir_tell_(loop, &task->done, outcome, task);
#endif
    if (!(task->entry.flags & COIR_FIRED_))
        let_go_(task);
}

/* ---- Cancelling ---- */

#if COIR_CANCEL
/* The task is parked and has to raise COIR_CANCELLED: take it out, or ask what it waits for.
 * Returns the task that it waits for, if that has to be asked instead. */
static struct coir_task *interrupt_(struct coir_task *task) {
    struct coir_entry *entry = &task->entry;
    const struct coir_kind *kind = NULL;
    if (entry->wait == COIR_ON_TASK) {
        entry->flags |= COIR_FORWARDED_;
        return (struct coir_task *)task->entry.on.object;
    }
    if (entry->wait == COIR_ON_OBJECT)
        kind = *(const struct coir_kind *const *)task->entry.on.object;
    if (kind && kind->cancel) {
        entry->flags |= COIR_FORWARDED_;
        if (kind->cancel(task->entry.on.object))
            return NULL;
        entry->flags &= (uint8_t)~COIR_FORWARDED_;
    }
    coir_wake(task, COIR_CANCELLED);
    return NULL;
}

bool coir_cancel(struct coir_task *task) {
    return coir_cancel_because(task, NULL);
}

/* Is it going to be cancelled already? Then the reason for that stays. */
static bool is_due_(const struct coir_task *task) {
    const struct coir_entry *entry = &task->entry;
    return entry->flags & (COIR_MUST_CANCEL_ | COIR_FORWARDED_) ||
           (entry->state == COIR_READY && entry->word == COIR_CANCELLED && task != coir_current());
}

static void give_reason_(struct coir_task *task, const char *reason) {
#if COIR_GROUPS
    if (is_due_(task) || (task->entry.flags & COIR_HAS_ERRORS_ && !reason))
        return;
    task->detail.reason = reason;
    task->entry.flags &= (uint8_t)~COIR_HAS_ERRORS_;
#else
    (void)task, (void)reason, (void)is_due_;
#endif
}

bool coir_cancel_because(struct coir_task *task, const char *reason) {
    if (!coir_is_running(task))
        return false;
    while (task && coir_is_running(task)) {
        struct coir_entry *entry = &task->entry;
        if (coir_cancelling(task) < COIR_NAKED_ - 1)
            entry->cancels++;
        give_reason_(task, reason);
        if (entry->state == COIR_PARKED) {
            task = interrupt_(task);
            continue;
        }
        if (entry->word != COIR_CANCELLED || task == coir_current())
            entry->flags |= COIR_MUST_CANCEL_;
        break;
    }
    return true;
}

int coir_uncancel(struct coir_task *task) {
    if (coir_cancelling(task)) {
        task->entry.cancels--;
        if (!coir_cancelling(task))
            task->entry.flags &= (uint8_t) ~(COIR_MUST_CANCEL_ | COIR_FORWARDED_);
    }
    return coir_cancelling(task);
}

const char *coir_reason(const struct coir_task *task) {
#if COIR_GROUPS
    return task->entry.flags & COIR_HAS_ERRORS_ ? NULL : task->detail.reason;
#else
    (void)task;
    return NULL;
#endif
}

/* A cancellation is due: what arrives becomes COIR_CANCELLED, unless it was asked for inside and
 * an error came back from there. A grant that it had is passed on. */
int coir_task_arrive_(struct coir_task *task) {
    struct coir_entry *entry = &task->entry;
    int word = entry->word;
    if (entry->flags & COIR_MUST_CANCEL_ || word >= COIR_PENDING) {
        if (entry->flags & COIR_GRANTED_)
            (*(const struct coir_kind *const *)task->entry.on.object)
                ->abandon(task->entry.on.object);
        word = COIR_CANCELLED;
    }
    entry->flags &= (uint8_t) ~(COIR_MUST_CANCEL_ | COIR_FORWARDED_ | COIR_GRANTED_);
    return word;
}

/* ---- Joining ---- */

/* Does one wait for the other to end, since that is a task of its group? */
static bool awaits_in_group_(const struct coir_task *owner, const struct coir_task *task) {
#if COIR_GROUPS
    for (; task; task = task->scope->owner)
        if (task == owner)
            return true;
    return false;
#else
    return owner == task;
#endif
}

int coir_join(struct coir_task *task) {
    struct coir_task *self = coir_running_->current, *next = task;
    int pending;
    if (task->entry.state == COIR_IDLE)
        return COIR_RUNTIME;
    if (task->entry.state == COIR_DONE) {
        if (task->entry.word < 0)
            coir_hand_detail_(self, task);
        return coir_outcome(task);
    }
    while (next && !awaits_in_group_(next, self))
        next = next->entry.state == COIR_PARKED && next->entry.wait == COIR_ON_TASK
                   ? (struct coir_task *)next->entry.on.object
                   : NULL;
    if (next) { /* raised in the next turn, if no cancellation comes first */
        pending = coir_yield_();
        self->entry.word = COIR_RUNTIME;
        return pending;
    }
    pending = coir_park(&task->done, task);
    self->entry.wait = COIR_ON_TASK;
    return pending;
}

int coir_on_done(struct coir_task *task, struct coir_handle *handle,
                 int (*callback)(void *argument), void *argument) {
    if (task->entry.state == COIR_IDLE)
        return COIR_RUNTIME;
    return coir_register_(COIR_LOOP_OF_(task), coir_done(task) ? NULL : &task->done, handle,
                          callback, argument);
}
#endif

/* ---- What a step meets seldom ---- */

void coir_task_end_(struct coir_loop *loop, struct coir_task *task, int outcome) {
#if COIR_CANCEL
    if (outcome >= 0 && task->entry.flags & COIR_MUST_CANCEL_)
        outcome = COIR_CANCELLED;
#endif
    end_(loop, task, outcome);
}

#if COIR_CANCEL
void coir_task_interrupt_(struct coir_task *task) {
    struct coir_task *inner;
    if (task->entry.state != COIR_PARKED)
        return;
    inner = interrupt_(task);
    task->entry.flags &= (uint8_t)~COIR_MUST_CANCEL_;
    if (inner)
        coir_cancel_because(inner, coir_reason(task));
}
#endif

#endif
