/* 016_remove_done_callback.c - a done callback can be removed until the future is done. */
#include "trace.h"

static struct coir_handle handle[4]; /* a b a b */

static int say(void *text) {
    printf("%s\n", (const char *)text);
    return 0;
}

struct scenario {
    CORO;
    struct coir_future f;
};

ASYNC(scenario) {
    coir_future_init(&self->f, coir_running_loop());
    for (int i = 0; i < 4; i++)
        coir_future_on_done(&self->f, &handle[i], say, (void *)(i % 2 ? "b" : "a"));
    for (int i = 0; i < 2; i++)
        printf("removed %d\n",
               coir_remove_done_callback(&handle[0]) + coir_remove_done_callback(&handle[2]));
    coir_future_set(&self->f, 1);
    printf("removed after done %d\n",
           coir_remove_done_callback(&handle[1]) + coir_remove_done_callback(&handle[3]));
    AWAIT(coir_sleep(0));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
