/* core_wrap.c - sleep across the moment when a clock of 32 bits begins again at 0.
 *
 * Boards: all
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

/* The first tick: a second before. */
#ifndef BEGIN
#define BEGIN ((uint32_t)-1000)
#endif

struct blink {
    CORO;
    const char *name;
    coir_time next;
    int pace, times;
};

static struct coir_loop loop;
static COIR_TASK(blink) red, green;

static long since(void) {
    return (long)((uint32_t)coir_now() - BEGIN) / COIR_MS(1);
}

/* Points wrap, where they have 32 bits. */
static coir_time later(coir_time when, coir_time span) {
    return COIR_HOSTED ? when + span : (coir_time)((uint32_t)when + (uint32_t)span);
}

/* By spans, and by points. */
ASYNC(blink) {
    self->next = coir_now();
    while (self->times-- > 0) {
        AWAIT(coir_sleep_ms(self->pace));
        print_line(self->name, since());
        self->next = later(self->next, 2 * COIR_MS(self->pace));
        AWAIT(coir_sleep_until(self->next));
        print_line(self->name, since());
    }
}
ASYNC_END

int main(void) {
    coir_loop_init(&loop, board_begin(BEGIN));
    START(&loop, red, blink, .name = "red ", .pace = 170, .times = 6);
    START(&loop, green, blink, .name = "green ", .pace = 310, .times = 4);
    coir_run(&loop);
    return board_end(0);
}
