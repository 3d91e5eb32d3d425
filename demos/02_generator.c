/* 02_generator.c - the same light, as a generator, and the caller's loop is a for.
 *
 * A generator is a resumable function with a frame of its own and a word for handing out a value.
 * Its struct and its body share their name. FOR_EACH clears the frame, sets the arguments, and
 * steps it until it ends. Break out, and NEXT goes on later where it was.
 */
#include <stdio.h>

#include "coir/generator.h"

struct light {
    GENERATOR_FRAME;
    int rounds;
    int round;
    int value;
};

static int show(const char *colour, int seconds) {
    printf("%-7s%d s\n", colour, seconds);
    return seconds;
}

GENERATOR(light) {
    for (self->round = 0; self->round < self->rounds; self->round++) {
        YIELD(show("green", 3));
        YIELD(show("yellow", 1));
        YIELD(show("red", 2));
    }
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
