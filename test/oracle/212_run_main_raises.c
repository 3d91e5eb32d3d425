/* 212_run_main_raises.c - leftovers are cancelled first, then run gives the outcome of main. */
#include "trace.h"

#define VALUE COIR_USER(1)

struct w {
    CORO;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_sleep(COIR_S(99)));
    }
    FINALLY {
        printf("leftover cleanup\n");
    }
    TRY_END
}
ASYNC_END

struct program {
    CORO;
    bool raises;
    COIR_TASK(w) t;
};

ASYNC(program) {
    START(coir_running_loop(), self->t, w);
    AWAIT(coir_sleep(0));
    if (self->raises)
        RAISE(VALUE);
    coir_cancel(coir_current());
    AWAIT(coir_sleep(0));
}
ASYNC_END

int main(void) {
    static struct coir_virtual port;
    static struct coir_loop loop;
    static COIR_TASK(program) program_task;
    for (int kind = 0; kind < 2; kind++) {
        int outcome;
        coir_virtual_init(&port);
        coir_loop_init(&loop, &port.port);
        START(&loop, program_task, program, .raises = kind == 0);
        outcome = coir_run_main(&loop, &program_task.task);
        printf("run raised %s\n", outcome == VALUE ? "ValueError(main)" : word(outcome));
        coir_loop_close(&loop);
    }
    return 0;
}
