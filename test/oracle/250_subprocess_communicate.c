/* 250_subprocess_communicate.c - feed a child, collect both its outputs, and wait for its end. */
#include "trace.h"

static const char *const arguments[] = {"sh", "-c", "cat; echo err >&2; exit 3", NULL};

struct scenario {
    CORO;
    struct coir_process p;
    struct coir_process_start start;
    struct coir_process_communicate communicate;
    char o[16], e[16];
};

ASYNC(scenario) {
    AWAIT(self->start, coir_process_start, .process = &self->p, .arguments = arguments,
          .in = COIR_PIPED, .out = COIR_PIPED, .err = COIR_PIPED);
    printf("returncode before %s\n", coir_process_is_running(&self->p) ? "none" : "?");
    AWAIT(self->communicate, coir_process_communicate, .process = &self->p, .input = "data",
          .input_size = 4, .out = self->o, .out_size = sizeof self->o - 1, .err = self->e,
          .err_size = sizeof self->e - 1);
    printf("%s %.*s\\n %d\n", self->o, (int)strcspn(self->e, "\n"), self->e, self->p.returncode);
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
