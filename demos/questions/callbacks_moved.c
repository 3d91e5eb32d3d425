/* callbacks_moved.c - take three samples with the same driver, as a coroutine.
 *
 * `ask` is the bridge, written once: the callback sets a future, and the coroutine waits for it. From
 * there on a loop is a loop again, and cleanup stands in one place. Costs the frame of ask.
 */
#include <stdio.h>

#include "driver.h"

static void answered(void *future, int answer) {
    coir_future_set((struct coir_future *)future, answer);
}

struct ask {
    CORO;
    struct driver *driver;
    enum command command;
    struct coir_future answer;
    int result;
};

ASYNC(ask) {
    coir_future_init(&self->answer, coir_running_loop());
    driver_ask(self->driver, self->command, answered, &self->answer);
    TRY {
        AWAIT_INTO(self->result, coir_future_wait(&self->answer));
    }
    FINALLY { /* cancelled: the driver must not call back into a frame that has gone */
        driver_abort(self->driver);
    }
    TRY_END
}
ASYNC_END

struct measure {
    CORO;
    struct driver *driver;
    struct ask ask;
    int i, sum, result;
};

ASYNC(measure) {
    AWAIT(self->ask, ask, .driver = self->driver, .command = POWER_ON);
    TRY {
        for (; self->i < 3; self->i++) {
            AWAIT(self->ask, ask, .driver = self->driver, .command = SAMPLE);
            self->sum += self->ask.result;
        }
    }
    FINALLY {
        AWAIT(self->ask, ask, .driver = self->driver, .command = POWER_OFF);
    }
    TRY_END
    RETURN(self->sum / 3);
}
ASYNC_END

struct app {
    CORO;
    struct driver good, bad;
    struct measure measure;
};

ASYNC(app) {
    self->bad.broken = true;
    AWAIT(self->measure, measure, .driver = &self->good);
    printf("mean %d\n", self->measure.result);
    TRY {
        AWAIT(self->measure, measure, .driver = &self->bad);
    }
    CATCH(COIR_IO) {
        printf("failed: %s\n", coir_error_name(CAUGHT));
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
