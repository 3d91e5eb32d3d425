/* 01_resume.c - the same light, as a function that goes on where it left.
 *
 * SUSPEND returns from the function; the next call continues behind it. The states have become
 * lines of code, and the loop is a loop again. It costs a line number to remember; the loop counter
 * has to live in the struct, because a plain local would be gone.
 */
#include <stdio.h>

#include "coir/resume.h"

struct light {
    coir_line line;
    int round;
};

static int show(const char *colour, int seconds) {
    printf("%-7s%d s\n", colour, seconds);
    return seconds;
}

/* Returns how long to wait, or -1 when the light goes off. */
static int light(struct light *self) {
    RESUMABLE(self->line) {
        for (self->round = 0; self->round < 2; self->round++) {
            SUSPEND(show("green", 3));
            SUSPEND(show("yellow", 1));
            SUSPEND(show("red", 2));
        }
    }
    RESUMABLE_END
    return -1;
}

int main(void) {
    struct light self = {0, 0};
    int seconds, total = 0;
    while ((seconds = light(&self)) >= 0)
        total += seconds;
    printf("off after %d s\n", total);
    return 0;
}
