/* 423_queue_kinds.c - the least or the newest first, as it is when the getter runs. */
#include "trace.h"

static struct coir_queue q;
static int slots[3];

struct get {
    CORO;
    int n, item;
};

ASYNC(get) {
    AWAIT(coir_queue_get(&q, &self->item));
    printf("getter %d got %d\n", self->n, self->item);
}
ASYNC_END

struct put {
    CORO;
    int n;
};

ASYNC(put) {
    AWAIT(coir_queue_put(&q, &self->n));
    printf("put %d\n", self->n);
}
ASYNC_END

static bool before(const void *a, const void *b) {
    return *(const int *)a < *(const int *)b;
}

static int take(void) {
    int item = -1;
    coir_queue_get_nowait(&q, &item);
    return item;
}

static int give(int item) {
    return coir_queue_put_nowait(&q, &item);
}

static void take_three(void) {
    for (int i = 0; i < 3; i++)
        printf("%d%s", take(), i < 2 ? " " : "\n");
}

struct scenario {
    CORO;
    COIR_TASK(get) get[2];
    COIR_TASK(put) put[2];
    int kind, item;
};

ASYNC(scenario) {
    for (self->kind = 0; self->kind < 2; self->kind++) {
        if (self->kind == 0)
            coir_queue_init_priority(&q, slots, sizeof slots[0], 3, before);
        else
            coir_queue_init_lifo(&q, slots, sizeof slots[0], 3);
        give(5);
        give(1);
        give(3);
        START(coir_running_loop(), self->put[0], put, .n = 4);
        START(coir_running_loop(), self->put[1], put, .n = 2);
        AWAIT(coir_sleep(0));
        printf("%d ", take());
        printf("%u\n", coir_queue_size(&q));
        AWAIT(coir_sleep(0));
        printf("%d\n", take());
        AWAIT(coir_join(&self->put[0].task));
        AWAIT(coir_join(&self->put[1].task));
        take_three();
        START(coir_running_loop(), self->get[0], get, .n = 1);
        START(coir_running_loop(), self->get[1], get, .n = 2);
        AWAIT(coir_sleep(0));
        give(8);
        give(7);
        AWAIT(coir_join(&self->get[0].task));
        AWAIT(coir_join(&self->get[1].task));
        give(1);
        give(2);
        give(0);
        if (give(9) == COIR_FULL)
            printf("QueueFull\n");
        take_three();
        if (coir_queue_get_nowait(&q, &self->item) == COIR_EMPTY)
            printf("QueueEmpty\n");
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
