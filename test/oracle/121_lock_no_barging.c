/* 121_lock_no_barging.c - who releases a lock and wants it back queues behind those who wait. */
#include "trace.h"

static struct coir_lock lk;

struct w {
    CORO;
    int n;
};

ASYNC(w) {
    AWAIT(coir_lock_acquire(&lk));
    printf("got %d\n", self->n);
    coir_lock_release(&lk);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) a, b;
};

ASYNC(scenario) {
    coir_lock_init(&lk);
    AWAIT(coir_lock_acquire(&lk));
    START(coir_running_loop(), self->a, w, .n = 1);
    START(coir_running_loop(), self->b, w, .n = 2);
    AWAIT(coir_sleep(0));
    coir_lock_release(&lk);
    printf("released, locked %s\n", yes(coir_lock_locked(&lk)));
    AWAIT(coir_lock_acquire(&lk));
    printf("main got it again\n");
    coir_lock_release(&lk);
    AWAIT(coir_join(&self->a.task));
    AWAIT(coir_join(&self->b.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
