/* 320_wait_for_turns.c - what wait_for costs, counted in turns. */
#include "trace.h"

struct w {
    CORO;
    int n;
    struct ticks ticks;
    int result;
};

ASYNC(w) {
    AWAIT(self->ticks, ticks, .n = self->n);
    RETURN(self->n);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(ticker) ticker;
    struct w call;
    COIR_TASK(w) t;
    struct coir_wait_for wait;
    int start, i;
};

static void tell(const char *what, int result, int start) {
    printf("%s %d %d\n", what, result, turns - start);
}

ASYNC(scenario) {
    START(coir_running_loop(), self->ticker, ticker);
    AWAIT(coir_sleep(0));
    for (self->i = 0; self->i <= 3; self->i += self->i + 1) {
        self->start = turns;
        PREPARE(self->call, w, .n = self->i);
        AWAIT(self->wait, coir_wait_for, .call = COIR_CALL(self->call, w), .delay = COIR_S(9));
        tell("coroutine", self->call.result, self->start);
        self->start = turns;
        START(coir_running_loop(), self->t, w, .n = self->i);
        AWAIT(self->wait, coir_wait_for, .task = &self->t.task, .delay = COIR_S(9));
        tell("task", self->t.frame.result, self->start);
    }
    START(coir_running_loop(), self->t, w, .n = 0);
    AWAIT(coir_join(&self->t.task));
    self->start = turns;
    AWAIT(self->wait, coir_wait_for, .task = &self->t.task, .delay = COIR_S(9));
    tell("done task", self->t.frame.result, self->start);
    self->start = turns;
    AWAIT(self->wait, coir_wait_for, .task = &self->t.task, .delay = 0);
    tell("done task, no time", self->t.frame.result, self->start);
    START(coir_running_loop(), self->t, w, .n = 50);
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    self->start = turns;
    TRY {
        AWAIT(self->wait, coir_wait_for, .task = &self->t.task, .delay = 0);
    }
    CATCH(COIR_TIMEOUT) {
        printf("no time %d %s\n", turns - self->start, out(&self->t.task));
    }
    TRY_END
    START(coir_running_loop(), self->t, w, .n = 50);
    self->start = turns;
    TRY {
        AWAIT(self->wait, coir_wait_for, .task = &self->t.task, .delay = -1);
    }
    CATCH(COIR_TIMEOUT) {
        printf("not started, no time %d %s\n", turns - self->start, out(&self->t.task));
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
