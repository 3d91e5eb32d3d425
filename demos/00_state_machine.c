/* 00_state_machine.c - a traffic light, written by hand as a state machine.
 *
 * Green, yellow, red, twice round, then off. Whoever calls light() gets the seconds that the
 * present colour lasts, and calls again. The program below this one does the same, and so does
 * each up to rung 6; only the way to say it changes. Here the order of things is spread over
 * states and numbers.
 */
#include <stdio.h>

struct light {
    int state, round;
};

static int show(const char *colour, int seconds) {
    printf("%-7s%d s\n", colour, seconds);
    return seconds;
}

/* Returns how long to wait, or -1 when the light goes off. */
static int light(struct light *self) {
    switch (self->state) {
    case 0:
        self->state = 1;
        return show("green", 3);
    case 1:
        self->state = 2;
        return show("yellow", 1);
    case 2:
        self->state = ++self->round < 2 ? 0 : 3;
        return show("red", 2);
    default:
        return -1;
    }
}

int main(void) {
    struct light self = {0, 0};
    int seconds, total = 0;
    while ((seconds = light(&self)) >= 0)
        total += seconds;
    printf("off after %d s\n", total);
    return 0;
}
