/* 172_agen_aclose_awaits.c - closing may await; twice, or before the start, it does nothing. */
#include "trace.h"

struct g {
    CORO;
    int value;
};

ASYNC(g) {
    TRY {
        YIELD(1);
        YIELD(2);
    }
    FINALLY {
        at(), printf("finally\n");
        AWAIT(coir_sleep(COIR_S(2)));
        at(), printf("finally done\n");
    }
    TRY_END
}
ASYNC_END

struct other {
    CORO;
};

ASYNC(other) {
    AWAIT(coir_sleep(COIR_S(1)));
    at(), printf("other\n");
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(other) other;
    struct g i, unstarted;
};

ASYNC(scenario) {
    START(coir_running_loop(), self->other, other);
    PREPARE(self->i, g);
    ASYNC_NEXT(self->i, g);
    printf("%d\n", self->i.value);
    ASYNC_CLOSE(self->i, g);
    at(), printf("closed\n");
    ASYNC_CLOSE(self->i, g);
    at(), printf("closed again\n");
    ASYNC_NEXT(self->i, g);
    printf("%s\n", ENDED(self->i) ? "end" : "more");
    PREPARE(self->unstarted, g);
    ASYNC_CLOSE(self->unstarted, g);
    at(), printf("unstarted closed\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
