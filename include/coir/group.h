/* group.h - a block that waits for its tasks, and stops them all if one fails.
 *
 * Rung 10. The safe way to run things at the same time: when the block is over, so are its tasks,
 * whatever happened. The first that fails has the others cancelled, and the block too; all are waited
 * for, and then COIR_GROUP is raised, with every error to be read in error_group.h. Costs its frame:
 * about 200 bytes on 64-bit, 56 on AVR, whatever the number of tasks. On bare metal define COIR_GROUPS as
 * 1, which makes each task 16 bytes larger, 8 on AVR.
 *
 *     ASYNC_WITH (self->group, coir_group) {
 *         START(&self->group, self->ann, visit, .name = "Ann");
 *         START(&self->group, self->bob, visit, .name = "Bob");
 *     }
 *     ASYNC_WITH_END
 *
 * Tasks may be started by the block, by the group's own tasks, and by anybody who is given the pointer,
 * until the block has ended and the last task with it. SPAWN takes a group too.
 *
 * Needs: loop.h, with.h, error_group.h.   Semantics: asyncio.TaskGroup, as of CPython 3.13; trio's
 * nursery. SPDX-License-Identifier: MIT
 */
#ifndef COIR_GROUP_H
#define COIR_GROUP_H

#include "coir/error_group.h"
#include "coir/loop.h"
#include "coir/with.h"

#if COIR_CANCEL && COIR_GROUPS

/* ASYNC_WITH (self->group, coir_group) { ... } ASYNC_WITH_END
 *
 * errors    COIR_GROUP      tasks failed, or the block and perhaps tasks; see coir_errors. A task
 *                           that was cancelled has not failed
 *           COIR_CANCELLED  somebody cancelled the task of the block; its tasks were cancelled and
 *                           waited for, and none failed
 * START in it gives COIR_RUNTIME before the block, after it, and when it is being stopped. */
struct coir_group {
    COIR_CORO;
    int value;
    struct coir_scope scope;
    /* private */
    const struct coir_kind *kind;
    struct coir_link waiters; /* its owner, when the block is over and tasks are not */
    struct coir_errors errors, caught;
    unsigned left;  /* tasks whose end it was not told */
    bool leaving;   /* the block is over */
    bool stopping;  /* its tasks were cancelled */
    bool asked;     /* it has cancelled its owner */
    bool cancelled; /* somebody else has */
};

COIR_ASYNC_DECLARE(coir_group);

COIR_C_BEGIN_

/* Stop a group: its tasks are cancelled, and the block where it waits next, if it is not over. The
 * block ends without an error, unless one fails in cleaning up. Idempotent.
 *
 * context   the loop's thread: in the block, in its tasks, or elsewhere
 * source    asyncio.TaskGroup.cancel (3.15); trio's cancel_scope.cancel */
void coir_group_cancel(struct coir_group *group);

/* Tasks that have not ended, or whose end was not noticed yet. */
static inline unsigned coir_group_size(const struct coir_group *group) {
    return group->left;
}

COIR_C_END_

#endif
#endif
