/* 05_eager.c - tasks whose first step runs at once: eager_start, eager_task_factory. */
#include <stdio.h>

#include "coir/coir.h"

static const char *word(bool is) {
    return is ? "True" : "False";
}

/* >>> eager: CPython 3.14 writes create_task(cached(True), eager_start=True). */
struct cached {
    CORO;
    bool hit;
};

ASYNC(cached) {
    printf("looks %s\n", word(self->hit));
    if (!self->hit) {
        AWAIT(coir_sleep(COIR_S(1)));
        printf("fetched\n");
    }
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(cached) hit, miss;
};

ASYNC(app) {
    START_EAGER(coir_running_loop(), self->hit, cached, .hit = true);
    printf("%s\n", word(coir_done(&self->hit.task)));
    START_EAGER(coir_running_loop(), self->miss, cached, .hit = false);
    printf("%s\n", word(coir_done(&self->miss.task)));
    AWAIT(coir_join(&self->miss.task));
}
ASYNC_END

/* <<< */

int main(void) {
    return COIR_RUN(app);
}
