/* blocks.c - block the only thread for a second, and find out who did.
 *
 * `read_card` stands for any function that waits without AWAIT: sleep(1), a read from a slow disk, a
 * long computation. It moves the virtual clock, so that nobody has to wait here. The pulse, which
 * should come every 300 ms, falls silent; loop.slow_step names the step that was too long.
 */
#include <stdio.h>

#include "coir/coir.h"

static struct coir_virtual port;
static struct coir_loop loop;

static void read_card(void) {
    port.time += COIR_S(1);
}

struct pulse {
    CORO;
};

ASYNC(pulse) {
    for (;;) {
        printf("%4ld ms  pulse\n", (long)(port.time / COIR_MS(1)));
        AWAIT(coir_sleep_ms(300));
    }
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(pulse) pulse;
};

ASYNC(app) {
    START(&loop, self->pulse, pulse);
    AWAIT(coir_sleep_ms(600));
    read_card(); /* the whole loop stands still */
}
ASYNC_END

/* A line of the report, without file and line number. */
static void show(const char *line) {
    int length = line[0] == ' ' ? 4 + (int)strcspn(line + 4, " ") : (int)strlen(line);
    printf("| %.*s\n", length, line);
}

static COIR_TASK(app) task;

int main(void) {
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    loop.report = show;
    loop.slow_step = COIR_MS(100);
    START(&loop, task, app);
    return coir_run_main(&loop, &task.task) < 0;
}
