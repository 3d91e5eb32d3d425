/* 020_await_self.c - a task that awaits itself gets an error at the await. */
#include "trace.h"

struct scenario {
    CORO;
};

ASYNC(scenario) {
    TRY {
        AWAIT(coir_join(coir_current()));
    }
    CATCH(COIR_RUNTIME) {
        printf("RuntimeError\n");
    }
    TRY_END
    printf("still running\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
