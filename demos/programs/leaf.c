/* leaf.c - wait for something that Coir has never heard of.
 *
 * A driver for a thermometer calls back when it has measured. Twenty lines make that a thing to
 * AWAIT, by itself, with a deadline, and from several tasks; three lines do, if a future is good
 * enough. docs/leaves.md explains.
 */
#include <stdio.h>

#include "coir/coir.h"

/* ---- The driver: somebody else's code, with a callback ---- */

struct driver {
    void (*ready)(void *context, int kelvin_tenths);
    void *context;
    int measurements;
    struct coir_handle alarm; /* here the hardware is a timer */
};

static int measured(void *argument) {
    struct driver *driver = (struct driver *)argument;
    driver->ready(driver->context, 2931 + driver->measurements++);
    return 0;
}

/* Measure, which takes 30 ms, and call back. */
static void driver_start(struct driver *driver, void (*ready)(void *, int), void *context) {
    driver->ready = ready;
    driver->context = context;
    coir_call_later(coir_running_loop(), &driver->alarm, COIR_MS(30), measured, driver);
}

static void driver_abort(struct driver *driver) {
    printf("%3d ms  driver: aborted\n", (int)(coir_now() / COIR_MS(1)));
    coir_handle_cancel(&driver->alarm);
}

/* ---- The leaf ---- */

struct thermometer {
    const struct coir_kind *kind; /* first: what a report calls it, and how to cancel */
    struct coir_link waiters;
    struct driver driver;
    enum { IDLE, BUSY, READY } state;
    int value;
};

/* The driver calls this. Who waits asks again. */
static void thermometer_ready(void *context, int value) {
    struct thermometer *self = (struct thermometer *)context;
    self->value = value;
    self->state = READY;
    while (!coir_list_empty(&self->waiters))
        coir_wake(coir_first(&self->waiters), COIR_PENDING);
}

/* A task that waits was cancelled. With the last one, the measurement is pointless. */
static bool thermometer_cancel(void *object) {
    struct thermometer *self = (struct thermometer *)object;
    if (self->waiters.next == self->waiters.prev) {
        driver_abort(&self->driver);
        self->state = IDLE;
    }
    return false; /* we wake nobody: the task gets its COIR_CANCELLED at once */
}

static const struct coir_kind thermometer_kind = {"a thermometer", thermometer_cancel, NULL};

static void thermometer_init(struct thermometer *self) {
    memset(self, 0, sizeof *self);
    self->kind = &thermometer_kind;
    coir_list_init(&self->waiters);
}

/* AWAIT_INTO(t, thermometer_read(&thermometer)): the temperature in tenths of a kelvin. */
static int thermometer_read(struct thermometer *self) {
    if (self->state == READY) {
        self->state = IDLE;
        return self->value;
    }
    if (self->state == IDLE) {
        self->state = BUSY;
        driver_start(&self->driver, thermometer_ready, self);
    }
    return coir_park(&self->waiters, self);
}

/* ---- Who uses it ---- */

static void say(const char *who, int value) {
    printf("%3d ms  %s: %d.%d K\n", (int)(coir_now() / COIR_MS(1)), who, value / 10, value % 10);
}

struct reader {
    CORO;
    struct thermometer *thermometer;
    const char *name;
    int value;
};

ASYNC(reader) {
    AWAIT_INTO(self->value, thermometer_read(self->thermometer));
    say(self->name, self->value);
}
ASYNC_END

/* The short way: a future is the leaf, and the callback sets it. */
static void set_future(void *context, int value) {
    coir_future_set((struct coir_future *)context, value);
}

struct app {
    CORO;
    struct thermometer thermometer;
    COIR_TASK(reader) anna, ben;
    struct reader reader;
    struct coir_timeout timeout;
    struct coir_future future;
    struct driver driver;
    int value;
};

ASYNC(app) {
    thermometer_init(&self->thermometer);
    START(coir_running_loop(), self->anna, reader, .thermometer = &self->thermometer,
          .name = "anna");
    START(coir_running_loop(), self->ben, reader, .thermometer = &self->thermometer, .name = "ben");
    AWAIT(coir_join(&self->anna.task));
    AWAIT(coir_join(&self->ben.task));
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_MS(10)) {
            AWAIT(self->reader, reader, .thermometer = &self->thermometer, .name = "hasty");
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        printf("%3d ms  hasty: %s\n", (int)(coir_now() / COIR_MS(1)), coir_error_text(COIR_CAUGHT));
    }
    TRY_END
    AWAIT(self->reader, reader, .thermometer = &self->thermometer, .name = "patient");

    coir_future_init(&self->future, coir_running_loop());
    driver_start(&self->driver, set_future, &self->future);
    AWAIT_INTO(self->value, coir_future_wait(&self->future));
    say("future", self->value);
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
