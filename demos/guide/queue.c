/* queue.c - hand items from one coroutine to another.
 *
 *     await queue.put(value)
 *     ...
 *     item = await queue.get()
 *
 * The queue has room for two items, whose memory is the program's own. When the producer has no
 * more it shuts the queue; the consumer still gets what is left, and then COIR_SHUT_DOWN.
 */
#include <stdio.h>

#include "coir/coir.h"

enum { ITEMS = 6, ROOM = 2 };

struct producer {
    CORO;
    struct coir_queue *queue;
    int i;
};

ASYNC(producer) {
    printf("Producer: Running\n");
    for (self->i = 0; self->i < ITEMS; self->i++) {
        AWAIT(coir_queue_put(self->queue, &self->i));
        printf(">put %d\n", self->i);
    }
    coir_queue_shutdown(self->queue, false);
    printf("Producer: Done\n");
}
ASYNC_END

struct consumer {
    CORO;
    struct coir_queue *queue;
    int item;
};

ASYNC(consumer) {
    printf("Consumer: Running\n");
    TRY {
        for (;;) {
            AWAIT(coir_queue_get(self->queue, &self->item));
            printf(">got %d\n", self->item);
            AWAIT(coir_sleep(COIR_MS(100)));
        }
    }
    CATCH(COIR_SHUT_DOWN) {
        printf("Consumer: Done\n");
    }
    TRY_END
}
ASYNC_END

struct app {
    CORO;
    int slots[ROOM];
    struct coir_queue queue;
    COIR_TASK(producer) producer;
    COIR_TASK(consumer) consumer;
    struct coir_group group;
};

ASYNC(app) {
    coir_queue_init(&self->queue, self->slots, sizeof self->slots[0], ROOM);
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->producer, producer, .queue = &self->queue);
        START(&self->group, self->consumer, consumer, .queue = &self->queue);
    }
    ASYNC_WITH_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
