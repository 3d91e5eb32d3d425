/* portable_queue.c - hand items through a queue that is too small, on any machine.
 *
 * Boards: all but attiny85
 * With: machine_board.c
 * SPDX-License-Identifier: MIT
 */
#include "coir/cleanup.h"
#include "coir/loop.h"
#include "coir/queue.h"
#include "coir/virtual.h"
#include "portable.h"

static struct coir_loop loop;
static struct coir_virtual port;
static struct coir_queue queue;

struct item {
    uint8_t from;
    int number;
};
static struct item slots[2];

struct produce {
    CORO;
    uint8_t name;
    int count;
    struct item item;
};

ASYNC(produce) {
    self->item.from = self->name;
    for (self->item.number = 0; self->item.number < self->count; self->item.number++) {
        AWAIT(coir_queue_put(&queue, &self->item));
        if (self->item.number % 3 == 2)
            AWAIT(coir_sleep_ms(1));
    }
}
ASYNC_END

struct consume {
    CORO;
    const char *name;
    struct item item;
    int sum;
};

ASYNC(consume) {
    TRY {
        while (1) {
            AWAIT(coir_queue_get(&queue, &self->item));
            line(self->name, 100 * self->item.from + self->item.number);
            self->sum += self->item.number;
            AWAIT(coir_sleep(0));
        }
    }
    CATCH(COIR_SHUT_DOWN) {
        line("shut down, sum", self->sum);
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(produce) first, second;
static COIR_TASK(consume) left, right, unlucky;

struct end {
    CORO;
};

ASYNC(end) {
    coir_cancel(&unlucky.task);
    AWAIT(coir_join(&first.task));
    AWAIT(coir_join(&second.task));
    coir_queue_shutdown(&queue, false);
}
ASYNC_END

static COIR_TASK(end) last;

void program(void) {
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    coir_queue_init(&queue, slots, sizeof slots[0], 2);
    START(&loop, unlucky, consume, .name = "unlucky");
    START(&loop, left, consume, .name = "left");
    START(&loop, right, consume, .name = "right");
    START(&loop, last, end);
    START(&loop, first, produce, .name = 1, .count = 7);
    START(&loop, second, produce, .name = 2, .count = 4);
    line("run", coir_run(&loop));
    line("unlucky", coir_outcome(&unlucky.task));
    line("left", coir_outcome(&left.task));
    line("together", left.frame.sum + right.frame.sum);
    line("full", coir_queue_put_nowait(&queue, &slots[0]));
    coir_loop_close(&loop);
}
