/* 017_done_callback_raises.c - an error in a callback goes to the handler and disturbs nothing. */
#include "trace.h"

#define BOOM COIR_USER(1)

static struct coir_handle handle[3];

static int say(void *text) {
    printf("%s\n", (const char *)text);
    return 0;
}

static int bad(void *nothing) {
    (void)nothing;
    return BOOM;
}

static void handler(struct coir_loop *loop, const char *what, int error) {
    (void)loop;
    printf("handler: %s | %s\n", what, error == BOOM ? "ValueError(boom)" : word(error));
}

struct scenario {
    CORO;
    struct coir_future f;
};

ASYNC(scenario) {
    coir_running_loop()->on_error = handler;
    coir_future_init(&self->f, coir_running_loop());
    coir_future_on_done(&self->f, &handle[0], say, (void *)"first");
    coir_future_on_done(&self->f, &handle[1], bad, NULL);
    coir_future_on_done(&self->f, &handle[2], say, (void *)"third");
    coir_future_set(&self->f, 4);
    AWAIT(coir_sleep(0));
    printf("result %d\n", coir_future_outcome(&self->f));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
