/* priority_queue.c - the most urgent item first, and the newest first.
 *
 *     queue = asyncio.PriorityQueue()
 *     queue = asyncio.LifoQueue()
 *
 * The same queue with another init. What urgent means is a comparison of yours.
 */
#include <stdio.h>

#include "coir/coir.h"

struct job {
    int urgency;
    const char *name;
};

static const struct job jobs[] = {{2, "answer the mail"}, {9, "put out the fire"}, {5, "eat"}};

enum { JOBS = sizeof jobs / sizeof jobs[0] };

static bool more_urgent(const void *a, const void *b) {
    return ((const struct job *)a)->urgency > ((const struct job *)b)->urgency;
}

struct work {
    CORO;
    struct coir_queue *queue;
    struct job job;
};

ASYNC(work) {
    for (int i = 0; i < JOBS; i++)
        coir_queue_put_nowait(self->queue, &jobs[i]);
    while (!coir_queue_empty(self->queue)) {
        AWAIT(coir_queue_get(self->queue, &self->job));
        printf(">%s\n", self->job.name);
    }
}
ASYNC_END

struct app {
    CORO;
    struct job slots[JOBS];
    struct coir_queue queue;
    struct work work;
};

ASYNC(app) {
    printf("most urgent first:\n");
    coir_queue_init_priority(&self->queue, self->slots, sizeof self->slots[0], JOBS, more_urgent);
    AWAIT(self->work, work, .queue = &self->queue);
    printf("newest first:\n");
    coir_queue_init_lifo(&self->queue, self->slots, sizeof self->slots[0], JOBS);
    AWAIT(self->work, work, .queue = &self->queue);
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
