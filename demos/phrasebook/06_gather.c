/* 06_gather.c - wait for several tasks: gather, wait, as_completed, shield. */
#include <stdio.h>

#include "coir/coir.h"

static const char *word(bool is) {
    return is ? "True" : "False";
}

struct fetch {
    CORO;
    int n;
    int result;
};

ASYNC(fetch) {
    AWAIT(coir_sleep(COIR_S(self->n)));
    if (self->n == 2)
        RAISE(COIR_REFUSED);
    RETURN(self->n * 10);
}
ASYNC_END

struct gathers {
    CORO;
    /* >>> gather */
    COIR_TASK(fetch) task[2];
    struct coir_watch watch[2];
    struct coir_gather gather;
    /* <<< */
};

ASYNC(gathers) {
    /* >>> gather */
    START(coir_running_loop(), self->task[0], fetch, .n = 3);
    START(coir_running_loop(), self->task[1], fetch, .n = 1);
    COIR_WATCH(self->watch, self->task);
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2);
    printf("[%d, %d]\n", self->task[0].frame.result, self->task[1].frame.result);
    /* <<< */
}
ASYNC_END

struct one_fails {
    CORO;
    COIR_TASK(fetch) task[3];
    struct coir_watch watch[3];
    struct coir_gather gather;
};

ASYNC(one_fails) {
    /* >>> gather-fails: in a group they would be stopped: take a group, unless you want this. */
    for (int i = 0; i < 3; i++)
        START(coir_running_loop(), self->task[i], fetch, .n = i + 1);
    COIR_WATCH(self->watch, self->task);
    TRY {
        AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 3);
    }
    CATCH(COIR_REFUSED) {
        printf("refused; the last is done: %s\n", word(coir_done(&self->task[2].task)));
    }
    TRY_END
    /* <<< */
    AWAIT(coir_join(&self->task[2].task));
}
ASYNC_END

struct keeps_errors {
    CORO;
    COIR_TASK(fetch) task[2];
    struct coir_watch watch[2];
    struct coir_gather gather;
};

ASYNC(keeps_errors) {
    /* >>> gather-errors */
    START(coir_running_loop(), self->task[0], fetch, .n = 1);
    START(coir_running_loop(), self->task[1], fetch, .n = 2);
    COIR_WATCH(self->watch, self->task);
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2, .return_errors = true);
    for (int i = 0; i < 2; i++)
        if (coir_outcome(&self->task[i].task) < 0)
            printf("error\n");
        else
            printf("%d\n", self->task[i].frame.result);
    /* <<< */
}
ASYNC_END

struct keeps_a_handle {
    CORO;
    /* >>> gather-handle: as a task of its own it is a handle. */
    COIR_TASK(fetch) task[2];
    struct coir_watch watch[2];
    COIR_TASK(coir_gather) both;
    /* <<< */
};

ASYNC(keeps_a_handle) {
    /* >>> gather-handle */
    START(coir_running_loop(), self->task[0], fetch, .n = 5);
    START(coir_running_loop(), self->task[1], fetch, .n = 6);
    COIR_WATCH(self->watch, self->task);
    START(coir_running_loop(), self->both, coir_gather, .watch = self->watch, .count = 2);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->both.task);
    TRY {
        AWAIT(coir_join(&self->both.task));
    }
    CATCH(COIR_CANCELLED) {
        printf("[%s, %s]\n", word(coir_cancelled(&self->task[0].task)),
               word(coir_cancelled(&self->task[1].task)));
    }
    TRY_END
    /* <<< */
}
ASYNC_END

struct waits {
    CORO;
    /* >>> wait */
    COIR_TASK(fetch) task[2];
    struct coir_watch watch[2];
    struct coir_wait wait;
    /* <<< */
};

ASYNC(waits) {
    /* >>> wait */
    START(coir_running_loop(), self->task[0], fetch, .n = 4);
    START(coir_running_loop(), self->task[1], fetch, .n = 1);
    COIR_WATCH(self->watch, self->task);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 2, .when = COIR_FIRST_COMPLETED);
    for (int i = 0; i < 2; i++)
        printf("%d %s\n", i, self->watch[i].done ? "done" : "pending");
    /* <<< */
    AWAIT(coir_join(&self->task[0].task));
}
ASYNC_END

struct waits_for_errors {
    CORO;
    COIR_TASK(fetch) task[3];
    struct coir_watch watch[3];
    struct coir_wait wait;
};

ASYNC(waits_for_errors) {
    /* >>> wait-errors: it raises none of them. */
    START(coir_running_loop(), self->task[0], fetch, .n = 4);
    START(coir_running_loop(), self->task[1], fetch, .n = 2);
    START(coir_running_loop(), self->task[2], fetch, .n = 1);
    COIR_WATCH(self->watch, self->task);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 3, .when = COIR_FIRST_EXCEPTION);
    printf("%u done\n", self->wait.done);
    /* <<< */
    coir_outcome(&self->task[1].task); /* seen, so that it is not reported */
    AWAIT(coir_join(&self->task[0].task));
}
ASYNC_END

struct waits_a_while {
    CORO;
    COIR_TASK(fetch) task[2];
    struct coir_watch watch[2];
    struct coir_wait wait;
};

ASYNC(waits_a_while) {
    /* >>> wait-timeout: whoever is not done keeps running: here it is stopped, and joined because its memory goes. */
    START(coir_running_loop(), self->task[0], fetch, .n = 1);
    START(coir_running_loop(), self->task[1], fetch, .n = 5);
    COIR_WATCH(self->watch, self->task);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 2, .timeout = COIR_S(3));
    printf("%u done\n", self->wait.done);
    for (int i = 0; i < 2; i++)
        coir_cancel(&self->task[i].task);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 2);
    /* <<< */
}
ASYNC_END

struct takes {
    CORO;
    /* >>> as-completed: it gives the tasks themselves, as since CPython 3.13. */
    COIR_TASK(fetch) task[3];
    struct coir_watch watch[3];
    struct coir_as_completed each;
    /* <<< */
};

ASYNC(takes) {
    /* >>> as-completed */
    START(coir_running_loop(), self->task[0], fetch, .n = 3);
    START(coir_running_loop(), self->task[1], fetch, .n = 1);
    START(coir_running_loop(), self->task[2], fetch, .n = 4);
    COIR_WATCH(self->watch, self->task);
    ASYNC_FOR(self->each, coir_as_completed, .watch = self->watch, .count = 3) {
        int i = (int)(self->each.watched - self->watch);
        printf("%d\n", self->task[i].frame.result);
    }
    ASYNC_FOR_END
    /* <<< */
}
ASYNC_END

struct takes_in_time {
    CORO;
    COIR_TASK(fetch) task[2];
    struct coir_watch watch[2];
    struct coir_as_completed each;
};

ASYNC(takes_in_time) {
    /* >>> as-completed-timeout */
    START(coir_running_loop(), self->task[0], fetch, .n = 1);
    START(coir_running_loop(), self->task[1], fetch, .n = 5);
    COIR_WATCH(self->watch, self->task);
    TRY {
        ASYNC_FOR(self->each, coir_as_completed, .watch = self->watch, .count = 2,
                  .timeout = COIR_S(3)) {
            int i = (int)(self->each.watched - self->watch);
            printf("%d\n", self->task[i].frame.result);
        }
        ASYNC_FOR_END
    }
    CATCH(COIR_TIMEOUT) {
        printf("enough\n");
    }
    TRY_END
    /* <<< */
    AWAIT(coir_join(&self->task[1].task));
}
ASYNC_END

/* >>> shield: the task must be somebody's who lives longer than the one that waits. */
struct impatient {
    CORO;
    struct coir_task *task;
    struct coir_shield shield;
};

ASYNC(impatient) {
    AWAIT(self->shield, coir_shield, .task = self->task);
}
ASYNC_END

struct shields {
    CORO;
    COIR_TASK(fetch) task;
    COIR_TASK(impatient) waiter[1];
    struct coir_watch watch[1];
    struct coir_wait wait;
};

ASYNC(shields) {
    START(coir_running_loop(), self->task, fetch, .n = 3);
    START(coir_running_loop(), self->waiter[0], impatient, .task = &self->task.task);
    AWAIT(coir_sleep(COIR_S(1)));
    coir_cancel(&self->waiter[0].task);
    COIR_WATCH(self->watch, self->waiter);
    AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 1);
    AWAIT(coir_join(&self->task.task));
    printf("%s %d\n", word(coir_cancelled(&self->waiter[0].task)), self->task.frame.result);
}
ASYNC_END

/* <<< */

int main(void) {
    return COIR_RUN(gathers) || COIR_RUN(one_fails) || COIR_RUN(keeps_errors) ||
           COIR_RUN(keeps_a_handle) || COIR_RUN(waits) || COIR_RUN(waits_for_errors) ||
           COIR_RUN(waits_a_while) || COIR_RUN(takes) || COIR_RUN(takes_in_time) ||
           COIR_RUN(shields);
}
