/* reader.c - fuzz the reading half of a stream: every byte arrives once, in order, whatever is asked for.
 *
 * The input is a script: how many bytes the transport has each time it is asked, and which read comes
 * next; then the bytes themselves. SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "coir/coir.h"

static struct coir_virtual port;
static struct coir_loop loop;
static struct coir_handle again;
static struct coir_stream stream;
static const uint8_t *script, *data;
static size_t script_left, data_left, data_size;

static void must(bool holds) {
    if (!holds)
        abort();
}

static uint8_t next_word(void) {
    return script_left ? script[--script_left] : 255;
}

static int ready(void *nothing) {
    (void)nothing;
    coir_stream_ready(&stream, COIR_READABLE);
    return 0;
}

static int receive(struct coir_stream *from, void *into, size_t size) {
    size_t n = next_word();
    (void)from;
    if (n < 32) {
        coir_call_soon(&loop, &again, ready, NULL);
        return COIR_PENDING;
    }
    n = n < 64 ? n - 31 : n;
    n = n < size ? n : size;
    n = n < data_left ? n : data_left;
    memcpy(into, data + (data_size - data_left), n);
    data_left -= n;
    return (int)n;
}

static const struct coir_transport transport = {receive, NULL, NULL, NULL, NULL, NULL, NULL};

struct reads {
    CORO;
    char buffer[64], into[100];
    uint8_t word;
    size_t size, taken;
    int n, progress;
};

/* These bytes were handed out next. */
static void take(struct reads *self, size_t n) {
    must(self->taken + n <= data_size);
    must(memcmp(self->into, data + self->taken, n) == 0);
    self->taken += n;
    self->progress += n > 0;
}

ASYNC(reads) {
    coir_stream_buffer(&stream, self->buffer, (size_t)1 + next_word() % sizeof self->buffer);
    while (!coir_at_eof(&stream) || data_left) {
        self->word = next_word();
        self->size = 2 + self->word / 4 % 60;
        self->n = self->progress = 0;
        TRY {
            if (self->word % 4 == 0) {
                AWAIT_INTO(self->n, coir_readline(&stream, self->into, self->size));
                must(strlen(self->into) == (size_t)self->n ||
                     memchr(self->into, 0, (size_t)self->n));
                must(!self->n || !memchr(self->into, '\n', (size_t)self->n - 1));
                take(self, (size_t)self->n);
            } else if (self->word % 4 == 1) {
                AWAIT_INTO(self->n, coir_read_until(&stream, self->into, self->size, "ab", 2));
                must(self->n >= 2 && memcmp(self->into + self->n - 2, "ab", 2) == 0);
                take(self, (size_t)self->n);
            } else if (self->word % 4 == 2) {
                AWAIT(coir_read_exactly(&stream, self->into, self->size));
                take(self, self->size);
            }
        }
        CATCH(COIR_EOF) {
            take(self, coir_partial(&stream));
            must(self->taken == data_size);
        }
        CATCH(COIR_LIMIT) {
            self->n = 0;
        }
        TRY_END
        if (!self->progress) {
            AWAIT_INTO(self->n, coir_read(&stream, self->into, self->size));
            take(self, (size_t)self->n);
            if (self->n == 0)
                break;
        }
    }
    must(self->taken == data_size);
}
ASYNC_END

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size) {
    static COIR_TASK(reads) task;
    memset(&task, 0, sizeof task);
    memset(&again, 0, sizeof again);
    script = input;
    script_left = size ? input[0] % (size + 1) : 0;
    data = input + script_left;
    data_size = data_left = size - script_left;
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    coir_stream_init(&stream, &transport, NULL);
    START(&loop, task, reads);
    must(coir_run(&loop) == 0 && coir_outcome(&task.task) == 0);
    coir_close(&stream);
    coir_loop_close(&loop);
    coir_virtual_close(&port);
    return 0;
}
