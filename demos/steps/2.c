/* 2.c - second step: two workers that give up the processor after each bit of work.
 *
 * The function becomes a generator: what it must remember moves into a struct, and YIELD says where
 * it may be interrupted. A while in main steps the two in turn, so both make progress, and Two is
 * the first to be done with an item: 10 is less than 15. This is cooperation already, with nothing
 * but a switch behind it.
 */
#include <stdio.h>

#include "coir/generator.h"
#include "coir/words.h"

static const int work[] = {15, 10, 5, 2};
static unsigned next;

enum { WORK = sizeof work / sizeof work[0] };

struct worker {
    GENERATOR_FRAME;
    const char *name;
    int count, total;
    int value;
};

GENERATOR(worker) {
    while (next < WORK) {
        self->count = work[next++];
        printf("Task %s running\n", self->name);
        for (self->total = 0; self->total < self->count; self->total++)
            YIELD(self->total);
        printf("Task %s total: %d\n", self->name, self->total);
    }
}
GENERATOR_END

int main(void) {
    struct worker one, two;
    PREPARE(one, worker, .name = "One");
    PREPARE(two, worker, .name = "Two");
    while (!ENDED(one) || !ENDED(two)) {
        NEXT(one, worker);
        NEXT(two, worker);
    }
    return 0;
}
