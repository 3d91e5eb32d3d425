/* 211_run_leftover_spawns.c - what the cleanup of a leftover starts is cancelled and awaited too.
 * trace: Coir's own */
#include "trace.h"

struct late {
    CORO;
};

ASYNC(late) {
    TRY {
        printf("late start\n");
        AWAIT(coir_sleep(COIR_S(1)));
        printf("late end\n");
    }
    CATCH(COIR_CANCELLED) {
        printf("late cancelled\n");
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(late) late_task;

struct w {
    CORO;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_sleep(COIR_S(99)));
    }
    FINALLY {
        START(coir_running_loop(), late_task, late);
        AWAIT(coir_sleep(0));
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(w) w_task;

struct scenario {
    CORO;
};

ASYNC(scenario) {
    START(coir_running_loop(), w_task, w);
    AWAIT(coir_sleep(0));
}
ASYNC_END

int main(void) {
    int status = COIR_RUN(scenario);
    printf("[%s %s]\n", yes(coir_done(&w_task.task)), yes(coir_done(&late_task.task)));
    return status;
}
