/* portable_coroutine.c - await coroutines within coroutines, resumed by hand, on any machine.
 *
 * Boards: all but attiny85
 * With: machine_board.c
 * SPDX-License-Identifier: MIT
 */
#include "coir/cleanup.h"
#include "coir/coroutine.h"
#include "portable.h"

/* A leaf that waits until it is resumed; and one that need not wait. */
static int wait_for_it(void) {
    return COIR_PENDING;
}
static int at_once(int value) {
    return value;
}

struct leaf {
    CORO;
    int times;
    int i, n;
    int result;
};

ASYNC(leaf) {
    for (self->i = 0; self->i < self->times; self->i++) {
        AWAIT_INTO(self->n, wait_for_it());
        self->result += self->n;
        AWAIT_INTO(self->n, at_once(1000));
        self->result += self->n;
    }
}
ASYNC_END

struct branch {
    CORO;
    int i;
    int result;
    struct leaf leaf;
};

ASYNC(branch) {
    for (self->i = 1; self->i <= 2; self->i++) {
        AWAIT(self->leaf, leaf, .times = self->i);
        self->result += self->leaf.result;
        line("leaf", self->leaf.result);
    }
}
ASYNC_END

struct root {
    CORO;
    int result;
    struct branch branch;
};

ASYNC(root) {
    TRY {
        AWAIT(self->branch, branch);
        self->result = self->branch.result;
        AWAIT(self->branch, branch);
    }
    CATCH(COIR_CANCELLED) {
        text("cancelled\n");
        AWAIT(wait_for_it());
        RAISE(CAUGHT);
    }
    FINALLY {
        AWAIT(wait_for_it());
        text("clean\n");
    }
    TRY_END
}
ASYNC_END

static struct root r;

void program(void) {
    struct coir_frame *frame;
    int steps = 0;
    PREPARE(r, root);
    frame = coir_resume(COIR_CALL(r, root), 0);
    while (frame && ++steps < 20) {
        line("innermost is the leaf", frame == &r.branch.leaf.coir_);
        frame = coir_resume(frame, steps == 5 ? (int)COIR_CANCELLED : steps);
    }
    line("steps", steps);
    line("ended", ENDED(r));
    line("outcome", OUTCOME(r));
    line("result", r.result);
}
