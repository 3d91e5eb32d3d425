/* 4.c - fourth step: the same wait, but with AWAIT.
 *
 * The generators become tasks, the array becomes a queue of Coir's, and the while in main becomes
 * the loop, which knows who waits for what. While One sleeps for 15 seconds, Two does 10 and then
 * 5, and 2 are left. 17 seconds instead of 32, with the same thread and the same work.
 */
#include <stdio.h>

#include "coir/coir.h"

static double seconds_since(coir_time start) {
    return (double)(coir_now() - start) / COIR_TICK_HZ;
}

struct worker {
    CORO;
    const char *name;
    struct coir_queue *work;
    int seconds;
    coir_time start;
};

ASYNC(worker) {
    while (!coir_queue_empty(self->work)) {
        AWAIT(coir_queue_get(self->work, &self->seconds));
        printf("Task %s running\n", self->name);
        self->start = coir_now();
        AWAIT(coir_sleep(COIR_S(self->seconds)));
        printf("Task %s elapsed time: %.1f\n", self->name, seconds_since(self->start));
    }
}
ASYNC_END

struct app {
    CORO;
    int slots[4];
    struct coir_queue work;
    COIR_TASK(worker) worker[2];
    struct coir_watch watch[2];
    struct coir_gather gather;
    coir_time start;
};

ASYNC(app) {
    static const int work[] = {15, 10, 5, 2};
    coir_queue_init(&self->work, self->slots, sizeof self->slots[0], 4);
    for (int i = 0; i < 4; i++)
        coir_queue_put_nowait(&self->work, &work[i]);
    self->start = coir_now();
    START(coir_running_loop(), self->worker[0], worker, .name = "One", .work = &self->work);
    START(coir_running_loop(), self->worker[1], worker, .name = "Two", .work = &self->work);
    COIR_WATCH(self->watch, self->worker);
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2);
    printf("\nTotal elapsed time: %.1f\n", seconds_since(self->start));
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
