/* after.c - run a coroutine after a delay.
 *
 * One sleep.
 * SPDX-License-Identifier: MIT
 */
#include "coir/after.h"

COIR_ASYNC(coir_run_after) {
    COIR_AWAIT(coir_sleep(self->delay));
    COIR_AWAIT_CALL(self->call);
}
COIR_ASYNC_END
