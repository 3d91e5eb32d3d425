/* 02_tasks.c - start tasks, wait for them, ask them: asyncio.create_task and Task. */
#include <stdio.h>

#include "coir/coir.h"

static const char *word(bool is) {
    return is ? "True" : "False";
}

/* >>> define */
struct square {
    CORO;
    int n;
    int result;
};

ASYNC(square) {
    AWAIT(coir_sleep(COIR_S(self->n)));
    RETURN(self->n * self->n);
}
ASYNC_END

/* <<< */

struct calls {
    CORO;
    /* >>> call: arguments are named, those not given are zero. The frame stays as it is until it is used again. */
    struct square square;
    /* <<< */
};

ASYNC(calls) {
    /* >>> call */
    AWAIT(self->square, square, .n = 3);
    printf("%d\n", self->square.result);
    /* <<< */
}
ASYNC_END

struct starts {
    CORO;
    /* >>> create: an error of the task is raised by the join. */
    COIR_TASK(square) a, b;
    /* <<< */
};

ASYNC(starts) {
    /* >>> create */
    START(coir_running_loop(), self->a, square, .n = 2);
    START(coir_running_loop(), self->b, square, .n = 1);
    AWAIT(coir_join(&self->a.task));
    AWAIT(coir_join(&self->b.task));
    printf("%d\n", self->a.frame.result + self->b.frame.result);
    /* <<< */
}
ASYNC_END

struct many {
    CORO;
    /* >>> array: what must survive an AWAIT, such as the counter of a loop around it, is a member too. */
    COIR_TASK(square) tasks[3];
    int i;
    /* <<< */
};

ASYNC(many) {
    /* >>> array */
    for (int n = 0; n < 3; n++)
        START(coir_running_loop(), self->tasks[n], square, .n = n + 1);
    for (self->i = 0; self->i < 3; self->i++) {
        AWAIT(coir_join(&self->tasks[self->i].task));
        printf("%d\n", self->tasks[self->i].frame.result);
    }
    /* <<< */
}
ASYNC_END

struct unknown_number {
    CORO;
    /* >>> spawn: with malloc, or what you put into loop.allocate. */
    struct coir_task *task;
    /* <<< */
};

ASYNC(unknown_number) {
    /* >>> spawn */
    if (SPAWN(self->task, coir_running_loop(), square, .n = 4) < 0)
        RAISE(COIR_NO_MEMORY);
    AWAIT(coir_join(self->task));
    printf("%d\n", COIR_FRAME(self->task, square)->result);
    coir_release(self->task);
    /* <<< */
}
ASYNC_END

struct background {
    CORO;
};

ASYNC(background) {
    /* >>> detached: asyncio may collect such a task while it runs, since nobody holds it; the loop of Coir holds
     * it. */
    struct coir_task *task;
    if (SPAWN(task, coir_running_loop(), square, .n = 1) == 0)
        coir_release(task);
    /* <<< */
    AWAIT(coir_sleep(COIR_S(2)));
}
ASYNC_END

/* >>> fail: an error is a number. Yours are COIR_USER(0) to COIR_USER(111). */
struct refuses {
    CORO;
};

ASYNC(refuses) {
    AWAIT(coir_sleep(0));
    RAISE(COIR_REFUSED);
}
ASYNC_END

struct catches {
    CORO;
    COIR_TASK(refuses) job;
};

ASYNC(catches) {
    START(coir_running_loop(), self->job, refuses);
    TRY {
        AWAIT(coir_join(&self->job.task));
    }
    CATCH(COIR_REFUSED) {
        printf("refused\n");
    }
    TRY_END
}
ASYNC_END

/* <<< */

struct asks {
    CORO;
    COIR_TASK(refuses) job;
};

ASYNC(asks) {
    /* >>> ask: coir_outcome is 0 or the error; COIR_STATE before the end. */
    START(coir_running_loop(), self->job, refuses);
    printf("%s\n", word(coir_done(&self->job.task)));
    AWAIT(coir_sleep(COIR_S(1)));
    printf("%s %s\n", word(coir_done(&self->job.task)), word(coir_cancelled(&self->job.task)));
    if (coir_outcome(&self->job.task) == COIR_REFUSED)
        printf("ConnectionRefusedError\n");
    /* <<< */
}
ASYNC_END

struct names {
    CORO;
    COIR_TASK(square) job;
};

ASYNC(names) {
    /* >>> name: a task without one is called as its coroutine. */
    START(coir_running_loop(), self->job, square, .n = 1);
    coir_set_name(&self->job.task, "one");
    printf("%s\n", coir_name(&self->job.task));
    coir_set_name(&self->job.task, "uno");
    printf("%s\n", coir_name(&self->job.task));
    /* <<< */
    AWAIT(coir_join(&self->job.task));
}
ASYNC_END

struct lists {
    CORO;
    COIR_TASK(square) job;
};

ASYNC(lists) {
    START(coir_running_loop(), self->job, square, .n = 1);
    coir_set_name(&self->job.task, "a");
    coir_set_name(coir_current(), "main");
    /* >>> list: oldest first, which asyncio leaves open. */
    struct coir_task *each = NULL;
    printf("%s\n", coir_name(coir_current()));
    while ((each = coir_next_task(coir_running_loop(), each)))
        printf("- %s\n", coir_name(each));
    /* <<< */
    AWAIT(coir_join(&self->job.task));
}
ASYNC_END

/* >>> callback: the handle is where the callback is remembered, so it is yours, and free again when the callback was
 * called. */
static int tell(void *frame) {
    printf("done: %d\n", ((struct square *)frame)->result);
    return 0;
}

struct with_callback {
    CORO;
    COIR_TASK(square) job;
    struct coir_handle handle;
};

ASYNC(with_callback) {
    START(coir_running_loop(), self->job, square, .n = 1);
    coir_on_done(&self->job.task, &self->handle, tell, &self->job.frame);
    AWAIT(coir_join(&self->job.task));
}
ASYNC_END

/* <<< */

struct without_callback {
    CORO;
    COIR_TASK(square) job;
    struct coir_handle handle;
};

ASYNC(without_callback) {
    START(coir_running_loop(), self->job, square, .n = 1);
    coir_on_done(&self->job.task, &self->handle, tell, &self->job.frame);
    /* >>> remove */
    printf("%d\n", coir_remove_done_callback(&self->handle));
    /* <<< */
    AWAIT(coir_join(&self->job.task));
}
ASYNC_END

struct sleeps {
    CORO;
};

ASYNC(sleeps) {
    /* >>> sleep */
    AWAIT(coir_sleep_ms(500));
    AWAIT(coir_sleep(0));
    /* <<< */
}
ASYNC_END

/* >>> itself: nor for one that waits for it. */
struct waits_for_itself {
    CORO;
};

ASYNC(waits_for_itself) {
    TRY {
        AWAIT(coir_join(coir_current()));
    }
    CATCH(COIR_RUNTIME) {
        printf("not possible\n");
    }
    TRY_END
}
ASYNC_END

/* <<< */

struct app {
    CORO;
    union {
        struct calls calls;
        struct starts starts;
        struct many many;
        struct unknown_number unknown_number;
        struct background background;
        struct catches catches;
        struct asks asks;
        struct names names;
        struct lists lists;
        struct with_callback with_callback;
        struct without_callback without_callback;
        struct sleeps sleeps;
    } is; /* one after the other */
    COIR_TASK(waits_for_itself) last;
};

ASYNC(app) {
    AWAIT(self->is.calls, calls);
    AWAIT(self->is.starts, starts);
    AWAIT(self->is.many, many);
    AWAIT(self->is.unknown_number, unknown_number);
    AWAIT(self->is.background, background);
    AWAIT(self->is.catches, catches);
    AWAIT(self->is.asks, asks);
    AWAIT(self->is.names, names);
    AWAIT(self->is.lists, lists);
    AWAIT(self->is.with_callback, with_callback);
    AWAIT(self->is.without_callback, without_callback);
    AWAIT(self->is.sleeps, sleeps);
    START(coir_running_loop(), self->last, waits_for_itself);
    AWAIT(coir_join(&self->last.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
