/* shield.h - wait for a task without passing a cancellation on to it.
 *
 * Rung 10. Who waits can be cancelled; the task goes on. Costs its frame.
 *
 *     START(coir_running_loop(), self->save, save);
 *     AWAIT(self->shield, coir_shield, .task = &self->save.task);
 *
 * The task must be somebody's: its storage has to outlive you. Needs: future.h.
 * Semantics: asyncio.shield; an error that comes after you were cancelled is reported when the loop is
 * closed, as by CPython 3.14, unless somebody asks. SPDX-License-Identifier: MIT
 */
#ifndef COIR_SHIELD_H
#define COIR_SHIELD_H

#include "coir/future.h"

#if COIR_JOINS

/* AWAIT(self->shield, coir_shield, .task = &task)
 *
 * task      a task that was started. One that is done does not suspend
 * errors    what the task raised; COIR_CANCELLED if it was cancelled, or if you were
 *           COIR_RUNTIME   it was never started
 * context   a task of the same loop */
struct coir_shield {
    COIR_CORO;
    struct coir_task *task;
    /* private */
    struct coir_task *owner;
    struct coir_future outer;
    struct coir_handle handle;
};

COIR_ASYNC_DECLARE(coir_shield);

#endif
#endif
