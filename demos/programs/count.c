/* count.c - count to two three times: one after the other, then all at once.
 *
 * Each counting takes two seconds, all of them spent waiting. One after the other that makes six;
 * as tasks the waits overlap, and it makes two. The coroutine is the same in both.
 */
#include <stdio.h>

#include "coir/coir.h"

struct count {
    CORO;
};

ASYNC(count) {
    printf("One\n");
    AWAIT(coir_sleep(COIR_S(1)));
    printf("Two\n");
    AWAIT(coir_sleep(COIR_S(1)));
}
ASYNC_END

struct one_by_one {
    CORO;
    int i;
    struct count count; /* one frame is enough: each ends before the next begins */
};

ASYNC(one_by_one) {
    for (self->i = 0; self->i < 3; self->i++)
        AWAIT(self->count, count);
}
ASYNC_END

struct at_once {
    CORO;
    int i;
    COIR_TASK(count) count[3];
    struct coir_watch watch[3];
    struct coir_gather gather;
};

ASYNC(at_once) {
    for (self->i = 0; self->i < 3; self->i++) {
        START(coir_running_loop(), self->count[self->i], count);
        self->watch[self->i].task = &self->count[self->i].task;
    }
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 3);
}
ASYNC_END

struct app {
    CORO;
    coir_time start;
    struct one_by_one one_by_one;
    struct at_once at_once;
};

static void report(const char *what, coir_time start) {
    printf("%s executed in %.1f seconds.\n", what, (double)(coir_now() - start) / COIR_TICK_HZ);
}

ASYNC(app) {
    self->start = coir_now();
    AWAIT(self->one_by_one, one_by_one);
    report("one by one", self->start);

    self->start = coir_now();
    AWAIT(self->at_once, at_once);
    report("at once", self->start);
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
