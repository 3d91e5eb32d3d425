/* 17_variables.c - values that belong to a task: contextvars. */
#include <stdio.h>

#include "coir/coir.h"

/* >>> var: a token is where a value is remembered. It lives as long as those who may see the value. */
static const struct coir_var user = {"user"};

static const char *name(void) {
    return (const char *)coir_var_get(&user, (void *)"nobody");
}

struct child {
    CORO;
    struct coir_token token;
};

ASYNC(child) {
    printf("child sees %s\n", name());
    coir_var_set(&user, &self->token, (void *)"Bob");
    AWAIT(coir_sleep(0));
    printf("and then %s\n", name());
}
ASYNC_END

struct starts_child {
    CORO;
    struct coir_token token;
    COIR_TASK(child) child;
};

ASYNC(starts_child) {
    printf("%s\n", name());
    coir_var_set(&user, &self->token, (void *)"Ann");
    START(coir_running_loop(), self->child, child);
    AWAIT(coir_join(&self->child.task));
    printf("still %s\n", name());
}
ASYNC_END

/* <<< */

struct for_a_while {
    CORO;
    /* >>> var-reset */
    struct coir_token token;
    /* <<< */
};

ASYNC(for_a_while) {
    /* >>> var-reset */
    coir_var_set(&user, &self->token, (void *)"Eve");
    printf("%s\n", name());
    coir_var_reset(&self->token);
    printf("%s\n", name());
    /* <<< */
}
ASYNC_END

/* >>> var-callback */
static int tell(void *nothing) {
    (void)nothing;
    printf("callback sees %s\n", name());
    return 0;
}

struct sets_callback {
    CORO;
    struct coir_token first, second;
    struct coir_handle handle;
};

ASYNC(sets_callback) {
    coir_var_set(&user, &self->first, (void *)"Ann");
    coir_call_soon(coir_running_loop(), &self->handle, tell, NULL);
    coir_var_set(&user, &self->second, (void *)"Bob");
    AWAIT(coir_sleep(0));
}
ASYNC_END

/* <<< */

int main(void) {
    return COIR_RUN(starts_child) || COIR_RUN(for_a_while) || COIR_RUN(sets_callback);
}
