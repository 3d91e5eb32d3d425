/* task_group_error.c - one task of a group fails: the others are stopped, and errors sorted.
 *
 *     try:
 *         async with asyncio.TaskGroup() as group: ...
 *     except* ConnectionRefusedError: ...
 *     except* TimeoutError: ...
 *
 * Four fetches. Two fail at the same moment, so the group has two errors; one had succeeded before;
 * the last is cancelled where it waits. Each CATCH_STAR takes its kind out of the group. An error
 * that no clause takes would go on, as a group of what is left.
 */
#include <stdio.h>

#include "coir/coir.h"

struct fetch {
    CORO;
    const char *name;
    int seconds, error;
};

ASYNC(fetch) {
    TRY {
        AWAIT(coir_sleep(COIR_S(self->seconds)));
        if (self->error)
            RAISE(self->error);
        printf(">%s: fetched\n", self->name);
    }
    CATCH(COIR_CANCELLED) {
        printf(">%s: stopped\n", self->name);
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct app {
    CORO;
    struct coir_group group;
    COIR_TASK(fetch) news, mail, film, map;
};

static void print_caught(const char *what, const struct app *self) {
    struct coir_errors_at at = {0};
    while (coir_errors_next(coir_errors_caught(), &at))
        printf("%s: %s\n", what, at.task == &self->mail.task ? "mail" : "film");
}

ASYNC(app) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->news, fetch, .name = "news", .seconds = 1);
            START(&self->group, self->mail, fetch, .name = "mail", .seconds = 2,
                  .error = COIR_REFUSED);
            START(&self->group, self->film, fetch, .name = "film", .seconds = 2,
                  .error = COIR_TIMEOUT);
            START(&self->group, self->map, fetch, .name = "map", .seconds = 3);
        }
        ASYNC_WITH_END
        printf("never reached\n");
    }
    CATCH_STAR(COIR_REFUSED) {
        print_caught("refused", self);
    }
    CATCH_STAR(COIR_TIMEOUT) {
        print_caught("no answer in time", self);
    }
    TRY_END
    printf("the map is %s\n", coir_error_name(coir_outcome(&self->map.task)));
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
