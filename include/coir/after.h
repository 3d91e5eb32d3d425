/* after.h - run a coroutine after a delay.
 *
 * Rung 10. Sleeps, then awaits a coroutine that is given as a value. As a task it runs in the
 * background, and can be cancelled, joined and watched like any other. For a plain function, take
 * coir_call_later. Costs its frame.
 *
 *     PREPARE(lights_off, lights, .on = false);
 *     START(&loop, later, coir_run_after, .delay = COIR_S(60), .call = COIR_CALL(lights_off, lights));
 *
 * Needs: loop.h.   Semantics: asyncio.sleep, then await.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_AFTER_H
#define COIR_AFTER_H

#include "coir/loop.h"

/* Run it later: AWAIT or START with coir_run_after.
 *
 * delay     ticks of coir_time; 0 or less: let others run once before
 * call      prepared and not begun; yours, lives until this is over. The result is in its frame
 * errors    those of the call
 *           COIR_CANCELLED  before its time: the call has not begun, and never will
 * context   a task */
struct coir_run_after {
    COIR_CORO;
    coir_time delay;
    struct coir_frame *call;
};

COIR_ASYNC_DECLARE(coir_run_after);

#endif
