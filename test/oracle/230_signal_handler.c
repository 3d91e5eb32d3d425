/* 230_signal_handler.c - a signal's callback runs in the loop; a new one replaces it. */
#include "trace.h"

static int print(void *what) {
    printf("%s\n", (const char *)what);
    return 0;
}

struct scenario {
    CORO;
    struct coir_signal usr1, kill;
    char old[8], handler[8];
    int i;
};

ASYNC(scenario) {
    strcpy(self->old, "old");
    strcpy(self->handler, "handler");
    coir_on_signal(&self->usr1, coir_running_loop(), SIGUSR1, print, self->old);
    coir_on_signal(&self->usr1, coir_running_loop(), SIGUSR1, print, self->handler);
    raise(SIGUSR1);
    printf("sent, not yet handled\n");
    for (self->i = 0; self->i < 3; self->i++)
        AWAIT(coir_sleep(0));
    printf("after ticks\n");
    printf("remove %s", yes(coir_signal_close(&self->usr1)));
    printf(" %s\n", yes(coir_signal_close(&self->usr1)));
    if (coir_on_signal(&self->kill, coir_running_loop(), SIGKILL, print, self->old) < 0)
        printf("error for an uncatchable signal\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
