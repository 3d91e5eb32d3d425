/* cares.c - look up names with c-ares, several at once.
 *
 *     cares [NAME...]            without names: those that need no name server
 *
 * Each lookup is a task; the best address of each is printed, in the order of
 * the names.
 */
#include <coir/cares.h>
#include <coir/coir.h>
#include <stdio.h>

#define MOST 16

static int names;
static char **name;

struct look_up {
    CORO;
    struct coir_cares *cares;
    const char *name;
    struct coir_address best;
    struct coir_cares_lookup lookup;
    int error;
};

ASYNC(look_up) {
    TRY {
        AWAIT(self->lookup, coir_cares_lookup, .cares = self->cares, .host = self->name, .port = 80,
              .family = 4, .addresses = &self->best, .count = 1);
    }
    CATCH(COIR_ERROR) {
        self->error = COIR_CAUGHT;
    }
    TRY_END
}
ASYNC_END

static void print(const struct look_up *task) {
    char text[COIR_ADDRESS_TEXT];
    printf("%s: %s\n", task->name,
           task->error ? coir_error_text(task->error) : coir_address_text(&task->best, text));
}

struct app {
    CORO;
    struct coir_cares cares;
    COIR_TASK(look_up) tasks[MOST];
    int i;
};

ASYNC(app) {
    AWAIT(coir_cares_open(&self->cares, coir_running_loop(), NULL));
    for (self->i = 0; self->i < names; self->i++)
        START(coir_running_loop(), self->tasks[self->i], look_up, .cares = &self->cares,
              .name = name[self->i]);
    for (self->i = 0; self->i < names; self->i++) {
        AWAIT(coir_join(&self->tasks[self->i].task));
        print(&self->tasks[self->i].frame);
    }
    coir_cares_close(&self->cares);
}
ASYNC_END

int main(int count, char **arguments) {
    static char localhost[] = "localhost", numeric[] = "192.0.2.7";
    static char *own[] = {localhost, numeric};
    names = count > 1 ? count - 1 : 2;
    name = count > 1 ? arguments + 1 : own;
    if (names > MOST)
        names = MOST;
    return COIR_RUN(app);
}
