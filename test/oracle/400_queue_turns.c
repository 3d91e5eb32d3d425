/* 400_queue_turns.c - when those who wait for a queue go on, counted in turns. */
#include "trace.h"

static struct coir_queue q;
static int slots[2], start;

struct get {
    CORO;
    int n, item;
};

ASYNC(get) {
    AWAIT(coir_queue_get(&q, &self->item));
    printf("getter %d got %d turn %d\n", self->n, self->item, turns - start);
}
ASYNC_END

struct put {
    CORO;
    int n;
};

ASYNC(put) {
    AWAIT(coir_queue_put(&q, &self->n));
    printf("put %d turn %d\n", self->n, turns - start);
}
ASYNC_END

struct joiner {
    CORO;
};

ASYNC(joiner) {
    AWAIT(coir_queue_join(&q));
    printf("joined, turn %d\n", turns - start);
}
ASYNC_END

static int take(void) {
    int item = -1;
    coir_queue_get_nowait(&q, &item);
    return item;
}

static void give(int item) {
    coir_queue_put_nowait(&q, &item);
}

/* Takes one, and tells what is left. */
static void tell(void) {
    int item = take();
    printf("%d %u %s\n", item, coir_queue_size(&q), yes(coir_queue_size(&q) == 2));
}

struct scenario {
    CORO;
    COIR_TASK(ticker) ticker;
    COIR_TASK(get) get[2];
    COIR_TASK(put) put[2];
    COIR_TASK(joiner) joiner[2];
    struct coir_watch watch[2];
    struct coir_wait wait;
    struct ticks ticks;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->ticker, ticker);
    AWAIT(coir_sleep(0));
    coir_queue_init(&q, slots, sizeof slots[0], 2);
    for (int i = 0; i < 2; i++)
        START(coir_running_loop(), self->get[i], get, .n = i + 1);
    AWAIT(self->ticks, ticks, .n = 2);
    start = turns;
    give(10);
    give(20);
    COIR_WATCH(self->watch, self->get);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 2);
    give(1);
    give(2);
    for (int i = 0; i < 2; i++)
        START(coir_running_loop(), self->put[i], put, .n = i + 3);
    AWAIT(self->ticks, ticks, .n = 2);
    start = turns;
    tell();
    AWAIT(coir_sleep(0));
    tell();
    COIR_WATCH(self->watch, self->put);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 2);
    printf("%d ", take());
    printf("%d ", take());
    printf("%s\n", yes(coir_queue_size(&q) == 0));
    for (int i = 0; i < 2; i++)
        START(coir_running_loop(), self->joiner[i], joiner);
    AWAIT(self->ticks, ticks, .n = 2);
    start = turns;
    for (int i = 0; i < 5; i++)
        coir_queue_task_done(&q);
    AWAIT(self->ticks, ticks, .n = 2);
    printf("not yet\n");
    coir_queue_task_done(&q);
    if (coir_queue_task_done(&q) == COIR_VALUE)
        printf("too often\n");
    COIR_WATCH(self->watch, self->joiner);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 2);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
