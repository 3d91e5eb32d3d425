/* shield.c - wait for a task without passing a cancellation on to it.
 *
 * One callback. SPDX-License-Identifier: MIT
 */
#include "coir/shield.h"
#include "loop_.h"

#if COIR_JOINS

static int inner_done_(void *argument) {
    struct coir_shield *self = (struct coir_shield *)argument;
    coir_hand_detail_(self->owner, self->task);
    coir_future_set(&self->outer, coir_outcome(self->task));
    return 0;
}

COIR_ASYNC(coir_shield) {
    if (coir_done(self->task))
        COIR_AWAIT(coir_join(self->task));
    else {
        self->owner = coir_current();
        coir_future_init(&self->outer, coir_running_);
        COIR_AWAIT(coir_on_done(self->task, &self->handle, inner_done_, self));
        COIR_TRY {
            COIR_AWAIT(coir_future_wait(&self->outer));
        }
        COIR_FINALLY {
            coir_handle_cancel(&self->handle);
        }
        COIR_TRY_END
    }
}
COIR_ASYNC_END

#endif
