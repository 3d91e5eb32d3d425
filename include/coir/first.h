/* first.h - keep the first result of several tasks, and cancel the rest.
 *
 * Rung 10. The tasks race; as soon as one ends without an error, the others are cancelled, and
 * waited for until their cleanup is over. So when it is over, all of them are. Costs its frame, and
 * a struct coir_watch per task, which you provide.
 *
 *     struct app {
 *         CORO;
 *         COIR_TASK(mirror) mirror[3];
 *         struct coir_watch watch[3];
 *         struct coir_first_cancel_rest first;
 *     };
 *
 *     COIR_WATCH(self->watch, self->mirror);
 *     AWAIT(self->first, coir_first_cancel_rest, .watch = self->watch, .count = 3);
 *     use(&self->mirror[self->first.winner].frame);
 *
 * Needs: watch.h.   Semantics: ours; asyncio has asyncio.wait(FIRST_COMPLETED) and your own loop
 * over what is pending. The failures are those of Promise.any.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_FIRST_H
#define COIR_FIRST_H

#include "coir/watch.h"

#if COIR_JOINS

/* Wait for the first result: AWAIT(self->first, coir_first_cancel_rest, .watch = ..., .count = ...).
 *
 * A failure is no result: the others go on, unless there are none. Each loser is asked to stop once;
 * its cleanup takes the time it needs, and it may even end with a result, which is in its frame.
 *
 * watch     an array of count elements, yours, with the tasks or futures set. Tasks were
 *           started, and may be done already
 * winner    which of them was first, once it is over. Those that end in the same turn are told in
 *           the order in which they ended
 * failures  how many ended with an error; coir_watch_outcome tells each. Before there is a winner that is
 *           all that happens; a loser's error, cancellation apart, also goes to the loop's error
 *           handler, because nobody would look for it
 * errors    all failed: that of the last one to fail
 *           COIR_VALUE     count is 0
 *           COIR_RUNTIME   a task was never started, or is the one that asks; nothing was changed
 *           COIR_CANCELLED you were cancelled: all were asked to stop, unless they were before, and
 *                          all have ended
 * context   a task */
struct coir_first_cancel_rest {
    COIR_CORO;
    struct coir_watch *watch;
    unsigned count;
    unsigned winner;
    unsigned failures;
    /* private */
    const struct coir_kind *kind;
    struct coir_link waiters;
    struct coir_task *owner;
    unsigned left;
    int error;
    bool won;
    bool cancelled;
};

COIR_ASYNC_DECLARE(coir_first_cancel_rest);

#endif
#endif
