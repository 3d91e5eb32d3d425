/* 401_queue_cancel_storm.c - waiters cancelled in the turn in which they are woken: nothing is lost. */
#include "trace.h"

static struct coir_queue q;
static int slots[3];

struct get {
    CORO;
    int n, item;
};

ASYNC(get) {
    TRY {
        AWAIT(coir_queue_get(&q, &self->item));
        printf("getter %d got %d\n", self->n, self->item);
    }
    CATCH(COIR_CANCELLED) {
        printf("getter %d cancelled\n", self->n);
        RAISE(CAUGHT);
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
    CATCH(COIR_CANCELLED) {
        printf("putter %d cancelled\n", self->n);
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

static int take(void) {
    int item = -1;
    coir_queue_get_nowait(&q, &item);
    return item;
}

struct scenario {
    CORO;
    COIR_TASK(get) get[5];
    COIR_TASK(put) put[5];
    struct ticks ticks;
};

static void print_put_done(const struct scenario *self) {
    for (int i = 0; i < 5; i++)
        printf("%s%s", i ? " " : "[", yes(coir_done(&self->put[i].task)));
    printf("]\n");
}

static void print_get_done(const struct scenario *self) {
    for (int i = 0; i < 5; i++)
        printf("%s%s", i ? " " : "[", yes(coir_done(&self->get[i].task)));
    printf("]\n");
}

ASYNC(scenario) {
    coir_queue_init(&q, slots, sizeof slots[0], 3);
    for (int i = 0; i < 5; i++)
        START(coir_running_loop(), self->get[i], get, .n = i);
    AWAIT(coir_sleep(0));
    for (int i = 10; i <= 30; i += 10)
        coir_queue_put_nowait(&q, &i);
    for (int i = 0; i < 5; i += 2)
        coir_cancel(&self->get[i].task);
    AWAIT(self->ticks, ticks, .n = 3);
    printf("left %u ", coir_queue_size(&q)), print_get_done(self);
    for (int i = 0; i < 5; i++)
        START(coir_running_loop(), self->put[i], put, .n = i);
    AWAIT(coir_sleep(0));
    take();
    take();
    coir_cancel(&self->put[2].task);
    coir_cancel(&self->put[0].task);
    AWAIT(self->ticks, ticks, .n = 3);
    printf("left %u ", coir_queue_size(&q)), print_put_done(self);
    while (coir_queue_size(&q)) {
        printf("rest %d\n", take());
        AWAIT(coir_sleep(0));
    }
    print_put_done(self);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
