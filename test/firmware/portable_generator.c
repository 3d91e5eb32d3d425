/* portable_generator.c - step, send to, throw into and close generators, on any machine.
 *
 * Every suspension stands in a loop, since that is what SDCC gets wrong without help.
 * Boards: all but attiny85
 * With: machine_board.c
 * SPDX-License-Identifier: MIT
 */
#include "coir/cleanup.h"
#include "portable.h"

struct counter {
    GENERATOR_FRAME;
    int from, to;
    int value;
};

GENERATOR(counter) {
    for (; self->from < self->to; self->from++)
        YIELD(self->from);
}
GENERATOR_END

/* Loops in a loop, with a way out of the middle. */
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
            if (self->i == 2 && self->j == 1) {
                self->j++;
                continue;
            }
            YIELD(10 * self->i + self->j);
            self->j++;
        }
    }
    RAISE(COIR_VALUE);
}
GENERATOR_END

/* Adds up what is sent, until it is closed or gets an error that it knows. */
struct adder {
    GENERATOR_FRAME;
    int sent;
    int value;
    int result;
};

GENERATOR(adder) {
    TRY {
        do {
            YIELD(self->result);
            self->result += self->sent;
        } while (self->result < 1000);
        RETURN(1);
    }
    CATCH(COIR_TIMEOUT) {
        YIELD(-1);
    }
    FINALLY {
        text("adder cleans up\n");
    }
    TRY_END
    RETURN(2);
}
GENERATOR_END

static struct counter c;
static struct pairs p;
static struct adder a;

static void iterate(void) {
    FOR_EACH(c, counter, .from = 3, .to = 6)
        line("counter", c.value);
    line("outcome", OUTCOME(c));
    FOR_EACH(p, pairs, .n = 4)
        line("pairs", p.value);
    line("outcome", OUTCOME(p));
    line("again", NEXT(p, pairs));
}

static void talk(void) {
    int i;
    PREPARE(a, adder);
    line("too early", SEND(a, adder, 5));
    line("next", NEXT(a, adder));
    for (i = 1; i <= 300; i += 99) {
        line("send", SEND(a, adder, i));
        line("sum", a.value);
    }
    line("throw", THROW(a, adder, COIR_TIMEOUT));
    line("value", a.value);
    line("next", NEXT(a, adder));
    line("result", a.result);
}

static void stop(void) {
    PREPARE(a, adder);
    line("next", NEXT(a, adder));
    line("close", CLOSE(a, adder));
    line("close", CLOSE(a, adder));
    PREPARE(a, adder);
    line("next", NEXT(a, adder));
    line("throw", THROW(a, adder, COIR_EOF));
    line("ended", ENDED(a));
}

void program(void) {
    iterate();
    talk();
    stop();
}
