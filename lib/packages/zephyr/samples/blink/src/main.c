/* main.c - two blinkers, each at its own pace, in one thread. They print where a pin would
 * change.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>

#include "coir/zephyr.h"

struct blink {
    CORO;
    const char *name;
    int ms, times;
};

ASYNC(blink) {
    for (; self->times > 0; self->times--) {
        printf("%s\n", self->name);
        AWAIT(coir_sleep_ms(self->ms));
    }
}
ASYNC_END

static struct coir_zephyr port;
static struct coir_loop loop;
static COIR_TASK(blink) red, green;

int main(void) {
    coir_zephyr_init(&port);
    coir_loop_init(&loop, &port.port);
    START(&loop, red, blink, .name = "red", .ms = 200, .times = 3);
    START(&loop, green, blink, .name = "green", .ms = 300, .times = 2);
    return coir_run(&loop);
}
