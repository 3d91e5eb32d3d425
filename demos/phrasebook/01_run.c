/* 01_run.c - run programs and parts of them: asyncio.run, Runner. */
/* >>> run: the exit status is 0, or 1 after an error that nobody caught, which is reported. */
#include <stdio.h>

#include "coir/coir.h"

struct app {
    CORO;
};

ASYNC(app) {
    printf("hello\n");
    AWAIT(coir_sleep(COIR_S(1)));
    printf("world\n");
}
ASYNC_END

/* <<< */

/* >>> leftovers: a task lives in memory of yours. It must outlive the task: here it is static. */
struct forever {
    CORO;
};

ASYNC(forever) {
    TRY {
        AWAIT(coir_sleep(COIR_S(1000)));
    }
    FINALLY {
        printf("forever ends\n");
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(forever) task;

struct leaves_one {
    CORO;
};

ASYNC(leaves_one) {
    START(coir_running_loop(), task, forever);
    AWAIT(coir_sleep(0));
    printf("main ends before %s\n", coir_done(&task.task) ? "True" : "False");
}
ASYNC_END

/* <<< */

struct where_am_i {
    CORO;
    /* >>> loop: times are whole ticks, of a microsecond on hosted systems; COIR_S and COIR_MS make them. */
    struct coir_loop *loop;
    coir_time start;
    /* <<< */
};

ASYNC(where_am_i) {
    /* >>> loop */
    self->loop = coir_running_loop();
    self->start = coir_now();
    AWAIT(coir_sleep(COIR_MS(2500)));
    printf("passed %.1f\n", (double)(coir_now() - self->start) / COIR_S(1));
    /* <<< */
}
ASYNC_END

struct fails {
    CORO;
};

ASYNC(fails) {
    AWAIT(coir_sleep(0));
    RAISE(COIR_VALUE);
}
ASYNC_END

struct answer {
    CORO;
    int result;
};

ASYNC(answer) {
    AWAIT(coir_sleep(COIR_S(1)));
    RETURN(42);
}
ASYNC_END

/* >>> runner: coir_run_until is the run without the end of a program: what else runs goes on in the next one.
 * The port is this system's best one. */
static struct coir_system port;
static struct coir_loop loop;
static COIR_TASK(answer) one;
static COIR_TASK(fails) two;

static int with_runner(void) {
    if (coir_system_init(&port) < 0)
        return 1;
    coir_loop_init(&loop, port.port);
    START(&loop, one, answer);
    if (coir_run_until(&loop, &one.task) == 0)
        printf("answer %d\n", one.frame.result);
    START(&loop, two, fails);
    if (coir_run_until(&loop, &two.task) == COIR_VALUE)
        printf("ValueError\n");
    coir_loop_close(&loop);
    coir_system_close(&port);
    return 0;
}
/* <<< */

/* >>> nested */
struct nested {
    CORO;
};

ASYNC(nested) {
    if (coir_run(coir_running_loop()) == COIR_RUNTIME)
        printf("not here\n");
}
ASYNC_END

/* <<< */

/* >>> no-loop */
static void outside(void) {
    if (coir_running_loop() == NULL)
        printf("no loop\n");
}

/* <<< */

int main(void) {
    if (COIR_RUN(leaves_one) || COIR_RUN(where_am_i) || with_runner() || COIR_RUN(nested))
        return 1;
    outside();
    /* >>> run */
    return COIR_RUN(app);
    /* <<< */
}
