/* call_later.c - have plain functions called: soon, later, and not after all.
 *
 *     loop.call_soon(f, 1)
 *     handle = loop.call_later(0.2, f, 2)
 *     handle.cancel()
 *
 * A callback cannot wait, but it costs no task. The handle is the place where it is remembered.
 */
#include <stdio.h>

#include "coir/coir.h"

static int callback(void *name) {
    printf("%3ld ms: %s\n", (long)(coir_now() / COIR_MS(1)), (const char *)name);
    return 0;
}

struct app {
    CORO;
    struct coir_handle soon, later, never;
};

static void set_all(struct app *self) {
    static char soon[] = "soon", later[] = "later", never[] = "never";
    struct coir_loop *loop = coir_running_loop();
    coir_call_later(loop, &self->later, COIR_MS(200), callback, later);
    coir_call_later(loop, &self->never, COIR_MS(300), callback, never);
    coir_call_soon(loop, &self->soon, callback, soon);
    printf("%3ld ms: all set\n", (long)(coir_now() / COIR_MS(1)));
}

ASYNC(app) {
    set_all(self);
    AWAIT(coir_sleep(COIR_MS(250)));
    printf("cancelled: %s\n", coir_handle_cancel(&self->never) ? "True" : "False");
    AWAIT(coir_sleep(COIR_MS(250)));
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
