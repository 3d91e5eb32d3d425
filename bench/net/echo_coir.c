/* echo_coir.c - echo with coir_serve, coir_read and coir_write_all.
 *
 *     echo_coir [lean]
 *
 * As one writes it. `lean`, for many idle connections, has no buffer in them: it is on the heap from the
 * first byte of a message to the last of its echo. A line on standard input is answered with how many
 * bytes malloc has given out. SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE
#include <malloc.h>

#include "coir/coir.h"

#include "common.h"

struct echo {
    COIR_CONNECTION;
    int n;
    char bytes[ROOM];
};

ASYNC(echo) {
    for (;;) {
        AWAIT_INTO(self->n, coir_read(self->stream, self->bytes, sizeof self->bytes));
        if (self->n == 0)
            RETURN();
        AWAIT(coir_write_all(self->stream, self->bytes, (size_t)self->n));
    }
}
ASYNC_END

struct lean {
    COIR_CONNECTION;
    int n;
    char *bytes;
};

ASYNC(lean) {
    TRY {
        do {
            AWAIT(coir_readable(&self->stream->descriptor));
            self->bytes = (char *)malloc(ROOM);
            AWAIT_INTO(self->n, coir_read(self->stream, self->bytes, ROOM));
            AWAIT(coir_write_all(self->stream, self->bytes, (size_t)self->n));
            free(self->bytes);
            self->bytes = NULL;
        } while (self->n);
    }
    FINALLY {
        free(self->bytes);
    }
    TRY_END
}
ASYNC_END

static bool is_lean;

struct teller {
    CORO;
    struct coir_stream stream;
    char line[80];
    int n;
};

ASYNC(teller) {
    AWAIT(coir_open_fd(&self->stream, coir_running_loop(), 0));
    for (;;) {
        AWAIT_INTO(self->n, coir_read(&self->stream, self->line, sizeof self->line));
        if (self->n == 0)
            RETURN();
        printf("%zu\n", mallinfo2().uordblks);
        fflush(stdout);
    }
}
ASYNC_END

struct serve {
    CORO;
    struct coir_listener listener;
    struct coir_serve serve;
    COIR_TASK(teller) teller;
};

ASYNC(serve) {
    AWAIT(coir_listen(&self->listener, coir_running_loop(), "127.0.0.1", 0));
    raise_limit();
    say_port(self->listener.address.port);
    if (is_lean) {
        AWAIT(START(coir_running_loop(), self->teller, teller));
        AWAIT(self->serve, coir_serve, .listener = &self->listener, COIR_HANDLER(lean));
    } else {
        AWAIT(self->serve, coir_serve, .listener = &self->listener, COIR_HANDLER(echo));
    }
}
ASYNC_END

int main(int argc, char **argv) {
    (void)argv;
    is_lean = argc > 1;
    return COIR_RUN(serve);
}
