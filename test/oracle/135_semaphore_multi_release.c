/* 135_semaphore_multi_release.c - three releases in a turn, one waiter cancelled: three get in. */
#include "trace.h"

static struct coir_semaphore s;

struct w {
    CORO;
    int n;
};

ASYNC(w) {
    AWAIT(coir_semaphore_acquire(&s));
    printf("got %d\n", self->n);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) t[4];
    int i;
};

ASYNC(scenario) {
    coir_semaphore_init(&s, 0, 4);
    for (int i = 0; i < 4; i++)
        START(coir_running_loop(), self->t[i], w, .n = i + 1);
    AWAIT(coir_sleep(0));
    for (int i = 0; i < 3; i++)
        coir_semaphore_release(&s);
    coir_cancel(&self->t[1].task);
    for (self->i = 0; self->i < 4; self->i++)
        AWAIT(coir_sleep(0));
    for (int i = 0; i < 4; i++)
        printf("%s%s", i ? " " : "[", out(&self->t[i].task));
    printf("] locked %s\n", yes(coir_semaphore_locked(&s)));
    if (coir_semaphore_init(&s, (unsigned)-1, 4) == COIR_VALUE)
        printf("ValueError on negative\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
