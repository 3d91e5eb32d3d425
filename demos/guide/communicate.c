/* communicate.c - give a command its input and collect what it says, all at once.
 *
 *     proc = await asyncio.create_subprocess_shell(command, stdin=PIPE, stdout=PIPE, stderr=PIPE)
 *     out, err = await proc.communicate(b'...')
 *
 * Writing first and reading then would hang as soon as a pipe is full; communicate does both at the
 * same time. The memory is yours, and too little of it is an error.
 */
#include <stdio.h>

#include "coir/coir.h"

static const char *const missing[] = {"no-such-program", NULL};
static const char question[] = "what is the answer?\n";

struct app {
    CORO;
    struct coir_process child;
    struct coir_process_start start;
    struct coir_process_communicate talk;
    struct coir_process_close end;
    char out[100], err[100];
};

ASYNC(app) {
    AWAIT(self->start, coir_process_start, .process = &self->child,
          .shell = "tr a-z A-Z; echo oh dear >&2; exit 42", .in = COIR_PIPED, .out = COIR_PIPED,
          .err = COIR_PIPED);
    TRY {
        AWAIT(self->talk, coir_process_communicate, .process = &self->child, .input = question,
              .input_size = strlen(question), .out = self->out, .out_size = sizeof self->out,
              .err = self->err, .err_size = sizeof self->err);
        printf("output: %.*s", (int)self->talk.out_length, self->out);
        printf("errors: %.*s", (int)self->talk.err_length, self->err);
        printf("exit status %d\n", self->child.returncode);
    }
    CATCH(COIR_FULL) {
        printf("it says more than I can keep\n");
    }
    FINALLY {
        AWAIT(self->end, coir_process_close, .process = &self->child);
    }
    TRY_END

    TRY {
        AWAIT(self->start, coir_process_start, .process = &self->child, .arguments = missing);
    }
    CATCH(COIR_NOT_FOUND) {
        printf("no-such-program: %s\n", coir_error_text(CAUGHT));
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
