/* 090_timeout_reuse.c - a timeout is a frame: entering it again gives it a new deadline.
 * trace: Coir's own */
#include "trace.h"

struct scenario {
    CORO;
    struct coir_timeout tm;
    int times;
};

ASYNC(scenario) {
    for (self->times = 1; self->times <= 2; self->times++) {
        ASYNC_WITH(self->tm, coir_timeout, .delay = COIR_S(5)) {
            AWAIT(coir_sleep(COIR_S(4)));
        }
        ASYNC_WITH_END
        at(), printf("left in time, until %g\n",
                     (double)coir_timeout_when(&self->tm) / (double)COIR_S(1));
    }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
