/* others.c - wait until all other tasks have ended.
 *
 * Looks once per turn, until it meets a task that will end by itself; that is nearly always the
 * first one.
 * SPDX-License-Identifier: MIT
 */
#include "coir/others.h"
#include "loop_.h"

#if COIR_TASKS && COIR_JOINS

/* What those wait for who wait for others, so that they know each other. */
static const struct coir_kind kind_ = {COIR_WHAT_("all other tasks"), NULL, NULL};
static const struct { const struct coir_kind *kind; } others_ = {&kind_};

/* Parked there, or woken to look again and not asked to do something else. */
static bool waits_for_others_(const struct coir_task *task) {
    const struct coir_entry *entry = &task->entry;
    bool looks = entry->state == COIR_PARKED ||
                 (entry->word == COIR_PENDING && !(entry->flags & COIR_MUST_CANCEL_));
    return task == coir_current() ||
           (looks && entry->wait == COIR_ON_OBJECT && entry->on.object == (const void *)&others_);
}

/* Will it end before we go on? Not if it waits for others as well, or joins somebody who does. */
static bool may_end_(const struct coir_task *task) {
    while (!waits_for_others_(task)) {
        if (task->entry.state != COIR_PARKED || task->entry.wait != COIR_ON_TASK)
            return true;
        task = (const struct coir_task *)task->entry.on.object;
    }
    return false;
}

/* All who wait for others go on together, or one that goes on would be another's other. */
static void release_(struct coir_loop *loop) {
    struct coir_task *task = NULL;
    while ((task = coir_next_task(loop, task))) {
        if (task == loop->current || !waits_for_others_(task))
            continue;
        coir_wake(task, 0);
        task->entry.word = 0;
    }
}

int coir_wait_for_others(void) {
    struct coir_loop *loop = coir_running_loop();
    struct coir_task *task = NULL;
    while ((task = coir_next_task(loop, task)))
        if (may_end_(task))
            return coir_park(&loop->polled, (void *)(uintptr_t)&others_);
    release_(loop);
    return coir_goes_on_();
}

#elif !COIR_SMALL

int coir_wait_for_others(void) {
    struct coir_loop *loop = coir_running_loop();
    return loop->tasks > 1 ? coir_await_turn_() : 0;
}

#endif
