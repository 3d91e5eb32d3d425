/* signal.c - reload on one signal, end on another, and clean up on Ctrl-C.
 *
 *     loop.add_signal_handler(signal.SIGHUP, reload)
 *
 * SIGHUP and SIGTERM arrive as values in a loop. Nothing has to be done for SIGINT: the first one
 * cancels the main task, which cleans up; a second one would end the program at once. This program
 * sends itself all three.
 */
#include <stdio.h>

#include "coir/coir.h"

struct server {
    CORO;
    struct coir_signals signals;
};

ASYNC(server) {
    ASYNC_FOR(self->signals, coir_signals, .set = COIR_SIGNAL(SIGHUP) | COIR_SIGNAL(SIGTERM)) {
        if (self->signals.value == SIGTERM)
            break;
        printf("reload\n");
    }
    ASYNC_FOR_END
    printf("asked to end\n");
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(server) server;
};

ASYNC(app) {
    START(coir_running_loop(), self->server, server);
    AWAIT(coir_sleep_ms(10));
    raise(SIGHUP);
    AWAIT(coir_sleep_ms(10));
    raise(SIGTERM);
    AWAIT(coir_join(&self->server.task));
    TRY {
        raise(SIGINT);
        AWAIT(coir_sleep(COIR_S(3600)));
    }
    FINALLY {
        printf("clean up\n");
    }
    TRY_END
}
ASYNC_END

int main(void) {
    int status = COIR_RUN(app);
    printf("exit status %d\n", status);
    return status == 130 ? 0 : status;
}
