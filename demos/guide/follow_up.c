/* follow_up.c - let a task follow another one, in three ways.
 *
 * The task starts its follow-up itself; or the caller does, when it has seen the result; or a done
 * callback does, which may start tasks but cannot wait for them.
 */
#include <stdio.h>

#include "coir/coir.h"

struct followup {
    CORO;
    const char *from;
};

ASYNC(followup) {
    printf("follow-up task, issued %s\n", self->from);
    AWAIT(coir_sleep(COIR_S(1)));
}
ASYNC_END

struct work {
    CORO;
    bool issue; /* a follow-up of its own */
    COIR_TASK(followup) followup;
    int result;
};

ASYNC(work) {
    printf("first task\n");
    AWAIT(coir_sleep(COIR_S(1)));
    if (self->issue) {
        START(coir_running_loop(), self->followup, followup, .from = "from the task itself");
        AWAIT(coir_join(&self->followup.task));
    }
    RETURN(1);
}
ASYNC_END

static COIR_TASK(followup) later;

static int callback(void *unused) {
    (void)unused;
    return START(coir_running_loop(), later, followup, .from = "by a done callback");
}

struct app {
    CORO;
    COIR_TASK(work) task;
    struct coir_handle handle;
};

ASYNC(app) {
    START(coir_running_loop(), self->task, work, .issue = true);
    AWAIT(coir_join(&self->task.task));

    START(coir_running_loop(), self->task, work);
    AWAIT(coir_join(&self->task.task));
    if (self->task.frame.result) {
        START(coir_running_loop(), later, followup, .from = "by the caller");
        AWAIT(coir_join(&later.task));
    }

    START(coir_running_loop(), self->task, work);
    coir_on_done(&self->task.task, &self->handle, callback, NULL);
    AWAIT(coir_join(&self->task.task));
    AWAIT(coir_join(&later.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
