/* trace.h - the few words that twins share: the time, an outcome, waiting without raising.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TEST_TRACE_H
#define TEST_TRACE_H

#include <stdio.h>
#include <string.h>

#include "coir/coir.h"

/* The time in seconds before a line: "@3 ". */
static inline void at(void) {
    printf("@%g ", (double)coir_now() / (double)COIR_S(1));
}

static inline const char *yes(bool is) {
    return is ? "yes" : "no";
}

/* An error in the words of the traces. */
static inline const char *word(int error) {
    return error == COIR_CANCELLED ? "Cancelled" : coir_error_name(error);
}

/* The outcome of a task that returns nothing. */
static inline const char *out(const struct coir_task *task) {
    if (!coir_done(task))
        return "pending";
    return coir_cancelled(task) ? "cancelled" : "returned none";
}

/* Errors of a group, in the words of the traces: "group[ValueError(1), Timeout]". */
static inline void errors(const struct coir_errors *of, void (*print)(int error)) {
    struct coir_errors_at where;
    const char *between = "";
    int error;
    memset(&where, 0, sizeof where);
    printf("group[");
    while ((error = coir_errors_next(of, &where))) {
        printf("%s", between);
        print(error);
        between = ", ";
    }
    printf("]");
}

/* The same of the group that failed last. */
static inline void group(void (*print)(int error)) {
    errors(coir_errors(), print);
}

/* Counts the loop's turns: the first task to be started, so that it runs first in each. */
static int turns;

struct ticker {
    CORO;
};

ASYNC(ticker) {
    for (;;) {
        turns++;
        AWAIT(coir_sleep(0));
    }
}
ASYNC_END

/* sleep(0), n times. */
struct ticks {
    CORO;
    int n;
};

ASYNC(ticks) {
    while (self->n-- > 0)
        AWAIT(coir_sleep(0));
}
ASYNC_END

/* asyncio.wait([task]): until it is done, whatever its outcome. Cancelled, it leaves the task alone. */
struct wait_for_end {
    CORO;
    struct coir_task *task;
    struct coir_handle handle;
    struct coir_future over;
};

static int end_reached(void *future) {
    return coir_future_set((struct coir_future *)future, 0);
}

ASYNC(wait_for_end) {
    if (coir_done(self->task))
        RETURN();
    coir_future_init(&self->over, coir_running_loop());
    coir_on_done(self->task, &self->handle, end_reached, &self->over);
    TRY {
        AWAIT(coir_future_wait(&self->over));
    }
    FINALLY {
        coir_handle_cancel(&self->handle);
    }
    TRY_END
}
ASYNC_END

#endif
