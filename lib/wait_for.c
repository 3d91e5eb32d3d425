/* wait_for.c - wait for a coroutine or a task, but not longer than so long.
 *
 * One timer. SPDX-License-Identifier: MIT
 */
#include "coir/wait_for.h"

#if COIR_CANCEL

/* No time at all: an outcome that is there counts, anything else is stopped, and waited for. Who is
 * cancelled meanwhile does not disturb it any more: it has been asked. */
COIR_ASYNC(coir_wait_for_nothing_) {
    if (!self->task)
        COIR_RAISE(COIR_TIMEOUT);
    self->cancelling = coir_cancelling(coir_current());
    self->stopped = coir_cancel(self->task);
    COIR_TRY {
        COIR_AWAIT(self->shield, coir_shield, .task = self->task);
    }
    COIR_CATCH(COIR_CANCELLED) {
        if (self->stopped && coir_cancelling(coir_current()) == self->cancelling)
            COIR_RAISE(COIR_TIMEOUT);
        COIR_RAISE(COIR_CANCELLED);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

COIR_ASYNC(coir_wait_for) {
    if (self->delay <= 0) {
        COIR_AWAIT(self->nothing, coir_wait_for_nothing_, .task = self->task);
        COIR_RETURN();
    }
    COIR_ASYNC_WITH(self->timeout, coir_timeout, .delay = self->delay) {
        if (self->task)
            COIR_AWAIT(coir_join(self->task));
        else
            COIR_AWAIT_CALL(self->call);
    }
    COIR_ASYNC_WITH_END
}
COIR_ASYNC_END

#endif
