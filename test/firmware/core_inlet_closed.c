/* core_inlet_closed.c - the memory of a closed inlet is free for other things: no list leads there any more.
 *
 * Boards: all
 * Flags: -DCOIR_GROUPS=1
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/inlet.h"

struct worker {
    CORO;
};

static struct coir_loop loop;
static struct coir_queue queue;
static uint8_t slots[2], inlet_slots[2];
static COIR_TASK(worker) before, after;
static union {
    struct coir_inlet inlet;
    uint8_t bytes[sizeof(struct coir_inlet)];
} memory;

ASYNC(worker) {
    AWAIT(coir_sleep(1));
}
ASYNC_END

/* Its bytes, that were all set to a value, and are something else now. */
static int changed(uint8_t value) {
    int count = 0;
    for (unsigned i = 0; i < sizeof memory; i++)
        count += memory.bytes[i] != value;
    return count;
}

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    coir_queue_init(&queue, slots, 1, sizeof slots);
    START(&loop, before, worker);
    coir_inlet_init(&memory.inlet, &loop, &queue, inlet_slots, sizeof inlet_slots);
    START(&loop, after, worker);
    coir_inlet_close(&memory.inlet);
    memset(&memory, 0x55, sizeof memory);
    coir_run(&loop);
    print_line("changed bytes: ", changed(0x55));
    return board_end(0);
}
