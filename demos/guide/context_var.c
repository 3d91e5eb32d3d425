/* context_var.c - a value that follows a task, and what it starts, without being handed on.
 *
 *     user = contextvars.ContextVar('user')
 *     user.set('Ann')
 *
 * Two requests run at the same time. Each sets who it is for; whatever it calls or starts finds
 * that, and the two do not mix.
 */
#include <stdio.h>

#include "coir/coir.h"

static const struct coir_var user = {"user"};

static void log_line(const char *text) {
    printf("[%s] %s\n", (const char *)coir_var_get(&user, (void *)"nobody"), text);
}

struct audit {
    CORO;
};

ASYNC(audit) {
    AWAIT(coir_sleep(COIR_MS(50)));
    log_line("a task of the request knows it too");
}
ASYNC_END

struct request {
    CORO;
    const char *name;
    struct coir_token token;
    COIR_TASK(audit) audit;
};

ASYNC(request) {
    coir_var_set(&user, &self->token, (void *)self->name);
    log_line("the request begins");
    START(coir_running_loop(), self->audit, audit);
    AWAIT(coir_sleep(COIR_MS(100)));
    log_line("the request ends");
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(request) ann, bob;
    struct coir_group group;
};

ASYNC(app) {
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->ann, request, .name = "Ann");
        START(&self->group, self->bob, request, .name = "Bob");
    }
    ASYNC_WITH_END
    log_line("outside of the requests");
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
