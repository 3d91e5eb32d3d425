/* core_stack.c - a resume takes one frame of the stack however deep the awaits are; the first descent one a level.
 *
 * A task awaits itself 1 to 10 levels deep, with the stack painted. What the innermost takes when it is
 * resumed must be the same to the byte, and so what one end after another takes on the way out. Only on the way
 * in each level adds as much as the one before, which is a number of this compiler and these switches.
 *
 * Boards: mps2-an385 microbit atmega328p riscv
 * Parts: stack
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#define LEVELS 10

struct level {
    CORO;
    int below;
};

static struct coir_loop loop;
static struct level frames[LEVELS];
static COIR_TASK(level) task;
static int ends;

ASYNC(level) {
    if (self->below) {
        AWAIT(frames[self->below - 1], level, .below = self->below - 1);
    } else {
        AWAIT(coir_sleep(0));
        AWAIT(coir_sleep(0));
    }
    ends++;
}
ASYNC_END

/* One turn of the loop. */
static unsigned depth_of_turn(void) {
    board_paint_stack();
    coir_poll(&loop);
    return board_stack_depth();
}

static unsigned descent[LEVELS], resume[LEVELS], end[LEVELS];

static void measure(int below) {
    START(&loop, task, level, .below = below);
    descent[below] = depth_of_turn();
    resume[below] = depth_of_turn();
    end[below] = depth_of_turn();
}

/* How many differ from the first one. */
static int others(const unsigned *depth) {
    int count = 0;
    for (int level = 1; level < LEVELS; level++)
        count += depth[level] != depth[0];
    return count;
}

static unsigned added(int below) {
    return descent[below] - descent[below - 1];
}

/* How many add something else than the deepest. The first two may hide behind what the loop itself takes. */
static int other_steps(void) {
    int count = 0;
    for (int below = 3; below < LEVELS; below++)
        count += added(below) != added(LEVELS - 1);
    return count;
}

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    for (int below = 0; below < LEVELS; below++)
        measure(below);
    print_line("ends ", ends);
    print_line("resumed deeper, another depth of stack ", others(resume));
    print_line("ended deeper, another depth of stack ", others(end));
    print_line("levels that descend by more or less ", other_steps());
    print_line("bytes a level, on the first way in ", (long)added(LEVELS - 1));
    return board_end(0);
}
