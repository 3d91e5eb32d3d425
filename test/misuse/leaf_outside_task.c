/* A leaf called by a callback, which cannot wait.
 * expect: panic
 * tool: cc -std=c99 -DCOIR_CHECKS=1
 * says: a leaf was called outside of a task */
#include "coir/coir.h"
static struct coir_queue queue;
static int slots[1], item;
static int callback(void *unused) {
    (void)unused;
#ifndef CORRECT
    return coir_queue_get(&queue, &item);
#else
    return coir_queue_get_nowait(&queue, &item) == COIR_EMPTY ? 0 : COIR_VALUE;
#endif
}
struct app {
    CORO;
    struct coir_handle handle;
};
ASYNC(app) {
    coir_queue_init(&queue, slots, sizeof slots[0], 1);
    coir_call_soon(coir_running_loop(), &self->handle, callback, NULL);
    AWAIT(coir_sleep_ms(1));
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
