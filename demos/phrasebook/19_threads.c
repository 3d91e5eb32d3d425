/* 19_threads.c - what blocks goes to a thread: to_thread, executors, getaddrinfo. */
#include <stdio.h>

#include "coir/coir.h"

/* >>> to-thread: the argument is yours again when this is over. Cancelled, it waits for the
 * function, or leaves it with .abandon. */
struct numbers {
    int all[3];
};

static int add_up(void *argument) {
    const struct numbers *numbers = (const struct numbers *)argument;
    return numbers->all[0] + numbers->all[1] + numbers->all[2];
}

struct blocks {
    CORO;
    struct numbers numbers;
    struct coir_to_thread work;
};

ASYNC(blocks) {
    for (int i = 0; i < 3; i++)
        self->numbers.all[i] = i + 1;
    AWAIT(self->work, coir_to_thread, .function = add_up, .argument = &self->numbers);
    printf("%d\n", self->work.result);
}
ASYNC_END

/* <<< */

struct pools {
    CORO;
    /* >>> executor */
    struct coir_pool pool;
    struct coir_to_thread work;
    struct numbers numbers;
    /* <<< */
};

ASYNC(pools) {
    for (int i = 0; i < 3; i++)
        self->numbers.all[i] = i + 4;
    /* >>> executor */
    coir_pool_init(&self->pool, 2);
    AWAIT(self->work, coir_to_thread, .function = add_up, .argument = &self->numbers,
          .pool = &self->pool);
    printf("%d\n", self->work.result);
    coir_pool_close(&self->pool);
    /* <<< */
}
ASYNC_END

struct names {
    CORO;
    /* >>> getaddrinfo: coir_open_tcp takes names by itself */
    struct coir_getaddrinfo look;
    struct coir_address found[4];
    char text[COIR_ADDRESS_TEXT];
    /* <<< */
};

ASYNC(names) {
    /* >>> getaddrinfo */
    AWAIT(self->look, coir_getaddrinfo, .host = "127.0.0.1", .port = 80, .addresses = self->found,
          .count = 4);
    printf("%s\n", coir_address_text(&self->found[0], self->text));
    /* <<< */
}
ASYNC_END

int main(void) {
    return COIR_RUN(blocks) || COIR_RUN(pools) || COIR_RUN(names);
}
