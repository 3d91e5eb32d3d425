/* 08_groups.c - blocks that wait for their tasks, and errors that come together: TaskGroup, except*. */
#include <stdio.h>

#include "coir/coir.h"

struct visit {
    CORO;
    const char *name;
    int seconds;
};

ASYNC(visit) {
    AWAIT(coir_sleep(COIR_S(self->seconds)));
    printf("at %s\n", self->name);
}
ASYNC_END

struct fails {
    CORO;
    int error;
    int seconds;
};

ASYNC(fails) {
    AWAIT(coir_sleep(COIR_S(self->seconds)));
    RAISE(self->error);
}
ASYNC_END

struct waits {
    CORO;
    /* >>> group */
    struct coir_group group;
    COIR_TASK(visit) ann, bob;
    /* <<< */
};

ASYNC(waits) {
    /* >>> group */
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->ann, visit, .name = "Ann", .seconds = 2);
        START(&self->group, self->bob, visit, .name = "Bob", .seconds = 1);
    }
    ASYNC_WITH_END
    printf("home\n");
    /* <<< */
}
ASYNC_END

struct one_fails {
    CORO;
    struct coir_group group;
    COIR_TASK(visit) ann;
    COIR_TASK(fails) bob;
};

ASYNC(one_fails) {
    /* >>> group-fails: what leaves the block is COIR_GROUP; CATCH_STAR looks into it. */
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->ann, visit, .name = "Ann", .seconds = 2);
            START(&self->group, self->bob, fails, .error = COIR_REFUSED, .seconds = 1);
        }
        ASYNC_WITH_END
    }
    CATCH_STAR(COIR_REFUSED) {
        printf("refused %u\n", coir_errors_count(coir_errors_caught()));
    }
    TRY_END
    /* <<< */
}
ASYNC_END

/* >>> except-star */
struct cleans_up_badly {
    CORO;
};

ASYNC(cleans_up_badly) {
    TRY {
        AWAIT(coir_sleep(COIR_S(10)));
    }
    FINALLY {
        RAISE(COIR_PIPE);
    }
    TRY_END
}
ASYNC_END

struct two_kinds {
    CORO;
    struct coir_group group;
    COIR_TASK(cleans_up_badly) ann;
    COIR_TASK(fails) bob;
};

ASYNC(two_kinds) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->ann, cleans_up_badly);
            START(&self->group, self->bob, fails, .error = COIR_REFUSED, .seconds = 1);
        }
        ASYNC_WITH_END
    }
    CATCH_STAR(COIR_REFUSED) {
        printf("refused\n");
    }
    CATCH_STAR(COIR_PIPE) {
        printf("broken pipe\n");
    }
    TRY_END
}
ASYNC_END

/* <<< */

/* >>> split: the errors stand in the tasks, so the tasks must still be in memory when somebody reads them. */
struct takes_one_kind {
    CORO;
    struct coir_group group;
    COIR_TASK(cleans_up_badly) ann;
    COIR_TASK(fails) bob;
};

ASYNC(takes_one_kind) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->ann, cleans_up_badly);
            START(&self->group, self->bob, fails, .error = COIR_REFUSED, .seconds = 1);
        }
        ASYNC_WITH_END
    }
    CATCH_STAR(COIR_REFUSED) {
        printf("refused\n");
    }
    TRY_END
}
ASYNC_END

static void print_errors(const struct coir_errors *errors) {
    struct coir_errors_at at;
    int error;
    memset(&at, 0, sizeof at);
    while ((error = coir_errors_next(errors, &at)))
        printf("left: %s\n", error == COIR_PIPE ? "BrokenPipeError" : coir_error_name(error));
}

struct gets_the_rest {
    CORO;
    struct takes_one_kind takes;
};

ASYNC(gets_the_rest) {
    TRY {
        AWAIT(self->takes, takes_one_kind);
    }
    CATCH(COIR_GROUP) {
        print_errors(coir_errors());
    }
    TRY_END
}
ASYNC_END

/* <<< */

/* >>> group-child */
struct parent {
    CORO;
    struct coir_group *group;
    COIR_TASK(visit) child;
};

ASYNC(parent) {
    AWAIT(coir_sleep(COIR_S(1)));
    START(self->group, self->child, visit, .name = "child", .seconds = 1);
}
ASYNC_END

struct grows {
    CORO;
    struct coir_group group;
    COIR_TASK(parent) parent;
};

ASYNC(grows) {
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->parent, parent, .group = &self->group);
    }
    ASYNC_WITH_END
    printf("all are back\n");
}
ASYNC_END

/* <<< */

struct outer {
    CORO;
    struct coir_group group, inner;
    COIR_TASK(visit) ann;
    COIR_TASK(fails) bob;
};

ASYNC(outer) {
    /* >>> group-nested */
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->ann, visit, .name = "Ann", .seconds = 9);
            ASYNC_WITH(self->inner, coir_group) {
                START(&self->inner, self->bob, fails, .error = COIR_REFUSED, .seconds = 1);
            }
            ASYNC_WITH_END
        }
        ASYNC_WITH_END
    }
    CATCH_STAR(COIR_REFUSED) {
        printf("refused\n");
    }
    TRY_END
    /* <<< */
}
ASYNC_END

/* >>> group-stop: no error is needed: coir_group_cancel ends the block normally, as TaskGroup.cancel of CPython 3.15
 * will. */
struct stops {
    CORO;
    struct coir_group group;
    COIR_TASK(visit) ann, bob;
};

ASYNC(stops) {
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->ann, visit, .name = "Ann", .seconds = 1);
        START(&self->group, self->bob, visit, .name = "Bob", .seconds = 9);
        AWAIT(coir_sleep(COIR_S(2)));
        coir_group_cancel(&self->group);
    }
    ASYNC_WITH_END
    printf("stopped\n");
}
ASYNC_END

/* <<< */

int main(void) {
    return COIR_RUN(waits) || COIR_RUN(one_fails) || COIR_RUN(two_kinds) ||
           COIR_RUN(gets_the_rest) || COIR_RUN(grows) || COIR_RUN(outer) || COIR_RUN(stops);
}
