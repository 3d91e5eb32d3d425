/* watch.h - be told of the end of several tasks or futures.
 *
 * What gather, wait, as_completed and their kin have in common: an element per task, which you provide,
 * since their number is yours to know. Costs 11 words per element.
 *
 *     COIR_TASK(fetch) fetch[3];
 *     struct coir_watch watch[3];
 *
 *     for (self->i = 0; self->i < 3; self->i++)
 *         START(coir_running_loop(), self->fetch[self->i], fetch, .number = self->i);
 *     COIR_WATCH(self->watch, self->fetch);
 *     AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 3);
 *
 * Needs: future.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_WATCH_H
#define COIR_WATCH_H

#include "coir/future.h"

#if COIR_JOINS

/* One of those that are watched together. Set task or future; the rest is private, but done. An element
 * is free again when what it was given to has ended. */
struct coir_watch {
    struct coir_task *task;     /* started before */
    struct coir_future *future; /* instead of a task */
    bool done;                  /* as coir_wait found it */
    void *owner;
    struct coir_handle handle;
};

/* COIR_WATCH(watch, tasks): let an array of watches watch an array of COIR_TASK, each one its own. Both
 * have the same number of elements. */
#define COIR_WATCH(watch, tasks)                                                                   \
    coir_watch_all((watch), &(tasks)[0].task, sizeof(tasks)[0],                                    \
                   (unsigned)(sizeof(tasks) / sizeof(tasks)[0] +                                   \
                              COIR_MUST_(sizeof(watch) / sizeof(watch)[0] ==                       \
                                         sizeof(tasks) / sizeof(tasks)[0])))

COIR_C_BEGIN_

/* The same for arrays whose length only the program knows.
 *
 * tasks     the task of the first element
 * stride    bytes from one element to the next
 * count     elements of both */
void coir_watch_all(struct coir_watch *watch, struct coir_task *tasks, size_t stride,
                    unsigned count);

/* How it ended: as coir_outcome, coir_future_outcome; COIR_STATE before. */
static inline int coir_watch_outcome(const struct coir_watch *watch) {
    return watch->task ? coir_outcome(watch->task) : coir_future_outcome(watch->future);
}

/* Has it ended? */
static inline bool coir_watch_done(const struct coir_watch *watch) {
    return watch->task ? coir_done(watch->task) : coir_future_done(watch->future);
}

/* Ask it to stop. Returns false if it is done. */
static inline bool coir_watch_cancel(struct coir_watch *watch) {
    return watch->task ? coir_cancel(watch->task) : coir_future_cancel(watch->future);
}

COIR_C_END_

#endif
#endif
