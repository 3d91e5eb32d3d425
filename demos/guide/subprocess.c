/* subprocess.c - run a program, talk to it line by line, and see how it ended.
 *
 *     proc = await asyncio.create_subprocess_exec('sort', stdin=PIPE, stdout=PIPE)
 *
 * What is piped is a stream: write to child.in, read from child.out. The last block leaves no child
 * behind, whatever happened.
 */
#include <stdio.h>

#include "coir/coir.h"

static const char *const sort[] = {"sort", NULL};

struct app {
    CORO;
    struct coir_process child;
    struct coir_process_start start;
    struct coir_process_close end;
    char buffer[80], line[80];
    int n;
};

ASYNC(app) {
    AWAIT(self->start, coir_process_start, .process = &self->child, .arguments = sort,
          .in = COIR_PIPED, .out = COIR_PIPED);
    TRY {
        coir_stream_buffer(&self->child.out, self->buffer, sizeof self->buffer);
        AWAIT(coir_write_all(&self->child.in, "pear\nfig\napple\n", 15));
        AWAIT(coir_close(&self->child.in));
        for (;;) {
            AWAIT_INTO(self->n, coir_readline(&self->child.out, self->line, sizeof self->line));
            if (self->n == 0)
                break;
            printf("%s", self->line);
        }
        AWAIT(coir_process_wait(&self->child));
        printf("exit status %d\n", self->child.returncode);

        /* The next one, which would never end. */
        AWAIT(self->end, coir_process_close, .process = &self->child);
        AWAIT(self->start, coir_process_start, .process = &self->child, .shell = "exec sleep 3600");
        coir_process_terminate(&self->child);
        AWAIT(coir_process_wait(&self->child));
        printf("ended by signal %d\n", -self->child.returncode);
    }
    FINALLY {
        AWAIT(self->end, coir_process_close, .process = &self->child);
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
