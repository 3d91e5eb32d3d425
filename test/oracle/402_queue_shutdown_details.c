/* 402_queue_shutdown_details.c - a shutdown while there are items, putters, a getter and a joiner. */
#include "trace.h"

static struct coir_queue q;
static int slots[2];

struct get {
    CORO;
    int n, item;
};

ASYNC(get) {
    TRY {
        for (;;) {
            AWAIT(coir_queue_get(&q, &self->item));
            printf("getter %d got %d\n", self->n, self->item);
            AWAIT(coir_sleep(COIR_S(1)));
            coir_queue_task_done(&q);
        }
    }
    CATCH(COIR_SHUT_DOWN) {
        at(), printf("getter %d QueueShutDown\n", self->n);
    }
    TRY_END
}
ASYNC_END

struct put {
    CORO;
    int n;
};

ASYNC(put) {
    TRY {
        AWAIT(coir_queue_put(&q, &self->n));
        printf("put %d\n", self->n);
    }
    CATCH(COIR_SHUT_DOWN) {
        at(), printf("putter %d QueueShutDown\n", self->n);
    }
    TRY_END
}
ASYNC_END

struct joiner {
    CORO;
};

ASYNC(joiner) {
    AWAIT(coir_queue_join(&q));
    at(), printf("joined\n");
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(put) put[4];
    COIR_TASK(get) get;
    COIR_TASK(joiner) joiner;
    struct coir_watch watch[6];
    struct coir_wait wait;
    int at_once, item;
};

ASYNC(scenario) {
    for (self->at_once = 0; self->at_once < 2; self->at_once++) {
        coir_queue_init(&q, slots, sizeof slots[0], 2);
        for (int i = 0; i < 4; i++)
            START(coir_running_loop(), self->put[i], put, .n = i);
        AWAIT(coir_sleep(0));
        START(coir_running_loop(), self->get, get, .n = 9);
        START(coir_running_loop(), self->joiner, joiner);
        AWAIT(coir_sleep(COIR_MS(500)));
        at(), printf("left %u\n", coir_queue_size(&q));
        coir_queue_shutdown(&q, self->at_once);
        coir_queue_shutdown(&q, self->at_once);
        if (coir_queue_put_nowait(&q, &self->item) == COIR_SHUT_DOWN)
            at(), printf("put refused, left %u\n", coir_queue_size(&q));
        for (int i = 0; i < 4; i++)
            self->watch[i].task = &self->put[i].task;
        self->watch[4].task = &self->get.task;
        self->watch[5].task = &self->joiner.task;
        AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 6);
        if (coir_queue_get_nowait(&q, &self->item) == COIR_SHUT_DOWN)
            at(), printf("get refused\n");
        AWAIT(coir_queue_join(&q));
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
