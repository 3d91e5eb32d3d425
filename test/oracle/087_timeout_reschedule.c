/* 087_timeout_reschedule.c - a deadline moves later, to never, or into the past, in the block. */
#include "trace.h"

struct scenario {
    CORO;
    struct coir_timeout tm;
};

static const char *when(const struct coir_timeout *tm) {
    static char text[32];
    if (coir_timeout_when(tm) == COIR_FOREVER)
        return "none";
    snprintf(text, sizeof text, "%g", (double)coir_timeout_when(tm) / (double)COIR_S(1));
    return text;
}

ASYNC(scenario) {
    TRY {
        ASYNC_WITH(self->tm, coir_timeout, .delay = COIR_S(2)) {
            AWAIT(coir_sleep(COIR_S(1)));
            coir_timeout_reschedule(&self->tm, coir_now() + COIR_S(5));
            AWAIT(coir_sleep(COIR_S(3)));
            at(), printf("extended\n");
            coir_timeout_reschedule(&self->tm, COIR_FOREVER);
            AWAIT(coir_sleep(COIR_S(20)));
            at(), printf("disabled %s\n", when(&self->tm));
            coir_timeout_reschedule(&self->tm, coir_now() - COIR_S(1));
            AWAIT(coir_sleep(COIR_S(5)));
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("Timeout\n");
    }
    TRY_END
    if (coir_timeout_reschedule(&self->tm, COIR_S(99)) == COIR_RUNTIME)
        printf("RuntimeError after exit\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
