/* 150_queue_shutdown.c - shut down, a queue takes nothing and gives what is left. */
#include "trace.h"

static struct coir_queue q;
static int slots[8];

struct get {
    CORO;
    int n, item;
};

ASYNC(get) {
    TRY {
        AWAIT(coir_queue_get(&q, &self->item));
        printf("getter %d got %d\n", self->n, self->item);
    }
    CATCH(COIR_SHUT_DOWN) {
        printf("getter %d QueueShutDown\n", self->n);
    }
    TRY_END
}
ASYNC_END

struct join {
    CORO;
};

ASYNC(join) {
    AWAIT(coir_queue_join(&q));
}
ASYNC_END

static int put(int item) {
    return coir_queue_put_nowait(&q, &item);
}

struct scenario {
    CORO;
    COIR_TASK(get) t[2];
    COIR_TASK(join) j;
    struct wait_for_end wait;
    struct get get;
    int i;
};

ASYNC(scenario) {
    coir_queue_init(&q, slots, sizeof slots[0], 8);
    for (int i = 0; i < 2; i++)
        START(coir_running_loop(), self->t[i], get, .n = i + 1);
    AWAIT(coir_sleep(0));
    coir_queue_shutdown(&q, false);
    for (self->i = 0; self->i < 2; self->i++)
        AWAIT(self->wait, wait_for_end, .task = &self->t[self->i].task);
    coir_queue_init(&q, slots, sizeof slots[0], 8);
    put(1);
    put(2);
    coir_queue_shutdown(&q, false);
    coir_queue_shutdown(&q, false);
    if (put(3) == COIR_SHUT_DOWN)
        printf("put QueueShutDown\n");
    for (self->i = 3; self->i <= 5; self->i++)
        AWAIT(self->get, get, .n = self->i);
    START(coir_running_loop(), self->j, join);
    AWAIT(coir_sleep(0));
    coir_queue_task_done(&q);
    coir_queue_task_done(&q);
    AWAIT(coir_join(&self->j.task));
    printf("joined\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
