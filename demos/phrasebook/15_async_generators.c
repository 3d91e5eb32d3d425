/* 15_async_generators.c - PEP 525 in C: async for, asend, athrow, aclose. */
#include <ctype.h>
#include <stdio.h>

#include "coir/coir.h"

/* >>> agen */
struct ticker {
    CORO;
    int n;
    int value;
};

ASYNC(ticker) {
    TRY {
        while (self->n > 0) {
            AWAIT(coir_sleep(COIR_S(1)));
            YIELD(self->n);
            self->n--;
        }
    }
    FINALLY {
        printf("ticker ends\n");
    }
    TRY_END
}
ASYNC_END

struct loops {
    CORO;
    struct ticker ticker;
};

ASYNC(loops) {
    ASYNC_FOR(self->ticker, ticker, .n = 2) {
        printf("%d\n", self->ticker.value);
    }
    ASYNC_FOR_END
}
ASYNC_END

/* <<< */

struct leaves {
    CORO;
    struct ticker ticker;
};

ASYNC(leaves) {
    /* >>> aclosing: there is nothing to write. */
    ASYNC_FOR(self->ticker, ticker, .n = 5) {
        printf("%d\n", self->ticker.value);
        break;
    }
    ASYNC_FOR_END
    printf("closed\n");
    /* <<< */
}
ASYNC_END

struct goes_on_later {
    CORO;
    struct ticker ticker;
};

ASYNC(goes_on_later) {
    /* >>> agen-open: now closing is up to you: ASYNC_CLOSE, or COIR_CLOSE_AT_END. */
    PREPARE(self->ticker, ticker, .n = 3);
    ASYNC_FOR_OPEN(self->ticker, ticker) {
        printf("%d\n", self->ticker.value);
        break;
    }
    ASYNC_FOR_END
    printf("a pause\n");
    ASYNC_FOR_OPEN(self->ticker, ticker) {
        printf("%d\n", self->ticker.value);
    }
    ASYNC_FOR_END
    /* <<< */
}
ASYNC_END

struct steps {
    CORO;
    struct ticker ticker;
};

ASYNC(steps) {
    /* >>> anext */
    PREPARE(self->ticker, ticker, .n = 2);
    ASYNC_NEXT(self->ticker, ticker);
    printf("%d\n", self->ticker.value);
    ASYNC_CLOSE(self->ticker, ticker);
    ASYNC_NEXT(self->ticker, ticker);
    if (ENDED(self->ticker))
        printf("end\n");
    /* <<< */
}
ASYNC_END

/* >>> asend */
struct echo {
    CORO;
    char word, upper[2];
    const char *value;
    char sent;
};

ASYNC(echo) {
    self->value = "ready";
    for (;;) {
        TRY {
            YIELD(self->value);
            self->word = self->sent;
            AWAIT(coir_sleep(COIR_S(1)));
            self->upper[0] = (char)toupper(self->word);
            self->value = self->upper;
        }
        CATCH(COIR_VALUE) {
            self->value = "caught";
        }
        TRY_END
    }
}
ASYNC_END

struct talks {
    CORO;
    struct echo echo;
};

ASYNC(talks) {
    PREPARE(self->echo, echo);
    ASYNC_NEXT(self->echo, echo);
    printf("%s\n", self->echo.value);
    ASYNC_SEND(self->echo, echo, 'a');
    printf("%s\n", self->echo.value);
    ASYNC_THROW(self->echo, echo, COIR_VALUE);
    printf("%s\n", self->echo.value);
    ASYNC_CLOSE(self->echo, echo);
}
ASYNC_END

/* <<< */

/* >>> comprehension: take, zip and merge are there too: itertools.h. */
static bool is_even(const void *n, void *nothing) {
    (void)nothing;
    return *(const int *)n % 2 == 0;
}

static int square(const void *n, void *into, void *nothing) {
    (void)nothing;
    *(int *)into = *(const int *)n * *(const int *)n;
    return 0;
}

struct chains {
    CORO;
    struct ticker ticker;
    struct coir_filter even;
    struct coir_map squares;
    int squared, list[4], count;
};

ASYNC(chains) {
    PREPARE(self->ticker, ticker, .n = 4);
    PREPARE(self->even, coir_filter, .source = COIR_SOURCE(self->ticker, ticker),
            .predicate = is_even);
    ASYNC_FOR(self->squares, coir_map, .source = COIR_SOURCE(self->even, coir_filter),
              .function = square, .into = &self->squared) {
        self->list[self->count++] = self->squared;
    }
    ASYNC_FOR_END
    printf("[%d, %d]\n", self->list[0], self->list[1]);
}
ASYNC_END

/* <<< */

struct numbers_them {
    CORO;
    struct ticker ticker;
    /* >>> enumerate */
    struct coir_enumerate each;
    /* <<< */
};

ASYNC(numbers_them) {
    /* >>> enumerate */
    PREPARE(self->ticker, ticker, .n = 2);
    ASYNC_FOR(self->each, coir_enumerate, .source = COIR_SOURCE(self->ticker, ticker)) {
        printf("%d %d\n", (int)self->each.numbered.index, COIR_NUMBERED(self->each, int));
    }
    ASYNC_FOR_END
    /* <<< */
}
ASYNC_END

int main(void) {
    return COIR_RUN(loops) || COIR_RUN(leaves) || COIR_RUN(goes_on_later) || COIR_RUN(steps) ||
           COIR_RUN(talks) || COIR_RUN(chains) || COIR_RUN(numbers_them);
}
