/* 07_timeouts.c - deadlines: asyncio.timeout, timeout_at, wait_for. */
#include <stdio.h>

#include "coir/coir.h"

static const char *word(bool is) {
    return is ? "True" : "False";
}

struct slow {
    CORO;
    int result;
};

ASYNC(slow) {
    AWAIT(coir_sleep(COIR_S(10)));
    RETURN(1);
}
ASYNC_END

struct block {
    CORO;
    struct slow slow;
    /* >>> timeout */
    struct coir_timeout limit;
    /* <<< */
};

ASYNC(block) {
    /* >>> timeout */
    TRY {
        ASYNC_WITH(self->limit, coir_timeout, .delay = COIR_S(2)) {
            AWAIT(self->slow, slow);
            printf("never\n");
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        printf("too late\n");
    }
    TRY_END
    /* <<< */
}
ASYNC_END

struct at_a_time {
    CORO;
    struct slow slow;
    struct coir_timeout limit;
};

ASYNC(at_a_time) {
    /* >>> timeout-at */
    TRY {
        ASYNC_WITH(self->limit, coir_timeout, .until = coir_now() + COIR_S(1), .absolute = true) {
            AWAIT(self->slow, slow);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        printf("too late\n");
    }
    TRY_END
    /* <<< */
}
ASYNC_END

struct moves {
    CORO;
    struct slow slow;
    struct coir_timeout limit;
};

ASYNC(moves) {
    /* >>> reschedule */
    ASYNC_WITH(self->limit, coir_timeout, .delay = COIR_S(1)) {
        coir_timeout_reschedule(&self->limit, coir_now() + COIR_S(60));
        AWAIT(self->slow, slow);
        printf("%d left\n", (int)((coir_timeout_when(&self->limit) - coir_now()) / COIR_S(1)));
    }
    ASYNC_WITH_END
    printf("%s\n", word(coir_timeout_expired(&self->limit)));
    /* <<< */
}
ASYNC_END

struct later {
    CORO;
    struct slow slow;
    struct coir_timeout limit;
};

ASYNC(later) {
    /* >>> timeout-none */
    TRY {
        ASYNC_WITH(self->limit, coir_timeout, .delay = COIR_FOREVER) {
            AWAIT(coir_sleep(COIR_S(5)));
            coir_timeout_reschedule(&self->limit, coir_now() + COIR_S(1));
            AWAIT(self->slow, slow);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        printf("%s\n", word(coir_timeout_expired(&self->limit)));
    }
    TRY_END
    /* <<< */
}
ASYNC_END

struct one_await {
    CORO;
    /* >>> wait-for: COIR_CALL makes a value of a coroutine that was prepared. */
    struct slow slow;
    struct coir_wait_for wait;
    /* <<< */
};

ASYNC(one_await) {
    /* >>> wait-for */
    TRY {
        PREPARE(self->slow, slow);
        AWAIT(self->wait, coir_wait_for, .call = COIR_CALL(self->slow, slow), .delay = COIR_S(3));
    }
    CATCH(COIR_TIMEOUT) {
        printf("not in time\n");
    }
    TRY_END
    PREPARE(self->slow, slow);
    AWAIT(self->wait, coir_wait_for, .call = COIR_CALL(self->slow, slow), .delay = COIR_S(60));
    printf("%d\n", self->slow.result);
    /* <<< */
}
ASYNC_END

struct a_task {
    CORO;
    COIR_TASK(slow) job;
    struct coir_wait_for wait;
};

ASYNC(a_task) {
    /* >>> wait-for-task: it has been cancelled, and has cleaned up, when the error is raised. */
    START(coir_running_loop(), self->job, slow);
    TRY {
        AWAIT(self->wait, coir_wait_for, .task = &self->job.task, .delay = COIR_S(3));
    }
    CATCH(COIR_TIMEOUT) {
        printf("not in time %s\n", word(coir_cancelled(&self->job.task)));
    }
    TRY_END
    /* <<< */
}
ASYNC_END

struct nested {
    CORO;
    struct slow slow;
    struct coir_timeout outer, inner;
};

ASYNC(nested) {
    /* >>> timeout-nested */
    TRY {
        ASYNC_WITH(self->outer, coir_timeout, .delay = COIR_S(1)) {
            TRY {
                ASYNC_WITH(self->inner, coir_timeout, .delay = COIR_S(5)) {
                    AWAIT(self->slow, slow);
                }
                ASYNC_WITH_END
            }
            CATCH(COIR_TIMEOUT) {
                printf("not this one\n");
            }
            TRY_END
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        printf("the outer one\n");
    }
    TRY_END
    /* <<< */
}
ASYNC_END

struct suppressed {
    CORO;
    struct slow slow;
    /* >>> move-on: trio has move_on_after, and so has Coir. */
    struct coir_move_on_after limit;
    /* <<< */
};

ASYNC(suppressed) {
    /* >>> move-on */
    ASYNC_WITH(self->limit, coir_move_on_after, .delay = COIR_S(1)) {
        AWAIT(self->slow, slow);
    }
    ASYNC_WITH_END
    printf("goes on\n");
    /* <<< */
}
ASYNC_END

int main(void) {
    return COIR_RUN(block) || COIR_RUN(at_a_time) || COIR_RUN(moves) || COIR_RUN(later) ||
           COIR_RUN(one_await) || COIR_RUN(a_task) || COIR_RUN(nested) || COIR_RUN(suppressed);
}
