/* threads_moved.c - hand numbers from one task to another, through a queue of four places.
 *
 * A task runs until it waits, and only then another one does. So the queue needs no mutex, and neither
 * does anything else that is changed between two awaits. What was on a thread's stack is in a frame.
 */
#include <stdio.h>

#include "coir/coir.h"

enum { ROOM = 4, END = -1 };

struct producer {
    CORO;
    struct coir_queue *queue;
    int i, item;
};

ASYNC(producer) {
    for (self->i = 1; self->i <= 10; self->i++) {
        self->item = self->i * self->i;
        AWAIT(coir_queue_put(self->queue, &self->item));
    }
    self->item = END;
    AWAIT(coir_queue_put(self->queue, &self->item));
}
ASYNC_END

struct consumer {
    CORO;
    struct coir_queue *queue;
    int item, result;
};

ASYNC(consumer) {
    AWAIT(coir_queue_get(self->queue, &self->item));
    while (self->item != END) {
        self->result += self->item;
        AWAIT(coir_queue_get(self->queue, &self->item));
    }
}
ASYNC_END

struct app {
    CORO;
    struct coir_queue queue;
    int slots[ROOM];
    COIR_TASK(producer) producer;
    COIR_TASK(consumer) consumer;
};

ASYNC(app) {
    coir_queue_init(&self->queue, self->slots, sizeof(int), ROOM);
    START(coir_running_loop(), self->producer, producer, .queue = &self->queue);
    START(coir_running_loop(), self->consumer, consumer, .queue = &self->queue);
    AWAIT(coir_join(&self->producer.task));
    AWAIT(coir_join(&self->consumer.task));
    printf("sum %d\n", self->consumer.frame.result);
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
