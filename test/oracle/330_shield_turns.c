/* 330_shield_turns.c - what a shield costs in turns, and cancellations around the end of its task. */
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

typedef COIR_TASK(w) w_task;

static const char *outcome(const w_task *i) {
    static char text[20];
    if (!coir_done(&i->task) || coir_cancelled(&i->task))
        return out(&i->task);
    snprintf(text, sizeof text, "returned %d", i->frame.result);
    return text;
}

struct behind {
    CORO;
    const char *name;
    w_task *i;
    struct coir_shield shield;
};

ASYNC(behind) {
    TRY {
        AWAIT(self->shield, coir_shield, .task = &self->i->task);
        printf("shield %s %d\n", self->name, self->i->frame.result);
    }
    CATCH(COIR_CANCELLED) {
        printf("shield %s Cancelled, inner %s count %d\n", self->name, outcome(self->i),
               coir_cancelling(coir_current()));
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(ticker) ticker;
    w_task i;
    COIR_TASK(behind) o, p;
    struct coir_shield shield;
    struct ticks ticks;
    struct wait_for_end wait;
    int start, k;
};

ASYNC(scenario) {
    static const char *const names[] = {"0", "1", "2", "3", "4"};
    START(coir_running_loop(), self->ticker, ticker);
    AWAIT(coir_sleep(0));
    for (self->k = 0; self->k <= 2; self->k += 2) {
        START(coir_running_loop(), self->i, w, .n = self->k);
        self->start = turns;
        AWAIT(self->shield, coir_shield, .task = &self->i.task);
        printf("shield %d\n", turns - self->start);
        self->start = turns;
        AWAIT(self->shield, coir_shield, .task = &self->i.task);
        printf("done %d\n", turns - self->start);
    }
    for (self->k = 0; self->k < 5; self->k++) {
        START(coir_running_loop(), self->i, w, .n = 1);
        START(coir_running_loop(), self->o, behind, .name = names[self->k], .i = &self->i);
        AWAIT(self->ticks, ticks, .n = self->k);
        printf("cancel %s\n", yes(coir_cancel(&self->o.task)));
        AWAIT(self->wait, wait_for_end, .task = &self->o.task);
        printf("%d %s %s\n", self->k, out(&self->o.task), outcome(&self->i));
        AWAIT(self->wait, wait_for_end, .task = &self->i.task);
    }
    for (self->k = 1; self->k >= 0; self->k--) {
        START(coir_running_loop(), self->i, w, .n = 20);
        START(coir_running_loop(), self->o, behind, .name = "both", .i = &self->i);
        AWAIT(self->ticks, ticks, .n = 2);
        coir_cancel(self->k ? &self->i.task : &self->o.task);
        coir_cancel(self->k ? &self->o.task : &self->i.task);
        AWAIT(self->wait, wait_for_end, .task = &self->o.task);
        AWAIT(self->wait, wait_for_end, .task = &self->i.task);
        printf("%s %s\n", out(&self->o.task), out(&self->i.task));
    }
    START(coir_running_loop(), self->i, w, .n = 3);
    START(coir_running_loop(), self->o, behind, .name = "a", .i = &self->i);
    START(coir_running_loop(), self->p, behind, .name = "b", .i = &self->i);
    AWAIT(self->ticks, ticks, .n = 2);
    coir_cancel(&self->o.task);
    AWAIT(self->wait, wait_for_end, .task = &self->o.task);
    AWAIT(self->wait, wait_for_end, .task = &self->p.task);
    printf("%s %s %s\n", out(&self->o.task), out(&self->p.task), outcome(&self->i));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
