/* 05_coroutine.c - the same light, as a coroutine that waits by itself, and main is its clock.
 *
 * A generator hands the seconds to whoever iterates. A coroutine awaits them: AWAIT(pass(3)) asks a
 * leaf, a function that says COIR_PENDING until the time has passed. There is no loop yet: main
 * resumes the innermost frame with what arrived, which is all that a loop would do. The lineage
 * ends here: AWAIT is YIELD_FROM with somebody who waits at the top.
 */
#include <stdio.h>

#include "coir/coroutine.h"

static int asked_for; /* what the light waits for */

static int pass(const char *colour, int seconds) {
    printf("%-7s%d s\n", colour, seconds);
    asked_for = seconds;
    return COIR_PENDING;
}

struct once_round {
    CORO;
    int result;
};

ASYNC(once_round) {
    AWAIT(pass("green", 3));
    AWAIT(pass("yellow", 1));
    AWAIT(pass("red", 2));
    RETURN(3 + 1 + 2);
}
ASYNC_END

struct light {
    CORO;
    int rounds;
    int round;
    struct once_round once_round;
    int result;
};

ASYNC(light) {
    for (self->round = 0; self->round < self->rounds; self->round++) {
        AWAIT(self->once_round, once_round);
        self->result += self->once_round.result;
    }
}
ASYNC_END

int main(void) {
    struct light self;
    struct coir_frame *suspended;
    int total = 0;
    PREPARE(self, light, .rounds = 2);
    suspended = coir_resume(COIR_CALL(self, light), 0);
    while (suspended) {
        total += asked_for;
        suspended = coir_resume(suspended, 0);
    }
    printf("off after %d s, of %d\n", total, self.result);
    return 0;
}
