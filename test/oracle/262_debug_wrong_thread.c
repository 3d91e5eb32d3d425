/* 262_debug_wrong_thread.c - a callback from a foreign thread is refused. */
#include <pthread.h>

#include "trace.h"

static struct coir_handle handle;

static int say(void *text) {
    printf("%s\n", (const char *)text);
    return 0;
}

static void *thread(void *loop) {
    int error = coir_call_soon((struct coir_loop *)loop, &handle, say, (void *)"x");
    printf("%s\n", error == COIR_RUNTIME ? "RuntimeError" : "accepted");
    return NULL;
}

struct scenario {
    CORO;
};

ASYNC(scenario) {
    pthread_t t;
    pthread_create(&t, NULL, thread, coir_running_loop());
    pthread_join(t, NULL);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
