/* A frame that is suspended, awaited again by another task.
 * expect: panic
 * tool: cc -std=c99 -DCOIR_CHECKS=1
 * says: started twice */
#include "coir/coir.h"
struct nap {
    CORO;
};
ASYNC(nap) {
    AWAIT(coir_sleep(COIR_S(1)));
}
ASYNC_END
struct user {
    CORO;
    struct nap *nap;
};
ASYNC(user) {
    AWAIT(*self->nap, nap);
}
ASYNC_END
struct app {
    CORO;
    COIR_TASK(user) a, b;
    struct nap nap[2];
};
ASYNC(app) {
    START(coir_running_loop(), self->a, user, .nap = &self->nap[0]);
#ifndef CORRECT
    START(coir_running_loop(), self->b, user, .nap = &self->nap[0]);
#else
    START(coir_running_loop(), self->b, user, .nap = &self->nap[1]);
#endif
    AWAIT(coir_join(&self->a.task));
    AWAIT(coir_join(&self->b.task));
}
ASYNC_END
int main(void) {
    return COIR_RUN(app);
}
