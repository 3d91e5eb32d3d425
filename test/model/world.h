/* world.h - what the tasks of a random program share, and the books that are kept about it.
 *
 * Each book is wrong as soon as something is lost, doubled or done out of time; `fail` says so, and the
 * program with its seed is printed.
 * SPDX-License-Identifier: MIT
 */
#ifndef MODEL_WORLD_H
#define MODEL_WORLD_H

#include "coir/coir.h"
#include "program.h"

enum { ITEMS = 400, NOBODY = 255 };

/* One interpreter of operations; nested blocks are run by one of the next depth. */
struct sequence {
    CORO;
    uint8_t task, depth, from, to;
    /* locals */
    uint8_t at;
    bool held;
    int item, cancelling;
    coir_time until;
    struct coir_timeout timeout;
    struct coir_move_on_after move_on;
    struct coir_hold hold;
    struct coir_permit permit;
    struct coir_group group;
    struct coir_condition_wait condition;
    struct coir_barrier_wait barrier;
    struct coir_shield shield;
    struct coir_gather gather;
    struct coir_wait wait;
    struct coir_watch watch[2];
};

ASYNC_DECLARE(sequence);

struct runner {
    struct coir_task task;
    struct sequence frame, inner[DEPTH];
    bool cancelled; /* a request was accepted */
    unsigned finally_entered, finally_left;
};

struct callback {
    struct coir_handle handle;
    coir_time when;
    bool set;
};

struct world {
    struct program program;
    struct coir_virtual port;
    struct coir_loop loop;
    struct runner runner[TASKS];
    bool tracing;
    bool ending;        /* who waits for nothing any more was cancelled */
    unsigned allocated; /* pieces of memory of spawned tasks */
    const char *failure;
    unsigned done; /* operations that were begun */

    struct coir_queue queue[THINGS];
    int slots[THINGS][3];
    struct coir_channel channel;
    struct coir_sender sender;
    struct coir_receiver receiver;
    int channel_slots[2];
    uint8_t items[ITEMS]; /* 1: put, 2: got */
    unsigned items_made;

    struct coir_lock lock[THINGS];
    uint8_t holder[THINGS];
    struct coir_condition condition;
    struct coir_semaphore semaphore[THINGS];
    unsigned permits_out[THINGS];

    struct coir_event event;
    struct coir_barrier barrier;
    struct coir_future future[THINGS];
    struct callback callback[32];
    unsigned callbacks;
    bool calling; /* a callback is being set: it may not run now */
};

extern struct world world;

void fail(const char *what);

/* Run the program of a seed to its end, in the order that it shuffles. Returns what went wrong, or
 * NULL. */
const char *world_run(uint32_t seed, bool tracing);

#endif
