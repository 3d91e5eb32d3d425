/* An AWAIT that leads to another queue when its expression is evaluated again.
 * expect: panic
 * tool: cc -std=c99 -DCOIR_CHECKS=1
 * says: did not take what it was woken for */
#include "coir/coir.h"
static struct coir_queue first, second;
static int slots[2];
static bool other;
struct getter {
    CORO;
    bool other;
    int item;
};
ASYNC(getter) {
#ifndef CORRECT
    AWAIT(coir_queue_get(other ? &second : &first, &self->item));
#else
    self->other = other;
    AWAIT(coir_queue_get(self->other ? &second : &first, &self->item));
#endif
}
ASYNC_END
struct app {
    CORO;
    COIR_TASK(getter) getter;
};
ASYNC(app) {
    coir_queue_init(&first, &slots[0], sizeof slots[0], 1);
    coir_queue_init(&second, &slots[1], sizeof slots[1], 1);
    START(coir_running_loop(), self->getter, getter);
    AWAIT(coir_sleep(0));
    coir_queue_put_nowait(&first, &slots[0]);
    other = true;
    AWAIT(coir_join(&self->getter.task));
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
