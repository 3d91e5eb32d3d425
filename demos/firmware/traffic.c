/* traffic.c - traffic lights as straight-line code, until a pedestrian presses the button.
 *
 * The cars' lights are a loop of waits. The button cancels it wherever it stands, and its cleanup, which
 * waits too, brings the cars to a stop: through yellow, if they had green. Only then people walk.
 *
 * Boards: host atmega328p lm3s6965evb
 * Parts: pin presses
 * Presses: 0:D2=1 2000:D2=0 2003:D2=1 2004:D2=0 2300:D2=1 14500:D2=0 14600:D2=1
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/pin.h"

static struct coir_loop loop;
static struct coir_pin pin;

static void show(const char *what) {
    print_number(milliseconds());
    print(what);
}

struct cars {
    CORO;
    bool going;
};

ASYNC(cars) {
    TRY {
        for (;;) {
            self->going = true;
            show(" cars green\n");
            AWAIT(coir_sleep_ms(5000));
            show(" cars yellow\n");
            AWAIT(coir_sleep_ms(1000));
            self->going = false;
            show(" cars red\n");
            AWAIT(coir_sleep_ms(3000));
        }
    }
    FINALLY {
        if (self->going) {
            show(" cars yellow, somebody waits\n");
            AWAIT(coir_sleep_ms(1000));
            show(" cars red\n");
        }
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(cars) cars_task;

struct crossing {
    CORO;
    int times;
    struct coir_button button;
};

ASYNC(crossing) {
    START(&loop, cars_task, cars);
    ASYNC_FOR(self->button, coir_button, .pin = &pin, .quiet = COIR_MS(10)) {
        if (!self->button.value)
            continue;
        coir_cancel(&cars_task.task);
        TRY {
            AWAIT(coir_join(&cars_task.task));
        }
        CATCH(COIR_CANCELLED) {
            show(" walk\n");
        }
        TRY_END
        AWAIT(coir_sleep_ms(4000));
        show(" do not walk\n");
        if (--self->times == 0)
            break;
        START(&loop, cars_task, cars);
    }
    ASYNC_FOR_END
}
ASYNC_END

static COIR_TASK(crossing) task;

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    coir_pin_init(&pin, &loop, &board_button);
    START(&loop, task, crossing, .times = 2);
    return board_end(coir_run_until(&loop, &task.task));
}
