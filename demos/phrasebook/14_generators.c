/* 14_generators.c - PEP 255, 342 and 380 in C. */
#include <stdio.h>

#include "coir/delegate.h"

/* >>> generator */
struct countdown {
    GENERATOR_FRAME;
    int n;
    int value;
};

GENERATOR(countdown) {
    while (self->n > 0) {
        YIELD(self->n);
        self->n--;
    }
}
GENERATOR_END

static void counts(void) {
    struct countdown c;
    FOR_EACH(c, countdown, .n = 3)
        printf("%d\n", c.value);
}

/* <<< */

static void steps(void) {
    /* >>> next */
    struct countdown c;
    PREPARE(c, countdown, .n = 2);
    if (NEXT(c, countdown) > 0)
        printf("%d\n", c.value);
    if (NEXT(c, countdown) > 0)
        printf("%d\n", c.value);
    if (NEXT(c, countdown) == 0)
        printf("end\n");
    /* <<< */
}

/* >>> send: what is sent is of the type of the member `sent`: any. */
struct average {
    GENERATOR_FRAME;
    int total, count;
    int value, sent, result;
};

GENERATOR(average) {
    for (;;) {
        YIELD(self->count);
        if (self->sent < 0)
            RETURN(self->total / self->count);
        self->total += self->sent;
        self->count++;
    }
}
GENERATOR_END

static void sends(void) {
    struct average a;
    PREPARE(a, average);
    NEXT(a, average);
    SEND(a, average, 10);
    if (SEND(a, average, 20) > 0)
        printf("%d numbers\n", a.value);
    if (SEND(a, average, -1) == 0)
        printf("average %d\n", a.result);
}

/* <<< */

/* >>> throw */
struct careful {
    GENERATOR_FRAME;
    const char *value;
};

GENERATOR(careful) {
    TRY {
        for (;;) {
            TRY {
                YIELD("working");
            }
            CATCH(COIR_VALUE) {
                printf("caught\n");
            }
            TRY_END
        }
    }
    FINALLY {
        printf("closed\n");
    }
    TRY_END
}
GENERATOR_END

static void throws(void) {
    struct careful c;
    PREPARE(c, careful);
    NEXT(c, careful);
    if (THROW(c, careful, COIR_VALUE) > 0)
        printf("%s\n", c.value);
    CLOSE(c, careful);
    CLOSE(c, careful);
}

/* <<< */

/* >>> yield-from */
struct inner {
    DELEGATING_FRAME(int, int);
    const char *result;
};

GENERATOR(inner) {
    YIELD(1);
    YIELD(2);
    RETURN("two values");
}
GENERATOR_END

struct outer {
    DELEGATING_FRAME(int, int);
    struct inner inner;
};

GENERATOR(outer) {
    YIELD_FROM(self->inner, inner);
    printf("%s\n", self->inner.result);
    YIELD(3);
}
GENERATOR_END

static void delegates(void) {
    struct outer o;
    FOR_EACH(o, outer)
        printf("%d\n", o.value);
}

/* <<< */

/* >>> ends */
static void leaves(void) {
    struct countdown c;
    FOR_EACH(c, countdown, .n = 9) {
        if (c.value == 8)
            break;
    }
    if (NEXT(c, countdown) > 0)
        printf("%d\n", c.value);
    CLOSE(c, countdown);
    if (NEXT(c, countdown) == 0)
        printf("end\n");
}

/* <<< */

static void misuses(void) {
    /* >>> unstarted */
    struct average a;
    PREPARE(a, average);
    if (SEND(a, average, 1) == COIR_TYPE)
        printf("no yield waits for it\n");
    /* <<< */
}

int main(void) {
    counts();
    steps();
    sends();
    throws();
    delegates();
    leaves();
    misuses();
    return 0;
}
