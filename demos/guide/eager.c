/* eager.c - run a task's first step at once.
 *
 *     asyncio.eager_task_factory
 *
 * A task begins on the loop's next turn. An eager one begins inside of START_EAGER, and if it need
 * not wait, as with an answer that is known already, it is done when that returns.
 */
#include <stdio.h>

#include "coir/coir.h"

static const char *word(bool condition) {
    return condition ? "True" : "False";
}

struct lookup {
    CORO;
    const char *key;
    bool known;
};

ASYNC(lookup) {
    printf(">looking for %s\n", self->key);
    if (!self->known)
        AWAIT(coir_sleep(COIR_S(1)));
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(lookup) plain, eager, slow;
};

ASYNC(app) {
    START(coir_running_loop(), self->plain, lookup, .key = "a plain one", .known = true);
    printf("done: %s\n", word(coir_done(&self->plain.task)));
    START_EAGER(coir_running_loop(), self->eager, lookup, .key = "an eager one", .known = true);
    printf("done: %s\n", word(coir_done(&self->eager.task)));
    START_EAGER(coir_running_loop(), self->slow, lookup, .key = "one that must wait");
    printf("done: %s\n", word(coir_done(&self->slow.task)));
    AWAIT(coir_join(&self->plain.task));
    AWAIT(coir_join(&self->slow.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
