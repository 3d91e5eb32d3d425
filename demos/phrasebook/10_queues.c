/* 10_queues.c - items from task to task: Queue, PriorityQueue, LifoQueue. */
#include <stdio.h>

#include "coir/coir.h"

static const char *word(bool is) {
    return is ? "True" : "False";
}

/* >>> queue: a channel needs no last item that means the end: its sender is closed, and the loop over it ends. */
struct produces {
    CORO;
    struct coir_queue *queue;
    int n, end;
};

ASYNC(produces) {
    for (self->n = 0; self->n < 4; self->n++) {
        AWAIT(coir_queue_put(self->queue, &self->n));
        printf("put %d\n", self->n);
    }
    self->end = -1;
    AWAIT(coir_queue_put(self->queue, &self->end));
}
ASYNC_END

struct consumes {
    CORO;
    struct coir_queue *queue;
    int n;
};

ASYNC(consumes) {
    for (;;) {
        AWAIT(coir_queue_get(self->queue, &self->n));
        if (self->n < 0)
            break;
        AWAIT(coir_sleep(COIR_S(1)));
        printf("got %d\n", self->n);
    }
}
ASYNC_END

struct in_order {
    CORO;
    struct coir_queue queue;
    int slots[2];
    COIR_TASK(produces) producer;
    COIR_TASK(consumes) consumer;
};

ASYNC(in_order) {
    coir_queue_init(&self->queue, self->slots, sizeof self->slots[0], 2);
    START(coir_running_loop(), self->producer, produces, .queue = &self->queue);
    START(coir_running_loop(), self->consumer, consumes, .queue = &self->queue);
    AWAIT(coir_join(&self->producer.task));
    AWAIT(coir_join(&self->consumer.task));
}
ASYNC_END

/* <<< */

struct without_waiting {
    CORO;
    /* >>> queue-nowait */
    struct coir_queue queue;
    int slots[1];
    /* <<< */
};

ASYNC(without_waiting) {
    /* >>> queue-nowait */
    int one = 1, got = 0;
    coir_queue_init(&self->queue, self->slots, sizeof self->slots[0], 1);
    coir_queue_put_nowait(&self->queue, &one);
    printf("%u %s %u\n", coir_queue_size(&self->queue), word(coir_queue_full(&self->queue)),
           coir_queue_room(&self->queue));
    if (coir_queue_put_nowait(&self->queue, &one) == COIR_FULL)
        printf("full\n");
    coir_queue_get_nowait(&self->queue, &got);
    printf("%d %s\n", got, word(coir_queue_empty(&self->queue)));
    if (coir_queue_get_nowait(&self->queue, &got) == COIR_EMPTY)
        printf("empty\n");
    /* <<< */
}
ASYNC_END

/* >>> queue-join */
struct worker {
    CORO;
    struct coir_queue *queue;
    int n;
};

ASYNC(worker) {
    for (;;) {
        AWAIT(coir_queue_get(self->queue, &self->n));
        AWAIT(coir_sleep(COIR_S(self->n)));
        printf("worked %d\n", self->n);
        coir_queue_task_done(self->queue);
    }
}
ASYNC_END

static struct coir_queue queue;
static int slots[3];
static COIR_TASK(worker) task;

struct works_off {
    CORO;
};

ASYNC(works_off) {
    coir_queue_init(&queue, slots, sizeof slots[0], 3);
    for (int n = 1; n <= 3; n++)
        coir_queue_put_nowait(&queue, &n);
    START(coir_running_loop(), task, worker, .queue = &queue);
    AWAIT(coir_queue_join(&queue));
    coir_cancel(&task.task);
    printf("all done\n");
}
ASYNC_END

/* <<< */

/* >>> queue-priority: you say which is better, so items can be of any type. */
static bool is_less(const void *a, const void *b) {
    return *(const int *)a < *(const int *)b;
}

struct best_first {
    CORO;
    struct coir_queue queue;
    int slots[3], got;
};

ASYNC(best_first) {
    static const int numbers[] = {5, 1, 3};
    coir_queue_init_priority(&self->queue, self->slots, sizeof self->slots[0], 3, is_less);
    for (int i = 0; i < 3; i++)
        coir_queue_put_nowait(&self->queue, &numbers[i]);
    AWAIT(coir_queue_get(&self->queue, &self->got));
    printf("%d\n", self->got);
}
ASYNC_END

/* <<< */

struct newest_first {
    CORO;
    struct coir_queue queue;
    int slots[3], got;
};

ASYNC(newest_first) {
    static const int numbers[] = {5, 1, 3};
    /* >>> queue-lifo */
    coir_queue_init_lifo(&self->queue, self->slots, sizeof self->slots[0], 3);
    for (int i = 0; i < 3; i++)
        coir_queue_put_nowait(&self->queue, &numbers[i]);
    AWAIT(coir_queue_get(&self->queue, &self->got));
    printf("%d\n", self->got);
    /* <<< */
}
ASYNC_END

/* >>> queue-unbounded: items link themselves, so no slots are needed: what is in the queue is a pointer to a struct of
 * yours. */
struct job {
    struct coir_link link;
    int n;
};

struct unbounded {
    CORO;
    struct coir_queue queue;
    struct job jobs[3], *job;
};

ASYNC(unbounded) {
    coir_queue_init_linked(&self->queue);
    for (int i = 0; i < 3; i++) {
        struct job *job = &self->jobs[i];
        job->n = i + 1;
        coir_queue_put_nowait(&self->queue, &job);
    }
    AWAIT(coir_queue_get(&self->queue, &self->job));
    printf("%d\n", self->job->n);
}
ASYNC_END

/* <<< */

int main(void) {
    return COIR_RUN(in_order) || COIR_RUN(without_waiting) || COIR_RUN(works_off) ||
           COIR_RUN(best_first) || COIR_RUN(newest_first) || COIR_RUN(unbounded);
}
