/* program.h - a random program: what each task does, as a list of operations.
 *
 * The same seed makes the same program. A block operation is followed by the operations inside, up to
 * its end. SPDX-License-Identifier: MIT
 */
#ifndef MODEL_PROGRAM_H
#define MODEL_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

enum { TASKS = 20, OPERATIONS = 28, DEPTH = 4, THINGS = 2 };

/* The first BLOCKS are blocks. */
enum kind {
    DO_FINALLY,
    DO_CATCH, /* everything but cancellation; b: that too */
    DO_TIMEOUT,
    DO_MOVE_ON,
    DO_HOLD,
    DO_PERMIT,
    DO_GROUP,
    BLOCKS,
    DO_SLEEP = BLOCKS,
    DO_PUT,
    DO_GET,
    DO_PUT_NOWAIT,
    DO_GET_NOWAIT,
    DO_SEND,
    DO_RECEIVE,
    DO_ACQUIRE_NOWAIT,
    DO_EVENT_WAIT,
    DO_EVENT_SET,
    DO_EVENT_CLEAR,
    DO_NOTIFY,
    DO_CONDITION,
    DO_BARRIER,
    DO_FUTURE_WAIT,
    DO_FUTURE_SET,
    DO_JOIN,
    DO_SHIELD,
    DO_GATHER,
    DO_WAIT,
    DO_CANCEL,
    DO_RAISE,
    DO_CALL_SOON,
    DO_CALL_LATER,
    KINDS
};

struct operation {
    uint8_t kind, a, b, end;
};

struct program {
    uint32_t seed;
    unsigned tasks; /* started at the beginning; the others by groups */
    bool swallows;  /* somebody may catch a cancellation */
    bool catches;   /* ... or an error */
    bool calm;      /* nobody cancels anybody, but blocks their own task */
    unsigned kinds; /* how many different ones it has, besides sleeping */
    struct operation operation[TASKS][OPERATIONS];
    uint8_t count[TASKS];
};

/* Make the program of a seed. */
void program_make(struct program *program, uint32_t seed);

/* Print it, one task a line. */
void program_print(const struct program *program);

/* A random number below n; the state is not 0. */
static inline unsigned below(uint32_t *state, unsigned n) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return (*state >> 8) % n;
}

#endif
