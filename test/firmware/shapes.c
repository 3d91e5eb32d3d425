/* shapes.c - suspend in every shape of loop, on any machine.
 *
 * What SDCC 4.2 miscompiles without the pragmas of config.h, each shape small and by itself, so that
 * the trace tells which ones.
 * Boards: all but attiny85
 * With: machine_board.c
 * SPDX-License-Identifier: MIT
 */
#include "coir/generator.h"
#include "portable.h"

struct frame {
    coir_line line;
    int n, i, j;
    uint8_t bytes[4];
};

static int for_loop(struct frame *self) {
    RESUMABLE(self->line) {
        for (self->i = 0; self->i < self->n; self->i++)
            SUSPEND(self->i);
    }
    RESUMABLE_END
    return -1;
}

static int while_loop(struct frame *self) {
    RESUMABLE(self->line) {
        while (self->i < self->n) {
            SUSPEND(self->i * self->n);
            self->i++;
        }
    }
    RESUMABLE_END
    return -1;
}

static int do_loop(struct frame *self) {
    RESUMABLE(self->line) {
        do {
            self->i += 2;
            SUSPEND(self->i);
        } while (self->i < self->n);
    }
    RESUMABLE_END
    return -1;
}

static int endless_loop(struct frame *self) {
    RESUMABLE(self->line) {
        for (;;) {
            if (self->i == self->n)
                break;
            SUSPEND(100 - self->i);
            self->i++;
        }
    }
    RESUMABLE_END
    return -1;
}

static int loop_in_loop(struct frame *self) {
    RESUMABLE(self->line) {
        for (self->i = 0; self->i < self->n; self->i++)
            for (self->j = 0; self->j <= self->i; self->j++)
                SUSPEND(10 * self->i + self->j);
    }
    RESUMABLE_END
    return -1;
}

static int way_out_of_loop_in_loop(struct frame *self) {
    RESUMABLE(self->line) {
        for (self->i = 0; self->i < self->n; self->i++) {
            self->j = 0;
            while (1) {
                if (self->j > self->i)
                    break;
                if (self->i == 2 && self->j == 1) {
                    self->j++;
                    continue;
                }
                SUSPEND(10 * self->i + self->j);
                self->j++;
            }
        }
    }
    RESUMABLE_END
    return -1;
}

static int two_in_a_loop(struct frame *self) {
    RESUMABLE(self->line) {
        while (self->i < self->n) {
            SUSPEND(10 * self->i);
            if (self->i == 1) {
                self->i++;
                continue;
            }
            SUSPEND(10 * self->i + 1);
            self->i++;
        }
    }
    RESUMABLE_END
    return -1;
}

static int array_in_a_loop(struct frame *self) {
    RESUMABLE(self->line) {
        for (self->i = 0; self->i < self->n; self->i++) {
            self->bytes[self->i] = (uint8_t)(3 * self->i);
            SUSPEND(self->bytes[self->i]);
            self->bytes[self->i]++;
            SUSPEND(self->bytes[self->i]);
        }
    }
    RESUMABLE_END
    return -1;
}

static int pointer_in_a_loop(struct frame *self, const struct frame *other) {
    RESUMABLE(self->line) {
        for (self->i = 0; self->i < other->n; self->i++) {
            SUSPEND(other->n * 10 + self->i);
            self->j += other->n;
            SUSPEND(self->j);
        }
    }
    RESUMABLE_END
    return -1;
}

/* The same two loops with what a YIELD adds: a second way out, for errors. */
struct pairs {
    GENERATOR_FRAME;
    int n, i, j;
    int value;
};

GENERATOR(pairs) {
    for (self->i = 0; self->i < self->n; self->i++) {
        self->j = 0;
        while (1) {
            if (self->j > self->i)
                break;
            YIELD(10 * self->i + self->j);
            self->j++;
        }
    }
}
GENERATOR_END

static struct frame f, other;
static struct pairs p;

/* At most 20 steps: a shape that goes wrong may never end. */
#define SHAPE(name, call)                                                                          \
    do {                                                                                           \
        uint8_t steps = 0;                                                                         \
        int value;                                                                                 \
        memset(&f, 0, sizeof f);                                                                   \
        f.n = 4;                                                                                   \
        do {                                                                                       \
            value = (call);                                                                        \
            line(name, value);                                                                     \
        } while (value >= 0 && ++steps < 20);                                                      \
    } while (0)

void program(void) {
    other.n = 3;
    SHAPE("for", for_loop(&f));
    SHAPE("while", while_loop(&f));
    SHAPE("do", do_loop(&f));
    SHAPE("endless", endless_loop(&f));
    SHAPE("nested", loop_in_loop(&f));
    SHAPE("way out", way_out_of_loop_in_loop(&f));
    PREPARE(p, pairs, .n = 4);
    SHAPE("generator", NEXT(p, pairs) > 0 ? p.value : -1);
    SHAPE("two", two_in_a_loop(&f));
    SHAPE("array", array_in_a_loop(&f));
    SHAPE("pointer", pointer_in_a_loop(&f, &other));
}
