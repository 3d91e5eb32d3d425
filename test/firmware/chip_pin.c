/* chip_pin.c - whoever is cancelled while it waits for a button, wherever that is, leaves its interrupt off.
 *
 * Five times, each 100 ms, the button is pressed, with a bounce, let go, and pressed again. Somebody opens the
 * pin and waits for presses, and is cancelled: before the first edge, while it bounces, before it is quiet, while
 * it is held, and before it is quiet again. No edge after that arrives.
 *
 * Boards: host atmega328p lm3s6965evb
 * Parts: pin presses
 * Presses: 0:D2=1 10:D2=0 14:D2=1 16:D2=0 60:D2=1 80:D2=0 90:D2=1 110:D2=0 114:D2=1 116:D2=0 160:D2=1 180:D2=0 190:D2=1 210:D2=0 214:D2=1 216:D2=0 260:D2=1 280:D2=0 290:D2=1 310:D2=0 314:D2=1 316:D2=0 360:D2=1 380:D2=0 390:D2=1 410:D2=0 414:D2=1 416:D2=0 460:D2=1 480:D2=0 490:D2=1
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/pin.h"

static struct coir_loop loop;
static struct coir_pin pin;

struct watcher {
    CORO;
    struct coir_button button;
};

ASYNC(watcher) {
    coir_pin_init(&pin, &loop, &board_button);
    TRY {
        ASYNC_FOR(self->button, coir_button, .pin = &pin, .quiet = COIR_MS(10)) {
            print(self->button.value ? "pressed, " : "released, ");
        }
        ASYNC_FOR_END
    }
    FINALLY {
        coir_pin_close(&pin);
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(watcher) watching;

struct app {
    CORO;
    int i, level;
    unsigned count;
};

ASYNC(app) {
    static const int when[] = {5, 12, 20, 40, 65};
    for (; self->i < 5; self->i++) {
        memset(&watching, 0, sizeof watching);
        START(&loop, watching, watcher);
        AWAIT(coir_sleep_until(COIR_MS(100 * self->i + when[self->i])));
        coir_cancel(&watching.task);
        TRY {
            AWAIT(coir_join(&watching.task));
        }
        CATCH(COIR_CANCELLED) {
        }
        TRY_END
        self->level = pin.level;
        self->count = coir_ring_count(&pin.changes);
        print_line("cancelled at ", when[self->i]);
        AWAIT(coir_sleep_until(COIR_MS(100 * self->i + 100)));
        if (pin.level != self->level || coir_ring_count(&pin.changes) != self->count)
            print("an edge has come all the same\n");
    }
}
ASYNC_END

static COIR_TASK(app) main_task;

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    START(&loop, main_task, app);
    return board_end(coir_run_until(&loop, &main_task.task));
}
