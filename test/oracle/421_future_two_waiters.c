/* 421_future_two_waiters.c - cancelling one waiter cancels what it waits for, and so the others. */
#include "trace.h"

static struct coir_future f;

static const char *out_of_future(void) {
    return coir_future_cancelled(&f) ? "cancelled" : "pending";
}

struct w {
    CORO;
    int n;
};

ASYNC(w) {
    TRY {
        AWAIT(coir_future_wait(&f));
        at(), printf("got %d\n", self->n);
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("cancelled %d count %d future %s\n", self->n, coir_cancelling(coir_current()),
                     out_of_future());
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct inner {
    CORO;
};

ASYNC(inner) {
    AWAIT(coir_sleep(COIR_S(3)));
}
ASYNC_END

struct of {
    CORO;
    int n;
    struct coir_task *task;
    struct coir_shield shield;
};

ASYNC(of) {
    TRY {
        if (self->n == 2)
            AWAIT(self->shield, coir_shield, .task = self->task);
        else
            AWAIT(coir_join(self->task));
        at(), printf("got %d\n", self->n);
    }
    CATCH(COIR_CANCELLED) {
        at(), printf("cancelled %d count %d future %s\n", self->n, coir_cancelling(coir_current()),
                     out(self->task));
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

static int callback(void *unused) {
    (void)unused;
    printf("callback %s\n", out_of_future());
    return 0;
}

struct scenario {
    CORO;
    COIR_TASK(w) t[2];
    COIR_TASK(inner) inner;
    COIR_TASK(of) o[3];
    struct coir_watch two[2], three[3];
    struct coir_wait wait;
    struct coir_handle told;
};

ASYNC(scenario) {
    coir_future_init(&f, coir_running_loop());
    coir_future_on_done(&f, &self->told, callback, NULL);
    for (int i = 0; i < 2; i++)
        START(coir_running_loop(), self->t[i], w, .n = i + 1);
    AWAIT(coir_sleep(0));
    coir_cancel(&self->t[1].task);
    COIR_WATCH(self->two, self->t);
    AWAIT(self->wait, coir_wait, .watch = self->two, .count = 2);
    printf("[%s %s] %s\n", out(&self->t[0].task), out(&self->t[1].task), out_of_future());
    START(coir_running_loop(), self->inner, inner);
    for (int i = 0; i < 3; i++)
        START(coir_running_loop(), self->o[i], of, .n = i + 1, .task = &self->inner.task);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->o[1].task);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->o[0].task);
    COIR_WATCH(self->three, self->o);
    AWAIT(self->wait, coir_wait, .watch = self->three, .count = 3);
    printf("[%s %s %s] %s\n", out(&self->o[0].task), out(&self->o[1].task), out(&self->o[2].task),
           out(&self->inner.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
