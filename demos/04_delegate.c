/* 04_delegate.c - the same light, made of two generators, and its consumer cannot tell.
 *
 * YIELD_FROM puts an inner generator in the place of the outer one: its values come out, what is
 * sent or thrown goes in, and at its end the outer goes on. The inner frame is a member of the
 * outer. However deep the chain, a step costs the same, because the outermost frame remembers the
 * innermost.
 */
#include <stdio.h>

#include "coir/delegate.h"

static int show(const char *colour, int seconds) {
    printf("%-7s%d s\n", colour, seconds);
    return seconds;
}

struct once_round {
    DELEGATING_FRAME(int, int);
};

GENERATOR(once_round) {
    YIELD(show("green", 3));
    YIELD(show("yellow", 1));
    YIELD(show("red", 2));
}
GENERATOR_END

struct light {
    DELEGATING_FRAME(int, int);
    int rounds;
    int round;
    struct once_round once_round;
};

GENERATOR(light) {
    for (self->round = 0; self->round < self->rounds; self->round++)
        YIELD_FROM(self->once_round, once_round);
}
GENERATOR_END

int main(void) {
    struct light self;
    int total = 0;
    FOR_EACH(self, light, .rounds = 2)
        total += self.value;
    printf("off after %d s\n", total);
    return 0;
}
