/* chained.c - part one, then part two with what part one gave; three such chains at once.
 *
 * Within a chain the order is that of the lines; between chains it is whoever is ready. Texts
 * that are handed on live in the frames: part2 borrows the result of part1, which stays in the
 * chain's frame until the chain ends.
 */
#include <stdio.h>

#include "coir/coir.h"

struct part1 {
    CORO;
    int n;
    int seconds;
    char result[24];
};

struct part2 {
    CORO;
    int n;
    const char *from;
    int seconds;
    char result[64];
};

struct chain {
    CORO;
    int n;
    coir_time start;
    struct part1 part1;
    struct part2 part2;
};

/* The minimal standard of Park and Miller, after Schrage: the same numbers in every run. */
static int draw(int highest) {
    static long x = 444;
    x = 16807 * (x % 127773) - 2836 * (x / 127773);
    if (x <= 0)
        x += 2147483647;
    return (int)(x % (highest + 1));
}

static double seconds_since(coir_time start) {
    return (double)(coir_now() - start) / COIR_TICK_HZ;
}

ASYNC(part1) {
    self->seconds = draw(10);
    printf("part1(%d) sleeping for %d seconds.\n", self->n, self->seconds);
    AWAIT(coir_sleep(COIR_S(self->seconds)));
    snprintf(self->result, sizeof self->result, "result%d-1", self->n);
    printf("Returning part1(%d) == %s.\n", self->n, self->result);
}
ASYNC_END

ASYNC(part2) {
    self->seconds = draw(10);
    printf("part2(%d, %s) sleeping for %d seconds.\n", self->n, self->from, self->seconds);
    AWAIT(coir_sleep(COIR_S(self->seconds)));
    snprintf(self->result, sizeof self->result, "result%d-2 derived from %s", self->n, self->from);
    printf("Returning part2(%d, %s) == %s.\n", self->n, self->from, self->result);
}
ASYNC_END

ASYNC(chain) {
    self->start = coir_now();
    AWAIT(self->part1, part1, .n = self->n);
    AWAIT(self->part2, part2, .n = self->n, .from = self->part1.result);
    printf("-->Chained result%d => %s (took %.1f seconds).\n", self->n, self->part2.result,
           seconds_since(self->start));
}
ASYNC_END

struct app {
    CORO;
    int i;
    COIR_TASK(chain) chain[3];
    struct coir_watch watch[3];
    struct coir_gather gather;
};

ASYNC(app) {
    for (self->i = 0; self->i < 3; self->i++) {
        START(coir_running_loop(), self->chain[self->i], chain, .n = 9 - 3 * self->i);
        self->watch[self->i].task = &self->chain[self->i].task;
    }
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 3);
    printf("Program finished in %.1f seconds.\n", seconds_since(self->chain[0].frame.start));
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
