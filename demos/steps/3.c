/* 3.c - third step: the work is waiting now, and the wait blocks.
 *
 * Instead of counting, a worker sleeps. It still yields after each item, so the two take turns; but
 * while one sleeps the other cannot, for the sleep has the only thread. 15 + 10 + 5 + 2 = 32
 * seconds: taking turns alone gains nothing.
 */
#include <stdio.h>

#include "coir/coir.h"
#include "wall.h"

static const int work[] = {15, 10, 5, 2};
static unsigned next;

enum { WORK = sizeof work / sizeof work[0] };

static struct wall wall;

static double seconds_since(coir_time start) {
    return (double)(wall_now(&wall) - start) / COIR_TICK_HZ;
}

struct worker {
    GENERATOR_FRAME;
    const char *name;
    coir_time start;
    int value;
};

GENERATOR(worker) {
    while (next < WORK) {
        printf("Task %s running\n", self->name);
        self->start = wall_now(&wall);
        blocking_sleep(&wall, COIR_S(work[next++]));
        printf("Task %s elapsed time: %.1f\n", self->name, seconds_since(self->start));
        YIELD(0);
    }
}
GENERATOR_END

int main(void) {
    struct worker one, two;
    coir_time start;
    if (wall_open(&wall) < 0)
        return 1;
    start = wall_now(&wall);
    PREPARE(one, worker, .name = "One");
    PREPARE(two, worker, .name = "Two");
    while (!ENDED(one) || !ENDED(two)) {
        NEXT(one, worker);
        NEXT(two, worker);
    }
    printf("\nTotal elapsed time: %.1f\n", seconds_since(start));
    wall_close(&wall);
    return 0;
}
