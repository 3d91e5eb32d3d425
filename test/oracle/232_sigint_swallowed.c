/* 232_sigint_swallowed.c - a main task that swallows what SIGINT asked goes on, and its value counts. */
#include "trace.h"

static struct coir_handle handle;
static int value;

static int interrupt(void *unused) {
    (void)unused;
    return raise(SIGINT);
}

struct scenario {
    CORO;
};

ASYNC(scenario) {
    coir_call_later(coir_running_loop(), &handle, COIR_S(1), interrupt, NULL);
    TRY {
        AWAIT(coir_sleep(COIR_S(99)));
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("swallowed\n");
    }
    TRY_END
    value = 3;
}
ASYNC_END

int main(void) {
    int status = COIR_RUN(scenario);
    if (status == 130)
        printf("run raised KeyboardInterrupt\n");
    else
        printf("value %d\n", value);
    return status;
}
