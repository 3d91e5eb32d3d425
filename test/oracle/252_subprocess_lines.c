/* 252_subprocess_lines.c - the output of a child is a stream of lines, and then ends. */
#include "trace.h"

struct scenario {
    CORO;
    struct coir_process p;
    struct coir_process_start start;
    struct coir_process_close end;
    char buffer[40], line[40];
    int n;
};

ASYNC(scenario) {
    AWAIT(self->start, coir_process_start, .process = &self->p,
          .shell = "for i in 1 2 3; do echo line $i; done", .out = COIR_PIPED);
    coir_stream_buffer(&self->p.out, self->buffer, sizeof self->buffer);
    for (;;) {
        AWAIT_INTO(self->n, coir_readline(&self->p.out, self->line, sizeof self->line));
        if (self->n == 0)
            break;
        printf("%.*s\\n\n", self->n - 1, self->line);
    }
    AWAIT(coir_process_wait(&self->p));
    printf("exit %d\n", self->p.returncode);
    AWAIT(self->end, coir_process_close, .process = &self->p);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
