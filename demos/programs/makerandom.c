/* makerandom.c - draw random numbers until one is high enough, three times at once, in colour.
 *
 * Each colour is a coroutine with its own patience: a second between draws, or two, or three. The
 * lines mix because the waits do; the code of one never mentions the others. The numbers come
 * from a small generator with a fixed seed, so that every run tells the same story.
 */
#include <stdio.h>

#include "coir/coir.h"

static const char *const colour[] = {"\033[36m", "\033[91m", "\033[35m"};
#define PLAIN "\033[0m"

/* The minimal standard of Park and Miller, after Schrage: x = 16807 x mod (2^31 - 1). */
static int draw(int highest) {
    static long x = 2805;
    x = 16807 * (x % 127773) - 2836 * (x / 127773);
    if (x <= 0)
        x += 2147483647;
    return (int)(x % (highest + 1));
}

struct makerandom {
    CORO;
    int number, threshold;
    int result;
};

ASYNC(makerandom) {
    printf("%sInitiated makerandom(%d).\n", colour[self->number], self->number);
    while ((self->result = draw(10)) <= self->threshold) {
        printf("%smakerandom(%d) == %d too low; retrying.\n", colour[self->number], self->number,
               self->result);
        AWAIT(coir_sleep(COIR_S(self->number + 1)));
    }
    printf("%s---> Finished: makerandom(%d) == %d" PLAIN "\n", colour[self->number], self->number,
           self->result);
}
ASYNC_END

struct app {
    CORO;
    int i;
    COIR_TASK(makerandom) each[3];
    struct coir_watch watch[3];
    struct coir_gather gather;
};

ASYNC(app) {
    for (self->i = 0; self->i < 3; self->i++) {
        START(coir_running_loop(), self->each[self->i], makerandom, .number = self->i,
              .threshold = 9 - self->i);
        self->watch[self->i].task = &self->each[self->i].task;
    }
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 3);
    printf("r1: %d, r2: %d, r3: %d\n", self->each[0].frame.result, self->each[1].frame.result,
           self->each[2].frame.result);
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
