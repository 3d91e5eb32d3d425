/* 270_lost_wakeup_deadlock.c - a wait that nobody can end is an error, and cleanup runs before. */
#include "trace.h"

static struct coir_event never;

struct program {
    CORO;
};

ASYNC(program) {
    TRY {
        AWAIT(coir_event_wait(&never));
    }
    FINALLY {
        printf("cleanup ran\n");
    }
    TRY_END
}
ASYNC_END

int main(void) {
    static struct coir_virtual port;
    static struct coir_loop loop;
    static COIR_TASK(program) program_task;
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    coir_event_init(&never);
    START(&loop, program_task, program);
    if (coir_run_main(&loop, &program_task.task) == COIR_DEADLOCK)
        printf("Deadlock\n");
    coir_loop_close(&loop);
    return 0;
}
