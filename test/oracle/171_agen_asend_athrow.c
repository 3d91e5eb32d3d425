/* 171_agen_asend_athrow.c - send and throw of async generators. */
#include "trace.h"

#define VALUE COIR_USER(1)
#define LATE COIR_USER(2)

struct g {
    CORO;
    int value;
    const char *sent;
};

ASYNC(g) {
    YIELD(1);
    printf("received %s\n", self->sent);
    TRY {
        YIELD(2);
    }
    CATCH(VALUE) {
        printf("caught ValueError(t)\n");
        AWAIT(coir_sleep(COIR_S(1)));
        YIELD(3);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    struct g i;
};

ASYNC(scenario) {
    PREPARE(self->i, g);
    TRY {
        ASYNC_SEND(self->i, g, "4");
    }
    CATCH(COIR_TYPE) {
        printf("TypeError\n");
    }
    TRY_END
    PREPARE(self->i, g);
    ASYNC_NEXT(self->i, g);
    printf("%d\n", self->i.value);
    ASYNC_SEND(self->i, g, "v");
    printf("%d\n", self->i.value);
    ASYNC_THROW(self->i, g, VALUE);
    printf("%d\n", self->i.value);
    at(), printf("time moved\n");
    ASYNC_NEXT(self->i, g);
    if (ENDED(self->i))
        printf("end\n");
    TRY {
        ASYNC_THROW(self->i, g, LATE);
        printf("athrow after end returns none\n");
    }
    CATCH(COIR_ANY) {
        printf("athrow after end %s\n", word(CAUGHT));
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
