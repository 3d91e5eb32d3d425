/* 02_generator.c - a user of rung 2, compiled for every machine by test/headers.py. Never run. */
#include "coir/generator.h"

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

static struct counter c;

int sum(void);

int sum(void) {
    int s = 0;
    FOR_EACH(c, counter, .from = 3, .to = 6)
        s += c.value;
    return s;
}
