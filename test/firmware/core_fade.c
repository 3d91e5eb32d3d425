/* core_fade.c - a fade is where it should be at each step, however long it takes and however short times are.
 *
 * Boards: all but host attiny85
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/pwm.h"

struct app {
    CORO;
    struct coir_fade fade;
};

static struct coir_loop loop;
static struct coir_pwm lamp;
static COIR_TASK(app) task;

static void attach(void) {
}

static void set(uint8_t duty) {
    print_line("duty ", duty);
}

static const struct coir_pwm_registers registers = {attach, set};

ASYNC(app) {
    AWAIT(self->fade, coir_fade, .pwm = &lamp, .to = 240, .during = COIR_MS(12000),
          .every = COIR_MS(3000));
    AWAIT(self->fade, coir_fade, .pwm = &lamp, .to = 0, .during = COIR_MS(12000),
          .every = COIR_MS(6000));
}
ASYNC_END

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    coir_pwm_init(&lamp, &registers);
    START(&loop, task, app);
    coir_run(&loop);
    return board_end(0);
}
