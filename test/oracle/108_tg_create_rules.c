/* 108_tg_create_rules.c - a group takes tasks while it runs or waits, not before, after, or failing. */
#include "trace.h"

#define BAD COIR_USER(1)

static struct coir_group tg;

static void x(int error) {
    printf("%s", error == BAD ? "ValueError(b)" : word(error));
}

struct noop {
    CORO;
    int n;
};

ASYNC(noop) {
    printf("ran %d\n", self->n);
}
ASYNC_END

static void attempt(int n) {
    static COIR_TASK(noop) task[5];
    int error = START(&tg, task[n], noop, .n = n);
    printf("%s %d\n", error == COIR_RUNTIME ? "RuntimeError" : "accepted", n);
}

struct late {
    CORO;
};

ASYNC(late) {
    AWAIT(coir_sleep(COIR_S(1)));
    attempt(2);
}
ASYNC_END

struct bad {
    CORO;
};

ASYNC(bad) {
    AWAIT(coir_sleep(COIR_S(2)));
    RAISE(BAD);
}
ASYNC_END

struct cleanup_spawner {
    CORO;
};

ASYNC(cleanup_spawner) {
    TRY {
        AWAIT(coir_sleep(COIR_S(50)));
    }
    FINALLY {
        attempt(3);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(late) late;
    COIR_TASK(bad) bad;
    COIR_TASK(cleanup_spawner) spawner;
};

ASYNC(scenario) {
    attempt(1);
    TRY {
        ASYNC_WITH(tg, coir_group) {
            START(&tg, self->late, late);
            START(&tg, self->bad, bad);
            START(&tg, self->spawner, cleanup_spawner);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_GROUP) {
        at(), group(x), printf("\n");
    }
    TRY_END
    attempt(4);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
