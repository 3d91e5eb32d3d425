/* 04_futures.c - outcomes that somebody else sets: asyncio.Future. */
#include <stdio.h>

#include "coir/coir.h"

static const char *word(bool is) {
    return is ? "True" : "False";
}

/* >>> future: a value is an int, 0 or more. Anything larger goes where both sides know. */
struct waits {
    CORO;
    struct coir_future *answer;
    int n;
};

ASYNC(waits) {
    AWAIT_INTO(self->n, coir_future_wait(self->answer));
    printf("got %d\n", self->n);
}
ASYNC_END

struct sets {
    CORO;
    struct coir_future answer;
    COIR_TASK(waits) job;
};

ASYNC(sets) {
    coir_future_init(&self->answer, coir_running_loop());
    START(coir_running_loop(), self->job, waits, .answer = &self->answer);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_future_set(&self->answer, 42);
    AWAIT(coir_join(&self->job.task));
}
ASYNC_END

/* <<< */

struct fails {
    CORO;
    /* >>> exception */
    struct coir_future answer;
    /* <<< */
};

ASYNC(fails) {
    /* >>> exception */
    coir_future_init(&self->answer, coir_running_loop());
    coir_future_set(&self->answer, COIR_REFUSED);
    TRY {
        AWAIT(coir_future_wait(&self->answer));
    }
    CATCH(COIR_REFUSED) {
        printf("refused\n");
    }
    TRY_END
    /* <<< */
}
ASYNC_END

struct asks {
    CORO;
    struct coir_future answer;
};

ASYNC(asks) {
    /* >>> state */
    coir_future_init(&self->answer, coir_running_loop());
    if (coir_future_outcome(&self->answer) == COIR_STATE)
        printf("not yet\n");
    coir_future_set(&self->answer, 1);
    if (coir_future_set(&self->answer, 2) == COIR_STATE)
        printf("has one\n");
    printf("%s %s %d\n", word(coir_future_done(&self->answer)),
           word(coir_future_cancelled(&self->answer)), coir_future_outcome(&self->answer));
    /* <<< */
}
ASYNC_END

struct cancels {
    CORO;
    struct coir_future answer;
    COIR_TASK(waits) job[1];
    struct coir_watch watch[1];
    struct coir_wait wait;
};

ASYNC(cancels) {
    /* >>> cancel: and the other way round: cancelling a task that waits for a future cancels the future. */
    coir_future_init(&self->answer, coir_running_loop());
    START(coir_running_loop(), self->job[0], waits, .answer = &self->answer);
    AWAIT(coir_sleep(0));
    printf("%s ", word(coir_future_cancel(&self->answer)));
    printf("%s\n", word(coir_future_cancelled(&self->answer)));
    COIR_WATCH(self->watch, self->job);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 1);
    printf("%s\n", word(coir_cancelled(&self->job[0].task)));
    /* <<< */
}
ASYNC_END

/* >>> callback: on the next turn of the loop, never at once. */
static int tell(void *answer) {
    printf("told %d\n", coir_future_outcome((struct coir_future *)answer));
    return 0;
}

struct with_callbacks {
    CORO;
    struct coir_future answer;
    struct coir_handle handle;
};

ASYNC(with_callbacks) {
    coir_future_init(&self->answer, coir_running_loop());
    coir_future_on_done(&self->answer, &self->handle, tell, &self->answer);
    coir_future_set(&self->answer, 7);
    printf("set\n");
    AWAIT(coir_sleep(0));
}
ASYNC_END

/* <<< */

/* >>> bridge: docs/leaves.md makes a leaf of it, which needs no future and can be cancelled. */
static struct coir_handle timer;

static int measured(void *value) {
    return coir_future_set((struct coir_future *)value, 21);
}

static void measure(struct coir_future *value) {
    coir_call_later(coir_running_loop(), &timer, COIR_MS(100), measured, value);
}

struct measures {
    CORO;
    struct coir_future value;
    int degrees;
};

ASYNC(measures) {
    coir_future_init(&self->value, coir_running_loop());
    measure(&self->value);
    AWAIT_INTO(self->degrees, coir_future_wait(&self->value));
    printf("%d degrees\n", self->degrees);
}
ASYNC_END

/* <<< */

int main(void) {
    return COIR_RUN(sets) || COIR_RUN(fails) || COIR_RUN(asks) || COIR_RUN(cancels) ||
           COIR_RUN(with_callbacks) || COIR_RUN(measures);
}
