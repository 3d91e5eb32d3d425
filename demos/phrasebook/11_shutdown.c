/* 11_shutdown.c - queues that end: Queue.shutdown. */
#include <stdio.h>

#include "coir/coir.h"

/* >>> queue-shutdown */
struct consumes {
    CORO;
    struct coir_queue *queue;
    int n;
};

ASYNC(consumes) {
    TRY {
        for (;;) {
            AWAIT(coir_queue_get(self->queue, &self->n));
            printf("got %d\n", self->n);
            AWAIT(coir_sleep(COIR_S(1)));
        }
    }
    CATCH(COIR_SHUT_DOWN) {
        printf("that was all\n");
    }
    TRY_END
}
ASYNC_END

struct ends {
    CORO;
    struct coir_queue queue;
    int slots[3], n;
    COIR_TASK(consumes) task;
};

ASYNC(ends) {
    coir_queue_init(&self->queue, self->slots, sizeof self->slots[0], 3);
    START(coir_running_loop(), self->task, consumes, .queue = &self->queue);
    for (self->n = 1; self->n <= 3; self->n++)
        AWAIT(coir_queue_put(&self->queue, &self->n));
    coir_queue_shutdown(&self->queue, false);
    AWAIT(coir_join(&self->task.task));
    TRY {
        AWAIT(coir_queue_put(&self->queue, &self->n));
    }
    CATCH(COIR_SHUT_DOWN) {
        printf("no more\n");
    }
    TRY_END
}
ASYNC_END

/* <<< */

struct drops {
    CORO;
    struct coir_queue queue;
    int slots[3], n;
};

ASYNC(drops) {
    self->n = 1;
    /* >>> queue-shutdown-now */
    coir_queue_init(&self->queue, self->slots, sizeof self->slots[0], 3);
    coir_queue_put_nowait(&self->queue, &self->n);
    coir_queue_shutdown(&self->queue, true);
    TRY {
        AWAIT(coir_queue_get(&self->queue, &self->n));
    }
    CATCH(COIR_SHUT_DOWN) {
        printf("nothing\n");
    }
    TRY_END
    /* <<< */
}
ASYNC_END

int main(void) {
    return COIR_RUN(ends) || COIR_RUN(drops);
}
