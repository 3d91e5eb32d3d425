/* 005_soon_before_due_timer.c - what is ready runs before timers found due; then theirs. */
#include "trace.h"

static struct coir_handle timers[2], soons[2], a, b;
static const char *const texts[] = {"soon from timer 1", "soon from timer 2"};

static int say(void *text) {
    printf("%s\n", (const char *)text);
    return 0;
}

static int timer(void *which) {
    int n = (int)((struct coir_handle *)which - timers);
    printf("timer %d\n", n + 1);
    return coir_call_soon(coir_running_loop(), &soons[n], say, (void *)texts[n]);
}

struct scenario {
    CORO;
    int i;
};

ASYNC(scenario) {
    coir_call_later(coir_running_loop(), &timers[0], 0, timer, &timers[0]);
    coir_call_later(coir_running_loop(), &timers[1], 0, timer, &timers[1]);
    coir_call_soon(coir_running_loop(), &a, say, (void *)"soon a");
    coir_call_soon(coir_running_loop(), &b, say, (void *)"soon b");
    printf("body\n");
    for (self->i = 0; self->i < 3; self->i++)
        AWAIT(coir_sleep(0));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
