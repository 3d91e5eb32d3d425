/* asyncq.c - producers and consumers, a queue between them, and nobody counts.
 *
 *     asyncq              two producers, three consumers
 *     asyncq -p 5 -c 100  so many of each
 *
 * A producer makes up to ten items at random times; a consumer takes one whenever it has slept.
 * Producers end by themselves. Consumers never do, for none can know whether an item is still to
 * come: so when all producers have ended, the program waits until every item has been dealt with
 * (join), and cancels them. Each kind is a group; leaving a group's block waits for all of it.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "coir/coir.h"

enum { MOST_ITEMS = 10, MOST_SECONDS = 10 };

static int producers = 2, consumers = 3;

/* The minimal standard of Park and Miller, after Schrage: the same numbers in every run. */
static int draw(int highest) {
    static long x = 444;
    x = 16807 * (x % 127773) - 2836 * (x / 127773);
    if (x <= 0)
        x += 2147483647;
    return (int)(x % (highest + 1));
}

struct random_sleep {
    CORO;
    const char *who;
    int number, seconds;
};

ASYNC(random_sleep) {
    self->seconds = draw(MOST_SECONDS);
    printf("%s %d sleeping for %d seconds.\n", self->who, self->number, self->seconds);
    AWAIT(coir_sleep(COIR_S(self->seconds)));
}
ASYNC_END

/* The queue has no bound and no slots: an item links itself, and lives in its producer's frame. */
struct item {
    struct coir_link link;
    int name;
    coir_time since;
};

struct producer {
    CORO;
    int number;
    struct coir_queue *queue;
    struct random_sleep sleep;
    struct item items[MOST_ITEMS], *item;
    int left;
};

ASYNC(producer) {
    self->item = self->items;
    for (self->left = draw(MOST_ITEMS); self->left > 0; self->left--) {
        AWAIT(self->sleep, random_sleep, .who = "Producer", .number = self->number);
        self->item->name = draw(0xfffffe);
        self->item->since = coir_now();
        AWAIT(coir_queue_put(self->queue, &self->item));
        printf("Producer %d added <%06x> to queue.\n", self->number, (unsigned)self->item->name);
        self->item++;
    }
}
ASYNC_END

struct consumer {
    CORO;
    int number;
    struct coir_queue *queue;
    struct random_sleep sleep;
    struct item *item;
};

ASYNC(consumer) {
    for (;;) {
        AWAIT(self->sleep, random_sleep, .who = "Consumer", .number = self->number);
        AWAIT(coir_queue_get(self->queue, &self->item));
        printf("Consumer %d got element <%06x> in %.5f seconds.\n", self->number,
               (unsigned)self->item->name, (double)(coir_now() - self->item->since) / COIR_TICK_HZ);
        coir_queue_task_done(self->queue);
    }
}
ASYNC_END

typedef COIR_TASK(producer) producer_task;
typedef COIR_TASK(consumer) consumer_task;

struct asyncq {
    CORO;
    struct coir_queue queue;
    struct coir_group producing, consuming;
    producer_task *producer;
    consumer_task *consumer;
    coir_time start;
};

static void start_producers(struct asyncq *self) {
    for (int i = 0; i < producers; i++)
        START(&self->producing, self->producer[i], producer, .number = i, .queue = &self->queue);
}

static void start_consumers(struct asyncq *self) {
    for (int i = 0; i < consumers; i++)
        START(&self->consuming, self->consumer[i], consumer, .number = i, .queue = &self->queue);
}

ASYNC(asyncq) {
    self->start = coir_now();
    coir_queue_init_linked(&self->queue);
    TRY {
        self->producer = (producer_task *)calloc((size_t)producers, sizeof *self->producer);
        self->consumer = (consumer_task *)calloc((size_t)consumers, sizeof *self->consumer);
        if (!self->producer || !self->consumer)
            RAISE(COIR_NO_MEMORY);
        ASYNC_WITH(self->consuming, coir_group) {
            ASYNC_WITH(self->producing, coir_group) {
                start_producers(self);
                start_consumers(self);
            }
            ASYNC_WITH_END
            AWAIT(coir_queue_join(&self->queue));
            coir_group_cancel(&self->consuming);
        }
        ASYNC_WITH_END
    }
    FINALLY {
        free(self->producer);
        free(self->consumer);
    }
    TRY_END
    printf("Program completed in %.5f seconds.\n",
           (double)(coir_now() - self->start) / COIR_TICK_HZ);
}
ASYNC_END

int main(int argc, char **argv) {
    int option;
    while ((option = getopt(argc, argv, "p:c:")) != -1) {
        int number = option == '?' ? 0 : atoi(optarg);
        if (number < 1) {
            fprintf(stderr, "usage: asyncq [-p PRODUCERS] [-c CONSUMERS]\n");
            return 2;
        }
        *(option == 'p' ? &producers : &consumers) = number;
    }
    return COIR_RUN(asyncq);
}
