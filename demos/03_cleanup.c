/* 03_cleanup.c - the same light, and it is switched off whatever happens.
 *
 * FINALLY runs when the generator ends, when an error passes, and when somebody closes it in the
 * middle. The power cut is an error thrown into the light: it is raised at the YIELD where the
 * light stands, and CATCH may deal with it. None of this costs a byte in the frame.
 */
#include <stdio.h>

#include "coir/cleanup.h"

#define POWER_CUT COIR_USER(1)

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
    TRY {
        for (self->round = 0; self->round < self->rounds; self->round++) {
            YIELD(show("green", 3));
            YIELD(show("yellow", 1));
            YIELD(show("red", 2));
        }
    }
    CATCH(POWER_CUT) {
        YIELD(show("blink", 9));
    }
    FINALLY {
        printf("off\n");
    }
    TRY_END
}
GENERATOR_END

int main(void) {
    struct light self;
    int total = 0;

    printf("-- to the end\n");
    FOR_EACH(self, light, .rounds = 2)
        total += self.value;
    printf("after %d s\n", total);

    printf("-- closed at yellow\n");
    PREPARE(self, light, .rounds = 2);
    NEXT(self, light);
    NEXT(self, light);
    printf("close gives %d\n", CLOSE(self, light));

    printf("-- a power cut at green\n");
    PREPARE(self, light, .rounds = 2);
    NEXT(self, light);
    THROW(self, light, POWER_CUT);
    printf("next gives %d\n", NEXT(self, light));
    return 0;
}
