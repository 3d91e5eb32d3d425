/* 13_board.c - two lights that blink until somebody presses a button.
 *
 * The same file on this computer and on chips. What is different is behind board.h: a clock, a
 * console and two pins. The finger is a timer of the loop's, so that there is one everywhere; it calls
 * what the button's interrupt would be.
 *
 * Boards: all but attiny85
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/notice.h"

struct blink {
    CORO;
    int which, pace;
};

ASYNC(blink) {
    TRY {
        for (;;) {
            light(self->which, true);
            AWAIT(coir_sleep_ms(self->pace));
            light(self->which, false);
            AWAIT(coir_sleep_ms(self->pace));
        }
    }
    FINALLY {
        light(self->which, false);
    }
    TRY_END
}
ASYNC_END

static struct coir_loop loop;
static struct coir_event pressed;
static COIR_TASK(blink) red, green;

/* ---- The button ---- */

static struct coir_notice button;

static void button_interrupt(void) {
    coir_event_set_from_isr(&button, &pressed);
}

static int finger(void *argument) {
    (void)argument;
    button_interrupt();
    return 0;
}

/* ---- The program ---- */

struct app {
    CORO;
};

ASYNC(app) {
    START(&loop, red, blink, .which = RED, .pace = 200);
    START(&loop, green, blink, .which = GREEN, .pace = 300);
    AWAIT(coir_event_wait(&pressed));
    print_line("pressed at ", milliseconds());
    coir_notice_close(&button);
    coir_cancel(&red.task);
    coir_cancel(&green.task);
}
ASYNC_END

static COIR_TASK(app) app_task;

/* All of its memory is known when it is compiled. */
enum {
    TASKS = sizeof red + sizeof green + sizeof app_task,
    MEMORY = sizeof loop + sizeof button + sizeof pressed + TASKS
};
typedef char memory_is_planned[COIR_HOSTED || MEMORY <= 300 ? 1 : -1];

int main(void) {
    static struct coir_handle later;
    coir_loop_init(&loop, board_begin(0));
    coir_event_init(&pressed);
    coir_notice_init(&button, &loop);
    START(&loop, app_task, app);
    coir_call_later(&loop, &later, COIR_MS(750), finger, NULL);
    coir_run(&loop);
    return board_end(0);
}
