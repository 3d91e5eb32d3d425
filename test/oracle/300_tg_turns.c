/* 300_tg_turns.c - when a group goes on after the end of its tasks, counted in turns. */
#include "trace.h"

#define VALUE_ERROR COIR_USER(0) /* minus its argument */

static void x(int error) {
    if (error == COIR_USER(10))
        printf("ValueError(body)");
    else
        printf("ValueError(%d)", VALUE_ERROR - error);
}

struct bad {
    CORO;
    int n;
    struct ticks ticks;
};

ASYNC(bad) {
    AWAIT(self->ticks, ticks, .n = self->n);
    RAISE(VALUE_ERROR - self->n);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(ticker) ticker;
    COIR_TASK(ticks) one, two;
    COIR_TASK(bad) bad;
    struct coir_group group;
    int start;
};

static void tell(const char *what, int start) {
    printf("%s %d\n", what, turns - start);
}

static void tell_errors(const char *what, int start) {
    printf("%s %d ", what, turns - start), group(x), printf("\n");
}

ASYNC(scenario) {
    START(coir_running_loop(), self->ticker, ticker);
    AWAIT(coir_sleep(0));
    self->start = turns;
    ASYNC_WITH(self->group, coir_group) {
    }
    ASYNC_WITH_END
    tell("empty", self->start);
    self->start = turns;
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->one, ticks, .n = 0);
    }
    ASYNC_WITH_END
    tell("ends at once", self->start);
    self->start = turns;
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->one, ticks, .n = 3);
        START(&self->group, self->two, ticks, .n = 1);
    }
    ASYNC_WITH_END
    tell("two", self->start);
    self->start = turns;
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->one, ticks, .n = 1);
        AWAIT(coir_join(&self->one.task));
    }
    ASYNC_WITH_END
    tell("awaited in the body", self->start);
    self->start = turns;
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->bad, bad, .n = 2);
            START(&self->group, self->one, ticks, .n = 9);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_GROUP) {
        tell_errors("failed", self->start);
    }
    TRY_END
    self->start = turns;
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->bad, bad, .n = 2);
            START(&self->group, self->one, ticks, .n = 9);
            AWAIT(coir_sleep(COIR_S(5)));
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_GROUP) {
        tell_errors("failed in the body", self->start);
    }
    TRY_END
    self->start = turns;
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->one, ticks, .n = 9);
            AWAIT(coir_sleep(0));
            RAISE(COIR_USER(10));
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_GROUP) {
        tell_errors("body failed", self->start);
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
