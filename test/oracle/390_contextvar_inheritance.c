/* 390_contextvar_inheritance.c - who sees what: tasks, callbacks, timers, groups, plain awaits. */
#include "trace.h"

static const struct coir_var v = {"v"}, u = {"u"};

static const char *see(const struct coir_var *var, const char *fallback) {
    return (const char *)coir_var_get(var, (void *)(uintptr_t)fallback);
}

static void set(const struct coir_var *var, struct coir_token *token, const char *value) {
    coir_var_set(var, token, (void *)(uintptr_t)value);
}

static int show(void *who) {
    printf("%s %s %s\n", (const char *)who, see(&v, "unset"), see(&u, "none"));
    return 0;
}

static int show_other(const char *who, const char *what) {
    printf("%s %s %s %s\n", who, what, see(&v, "unset"), see(&u, "none"));
    return 0;
}

struct leaf {
    CORO;
    const char *name;
    struct coir_token token;
};

ASYNC(leaf) {
    show((void *)(uintptr_t)self->name);
    set(&v, &self->token, self->name);
    AWAIT(coir_sleep(0));
    show_other(self->name, "later");
}
ASYNC_END

struct branch {
    CORO;
    const char *name, *of, *first, *second;
    COIR_TASK(leaf) a, b;
    struct coir_token t, t_of;
};

ASYNC(branch) {
    set(&v, &self->t, self->name);
    START(coir_running_loop(), self->a, leaf, .name = self->first);
    coir_var_reset(&self->t);
    set(&u, &self->t_of, self->of);
    START(coir_running_loop(), self->b, leaf, .name = self->second);
    AWAIT(coir_join(&self->a.task));
    AWAIT(coir_join(&self->b.task));
    show_other(self->name, "end");
}
ASYNC_END

struct inner {
    CORO;
    struct coir_token token;
};

ASYNC(inner) {
    set(&v, &self->token, "by inner");
    AWAIT(coir_sleep(0));
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_token token, t2, t3;
    struct coir_handle timer, told;
    struct coir_group group;
    COIR_TASK(branch) a, b;
    struct inner inner;
    COIR_TASK(inner) task;
};

ASYNC(scenario) {
    show((void *)"begin");
    set(&v, &self->token, "main");
    coir_call_later(coir_running_loop(), &self->timer, COIR_S(3), show, (void *)"timer");
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->a, branch, .name = "a", .of = "of a", .first = "a1",
              .second = "a2");
        set(&v, &self->t2, "between");
        START(&self->group, self->b, branch, .name = "b", .of = "of b", .first = "b1",
              .second = "b2");
        coir_on_done(&self->a.task, &self->told, show, (void *)"done callback");
        set(&v, &self->t3, "later");
    }
    ASYNC_WITH_END
    show((void *)"after group");
    coir_var_reset(&self->t3);
    show((void *)"after reset");
    coir_var_reset(&self->t2);
    coir_var_reset(&self->token);
    show((void *)"after all resets");
    AWAIT(self->inner, inner);
    show((void *)"after await");
    START(coir_running_loop(), self->task, inner);
    AWAIT(coir_join(&self->task.task));
    show((void *)"after task");
    AWAIT(coir_sleep(COIR_S(5)));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
