/* 352_condition_shared_lock.c - two conditions over one lock, and others who want that lock too. */
#include "trace.h"

static struct coir_lock lk;
static struct coir_condition a, b;

struct w {
    CORO;
    int n;
    struct coir_condition *c;
    struct coir_hold hold;
    struct coir_condition_wait wait;
};

ASYNC(w) {
    ASYNC_WITH(self->hold, coir_hold, .lock = &lk) {
        AWAIT(self->wait, coir_condition_wait, .condition = self->c);
        at(), printf("woke %d\n", self->n);
    }
    ASYNC_WITH_END
}
ASYNC_END

struct taker {
    CORO;
    char name;
    struct coir_hold hold;
};

ASYNC(taker) {
    ASYNC_WITH(self->hold, coir_hold, .lock = &lk) {
        at(), printf("took %c\n", self->name);
        AWAIT(coir_sleep(COIR_S(1)));
    }
    ASYNC_WITH_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) w[4];
    COIR_TASK(taker) x, y;
    struct coir_watch watch[4];
    struct coir_wait wait;
    struct coir_hold hold;
    struct ticks ticks;
};

ASYNC(scenario) {
    coir_lock_init(&lk);
    coir_condition_init(&a, &lk);
    coir_condition_init(&b, &lk);
    ASYNC_WITH(self->hold, coir_hold, .lock = &lk) {
        coir_condition_notify_all(&a);
        coir_condition_notify(&b, 3);
    }
    ASYNC_WITH_END
    for (int i = 0; i < 4; i++)
        START(coir_running_loop(), self->w[i], w, .n = i + 1, .c = i % 2 ? &b : &a);
    AWAIT(self->ticks, ticks, .n = 3);
    AWAIT(coir_lock_acquire(&lk));
    START(coir_running_loop(), self->x, taker, .name = 'x');
    AWAIT(coir_sleep(0));
    coir_condition_notify(&a, 1);
    coir_condition_notify_all(&b);
    START(coir_running_loop(), self->y, taker, .name = 'y');
    AWAIT(self->ticks, ticks, .n = 2);
    coir_lock_release(&lk);
    AWAIT(coir_sleep(COIR_S(5)));
    ASYNC_WITH(self->hold, coir_hold, .lock = &lk) {
        coir_condition_notify_all(&a);
    }
    ASYNC_WITH_END
    COIR_WATCH(self->watch, self->w);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 4);
    at(), printf("end %s\n", yes(coir_lock_locked(&lk)));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
