/* 06_task.c - two of these lights at the same time, and one thread.
 *
 * A task is a coroutine that runs by itself. Each light sleeps on its own; the loop resumes
 * whichever is due. At 3 s both change, and the first light first, because it went to sleep
 * first: deadlines that tie keep the order they were set in.
 */
#include <stdio.h>

#include "coir/coir.h"

struct light {
    CORO;
    const char *name;
    int green, yellow, red;
};

static int show(const char *name, const char *colour, int seconds) {
    printf("@%ld %s %s\n", (long)(coir_now() / COIR_S(1)), name, colour);
    return seconds;
}

ASYNC(light) {
    AWAIT(coir_sleep(COIR_S(show(self->name, "green", self->green))));
    AWAIT(coir_sleep(COIR_S(show(self->name, "yellow", self->yellow))));
    AWAIT(coir_sleep(COIR_S(show(self->name, "red", self->red))));
}
ASYNC_END

static struct coir_virtual port; /* a clock that jumps, so that nobody has to wait here */
static struct coir_loop loop;
static COIR_TASK(light) main_road, side_road;

int main(void) {
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    START(&loop, main_road, light, .name = "main road", .green = 3, .yellow = 1, .red = 2);
    START(&loop, side_road, light, .name = "side road", .green = 1, .yellow = 2, .red = 3);
    coir_run(&loop);
    printf("off after %ld s\n", (long)(port.time / COIR_S(1)));
    coir_loop_close(&loop);
    return 0;
}
