/* chip_pwm.c - a lamp fades up and, until it is interrupted, down; its timer gets each step in time.
 *
 * The runner prints what the timer is set to, and when.
 *
 * Boards: atmega328p
 * Parts: pwm
 * Around: pwm
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/pwm.h"
#include "coir/timeout.h"

extern const struct coir_pwm_registers board_pwm;

static struct coir_loop loop;
static struct coir_pwm lamp;

struct app {
    CORO;
    struct coir_fade fade;
    struct coir_timeout timeout;
    long stopped; /* ms */
};

ASYNC(app) {
    AWAIT(self->fade, coir_fade, .pwm = &lamp, .to = 250, .during = COIR_MS(200),
          .every = COIR_MS(40));
    print_line("up, at ", milliseconds());
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_MS(70)) {
            AWAIT(self->fade, coir_fade, .pwm = &lamp, .to = 0, .during = COIR_MS(100),
                  .every = COIR_MS(30));
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        self->stopped = milliseconds(); /* printed later, for that takes its time */
    }
    TRY_END
    AWAIT(self->fade, coir_fade, .pwm = &lamp, .to = 0);
    print_line("stopped on its way down, at ", self->stopped);
    print_line("off, at ", milliseconds());
}
ASYNC_END

static COIR_TASK(app) main_task;

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    coir_pwm_init(&lamp, &board_pwm);
    START(&loop, main_task, app);
    return board_end(coir_run_until(&loop, &main_task.task) != 0);
}
