/* 304_tg_fail_and_cancel_same_tick.c - a failing task and a request from outside, in one turn. */
#include "trace.h"

#define BAD COIR_USER(1)

static void x(int error) {
    printf("%s", error == BAD ? "ValueError(bad)" : word(error));
}

struct bad {
    CORO;
};

ASYNC(bad) {
    AWAIT(coir_sleep(COIR_S(2)));
    RAISE(BAD);
}
ASYNC_END

struct p {
    CORO;
    bool body;
    struct coir_group group;
    COIR_TASK(bad) bad;
};

static int count(void) {
    return coir_cancelling(coir_current());
}

ASYNC(p) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->bad, bad);
            if (self->body)
                AWAIT(coir_sleep(COIR_S(50)));
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_GROUP) {
        group(x), printf(" count %d\n", count());
    }
    CATCH(COIR_CANCELLED) {
        printf("Cancelled count %d\n", count());
    }
    TRY_END
    TRY {
        AWAIT(coir_sleep(COIR_S(1)));
        printf("went on\n");
    }
    CATCH(COIR_CANCELLED) {
        printf("cancelled at next await, count %d\n", count());
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

static int cancel(void *task) {
    coir_cancel((struct coir_task *)task);
    return 0;
}

struct scenario {
    CORO;
    COIR_TASK(p) t;
    struct coir_handle later;
    struct wait_for_end wait;
    int body, cancel_first;
};

static void cancel_in_two_seconds(struct scenario *self) {
    coir_call_later(coir_running_loop(), &self->later, COIR_S(2), cancel, &self->t.task);
}

ASYNC(scenario) {
    for (self->body = 1; self->body >= 0; self->body--)
        for (self->cancel_first = 1; self->cancel_first >= 0; self->cancel_first--) {
            START(coir_running_loop(), self->t, p, .body = self->body);
            if (self->cancel_first)
                cancel_in_two_seconds(self);
            AWAIT(coir_sleep(0));
            AWAIT(coir_sleep(0));
            if (!self->cancel_first)
                cancel_in_two_seconds(self);
            AWAIT(self->wait, wait_for_end, .task = &self->t.task);
            printf("%s %s %s\n", self->body ? "body" : "end",
                   self->cancel_first ? "cancel first" : "cancel last", out(&self->t.task));
        }
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
