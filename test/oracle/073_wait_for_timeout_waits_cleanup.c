/* 073_wait_for_timeout_waits_cleanup.c - Timeout is raised when the cleanup is over, not before. */
#include "trace.h"

struct w {
    CORO;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_sleep(COIR_S(50)));
    }
    FINALLY {
        at(), printf("cleanup\n");
        AWAIT(coir_sleep(COIR_S(4)));
        at(), printf("cleaned\n");
    }
    TRY_END
}
ASYNC_END

struct quick {
    CORO;
    const char *result;
};

ASYNC(quick) {
    AWAIT(coir_sleep(COIR_S(1)));
    RETURN("value");
}
ASYNC_END

struct scenario {
    CORO;
    struct w w;
    struct quick quick;
    struct coir_wait_for wait;
};

ASYNC(scenario) {
    TRY {
        PREPARE(self->w, w);
        AWAIT(self->wait, coir_wait_for, .call = COIR_CALL(self->w, w), .delay = COIR_S(2));
    }
    CATCH(COIR_TIMEOUT) {
        at(), printf("Timeout\n");
    }
    TRY_END
    PREPARE(self->quick, quick);
    AWAIT(self->wait, coir_wait_for, .call = COIR_CALL(self->quick, quick), .delay = COIR_S(2));
    printf("in time %s\n", self->quick.result);
    PREPARE(self->quick, quick);
    AWAIT(self->wait, coir_wait_for, .call = COIR_CALL(self->quick, quick), .delay = COIR_FOREVER);
    printf("no limit %s\n", self->quick.result);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
