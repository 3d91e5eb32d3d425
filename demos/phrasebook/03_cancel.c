/* 03_cancel.c - ask tasks to stop: Task.cancel, CancelledError, uncancel. */
#include <stdio.h>

#include "coir/coir.h"

static const char *word(bool is) {
    return is ? "True" : "False";
}

/* >>> cancel: CATCH(COIR_CANCELLED) stands for the cancellation of either: the task, or the one that waits. */
struct works {
    CORO;
};

ASYNC(works) {
    TRY {
        AWAIT(coir_sleep(COIR_S(10)));
    }
    FINALLY {
        AWAIT(coir_sleep(COIR_S(1)));
        printf("cleaned up\n");
    }
    TRY_END
}
ASYNC_END

struct cancels {
    CORO;
    COIR_TASK(works) job;
};

ASYNC(cancels) {
    START(coir_running_loop(), self->job, works);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->job.task);
    TRY {
        AWAIT(coir_join(&self->job.task));
    }
    CATCH(COIR_CANCELLED) {
        printf("cancelled %s\n", word(coir_cancelled(&self->job.task)));
    }
    TRY_END
}
ASYNC_END

/* <<< */

/* >>> refuse */
struct refuses {
    CORO;
};

ASYNC(refuses) {
    TRY {
        AWAIT(coir_sleep(COIR_S(10)));
    }
    CATCH(COIR_CANCELLED) {
        printf("no\n");
    }
    TRY_END
}
ASYNC_END

struct is_refused {
    CORO;
    COIR_TASK(refuses) job;
};

ASYNC(is_refused) {
    START(coir_running_loop(), self->job, refuses);
    AWAIT(coir_sleep(0));
    coir_cancel(&self->job.task);
    AWAIT(coir_join(&self->job.task));
    printf("%s\n", word(coir_cancelled(&self->job.task)));
}
ASYNC_END

/* <<< */

/* >>> reason: a text that lives as long as somebody may ask. */
struct asks_why {
    CORO;
};

ASYNC(asks_why) {
    TRY {
        AWAIT(coir_sleep(COIR_S(10)));
    }
    CATCH(COIR_CANCELLED) {
        printf("%s\n", coir_reason(coir_current()));
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct says_why {
    CORO;
    COIR_TASK(asks_why) job[1];
    struct coir_watch watch[1];
    struct coir_wait wait;
};

ASYNC(says_why) {
    START(coir_running_loop(), self->job[0], asks_why);
    AWAIT(coir_sleep(0));
    coir_cancel_because(&self->job[0].task, "too slow");
    COIR_WATCH(self->watch, self->job);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 1);
}
ASYNC_END

/* <<< */

/* >>> uncancel */
struct counts {
    CORO;
};

ASYNC(counts) {
    TRY {
        AWAIT(coir_sleep(COIR_S(10)));
    }
    CATCH(COIR_CANCELLED) {
        int requests = coir_cancelling(coir_current());
        printf("%d %d\n", requests, coir_uncancel(coir_current()));
    }
    TRY_END
    AWAIT(coir_sleep(COIR_S(1)));
    printf("goes on\n");
}
ASYNC_END

/* <<< */

struct is_counted {
    CORO;
    COIR_TASK(counts) job;
};

ASYNC(is_counted) {
    START(coir_running_loop(), self->job, counts);
    AWAIT(coir_sleep(0));
    coir_cancel(&self->job.task);
    AWAIT(coir_join(&self->job.task));
}
ASYNC_END

struct too_early_and_too_late {
    CORO;
    COIR_TASK(works) job[1];
    struct coir_watch watch[1];
    struct coir_wait wait;
};

ASYNC(too_early_and_too_late) {
    /* >>> early: its FINALLY does not run either. */
    START(coir_running_loop(), self->job[0], works);
    coir_cancel(&self->job[0].task);
    COIR_WATCH(self->watch, self->job);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 1);
    printf("%s %s\n", word(coir_cancelled(&self->job[0].task)),
           word(coir_cancel(&self->job[0].task)));
    /* <<< */
}
ASYNC_END

/* >>> inward: the innermost gets the request, cleans up, and its outcome goes outwards. coir_shield keeps it away. */
struct waits {
    CORO;
    struct coir_task *inner;
};

ASYNC(waits) {
    AWAIT(coir_join(self->inner));
}
ASYNC_END

struct inward {
    CORO;
    COIR_TASK(works) inner;
    COIR_TASK(waits) outer[1];
    struct coir_watch watch[1];
    struct coir_wait wait;
};

ASYNC(inward) {
    START(coir_running_loop(), self->inner, works);
    START(coir_running_loop(), self->outer[0], waits, .inner = &self->inner.task);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->outer[0].task);
    COIR_WATCH(self->watch, self->outer);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 1);
    printf("%s %s\n", word(coir_cancelled(&self->inner.task)),
           word(coir_cancelled(&self->outer[0].task)));
}
ASYNC_END

/* <<< */

int main(void) {
    return COIR_RUN(cancels) || COIR_RUN(is_refused) || COIR_RUN(says_why) ||
           COIR_RUN(is_counted) || COIR_RUN(too_early_and_too_late) || COIR_RUN(inward);
}
