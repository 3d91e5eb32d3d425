/* mirrors.c - ask four mirrors for the same file, keep the first answer, stop the others.
 *
 * The race is over when somebody has the file. A mirror that fails is no winner, so the first to
 * say something, which is a refusal, does not count. Losers are cancelled where they wait, and what
 * they have open they close: the program goes on when all of them have. So no connection is left,
 * and none is still being closed.
 */
#include <stdio.h>

#include "coir/coir.h"

static int open_connections;

struct download {
    CORO;
    const char *mirror;
    int ms, error;
    int bytes; /* the result */
};

static void say(const struct download *self, const char *what) {
    printf("%4ld ms  %-8s %s\n", (long)(coir_now() / COIR_MS(1)), self->mirror, what);
}

ASYNC(download) {
    open_connections++;
    TRY {
        AWAIT(coir_sleep_ms(self->ms));
        if (self->error < 0)
            RAISE(self->error);
        self->bytes = 1000 + self->ms;
    }
    FINALLY {
        say(self, CAUGHT ? coir_error_name(CAUGHT) : "has the file");
        AWAIT(coir_sleep(COIR_MS(30))); /* saying goodbye takes a while */
        open_connections--;
    }
    TRY_END
}
ASYNC_END

enum { MIRRORS = 4 };

struct app {
    CORO;
    COIR_TASK(download) download[MIRRORS];
    struct coir_watch watch[MIRRORS];
    struct coir_first_cancel_rest first;
};

static void start_downloads(struct app *self) {
    static const struct {
        const char *name;
        int ms, error;
    } mirror[MIRRORS] = {
        {"Oslo", 700, 0}, {"Turin", 100, COIR_REFUSED}, {"Lyon", 400, 0}, {"Graz", 900, 0}};
    for (int i = 0; i < MIRRORS; i++)
        START(coir_running_loop(), self->download[i], download, .mirror = mirror[i].name,
              .ms = mirror[i].ms, .error = mirror[i].error);
}

ASYNC(app) {
    start_downloads(self);
    COIR_WATCH(self->watch, self->download);
    AWAIT(self->first, coir_first_cancel_rest, .watch = self->watch, .count = MIRRORS);
    printf("%4ld ms  %d bytes, connections left open: %d\n", (long)(coir_now() / COIR_MS(1)),
           self->download[self->first.winner].frame.bytes, open_connections);
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
