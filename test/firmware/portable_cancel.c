/* portable_cancel.c - cancel tasks at each of their awaits, and join them, on any machine.
 *
 * Boards: all but attiny85
 * With: machine_board.c
 * SPDX-License-Identifier: MIT
 */
#include "coir/cleanup.h"
#include "coir/event.h"
#include "coir/loop.h"
#include "coir/virtual.h"
#include "portable.h"

static struct coir_loop loop;
static struct coir_virtual port;
static struct coir_event event;

/* Waits four times, one of them while it cleans up. */
struct work {
    CORO;
    int at;
    int i;
};

ASYNC(work) {
    TRY {
        for (self->i = 0; self->i < 2; self->i++) {
            self->at = self->i;
            AWAIT(coir_sleep_ms(10));
        }
        self->at = 2;
        AWAIT(coir_event_wait(&event));
    }
    FINALLY {
        self->at += 10;
        AWAIT(coir_sleep_ms(5));
        self->at += 10;
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(work) worker;

/* Cancels the worker after a while, and waits for its end. */
struct boss {
    CORO;
    int after;
};

ASYNC(boss) {
    AWAIT(coir_sleep_ms(self->after));
    line("cancel", coir_cancel(&worker.task));
    TRY {
        AWAIT(coir_join(&worker.task));
        text("it was done\n");
    }
    CATCH(COIR_CANCELLED) {
        text("it was cancelled\n");
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(boss) master;

/* Sets the event from a callback of the loop. */
static int set(void *argument) {
    coir_event_set((struct coir_event *)argument);
    return 0;
}

static void round_of(int after) {
    static struct coir_handle handle;
    coir_event_init(&event);
    line("after", after);
    START(&loop, worker, work);
    START(&loop, master, boss, .after = after);
    coir_call_later(&loop, &handle, COIR_MS(30), set, &event);
    line("run", coir_run(&loop));
    line("at", worker.frame.at);
    line("worker", coir_outcome(&worker.task));
    line("master", coir_outcome(&master.task));
}

void program(void) {
    static const uint8_t after[] = {0, 5, 15, 25, 32, 40};
    uint8_t i;
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    for (i = 0; i < sizeof after; i++)
        round_of(after[i]);
    line("now", (long)(port.time / COIR_MS(1)));
    coir_loop_close(&loop);
}
