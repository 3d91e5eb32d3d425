/* 10_gather.c - three things at once, and wait for all.
 *
 * Each takes its time; together they take as long as the slowest. The results stand in the
 * frames, in the order in which they were asked for.
 */
#include <stdio.h>

#include "coir/coir.h"

struct square {
    CORO;
    int n, seconds;
    int result;
};

ASYNC(square) {
    AWAIT(coir_sleep(COIR_S(self->seconds)));
    printf("%d done\n", self->n);
    RETURN(self->n * self->n);
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(square) square[3];
    struct coir_watch watch[3];
    struct coir_gather gather;
    int i;
};

ASYNC(app) {
    for (self->i = 0; self->i < 3; self->i++) {
        START(coir_running_loop(), self->square[self->i], square, .n = self->i + 1,
              .seconds = 3 - self->i);
        self->watch[self->i].task = &self->square[self->i].task;
    }
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 3);
    for (self->i = 0; self->i < 3; self->i++)
        printf("%d squared is %d\n", self->i + 1, self->square[self->i].frame.result);
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
