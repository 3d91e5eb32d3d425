/* sleepers.h - the tasks that tests of combinators combine.
 *
 * Each sleeps so many seconds and then ends, with an error or without; what it does in between it notes.
 * SPDX-License-Identifier: MIT
 */
#ifndef TEST_SLEEPERS_H
#define TEST_SLEEPERS_H

#include "rig.h"

#define A COIR_USER(1)
#define B COIR_USER(2)

struct sleeper {
    CORO;
    int after, error; /* seconds */
    int cleanup;      /* seconds, when it is cancelled */
    int result;
};

ASYNC(sleeper) {
    TRY {
        AWAIT(coir_sleep(COIR_S(self->after)));
    }
    CATCH(COIR_CANCELLED) {
        if (self->cleanup)
            AWAIT(coir_sleep(COIR_S(self->cleanup)));
        RAISE(COIR_CANCELLED);
    }
    TRY_END
    if (self->error)
        RAISE(self->error);
    RETURN(self->after * 10);
}
ASYNC_END

#define SLEEPERS 4
static COIR_TASK(sleeper) bed[SLEEPERS];
static struct coir_watch watch[SLEEPERS];

/* Let them sleep 3, 1, 2 and 9 seconds, this one ending with an error; or none. */
static inline void go_to_bed(int failing, int error) {
    static const int after[SLEEPERS] = {3, 1, 2, 9};
    FRESH(bed);
    for (int i = 0; i < SLEEPERS; i++)
        START(&loop, bed[i], sleeper, .after = after[i], .error = i == failing ? error : 0);
    COIR_WATCH(watch, bed);
}

/* How they ended, in order, and forget that they did: "0 0 cancelled -129". */
static inline void note_outcomes(void) {
    for (int i = 0; i < SLEEPERS; i++) {
        char text[20];
        snprintf(text, sizeof text, "%d", coir_outcome(&bed[i].task));
        note(coir_cancelled(&bed[i].task) ? "cancelled"
                                          : (coir_done(&bed[i].task) ? text : "pending"));
    }
}

#endif
