/* callbacks.c - take three samples with a driver that calls back: the way it is done by hand.
 *
 * Power on, three samples, power off whatever happens, then tell the caller. Each step is a function,
 * and what the next one needs is kept in a struct. The loop over the samples has been taken apart;
 * who reads it puts it together again. callbacks_moved.c is the same as a coroutine.
 */
#include <stdio.h>

#include "driver.h"

struct measurement {
    struct driver *driver;
    int i, sum, error;
    void (*finished)(struct measurement *);
};

static void is_off(void *context, int error) {
    struct measurement *self = (struct measurement *)context;
    if (error < 0 && !self->error)
        self->error = error;
    self->finished(self);
}

static void sampled(void *context, int value) {
    struct measurement *self = (struct measurement *)context;
    if (value < 0)
        self->error = value;
    else
        self->sum += value;
    if (value >= 0 && ++self->i < 3)
        driver_ask(self->driver, SAMPLE, sampled, self);
    else
        driver_ask(self->driver, POWER_OFF, is_off, self);
}

static void is_on(void *context, int error) {
    struct measurement *self = (struct measurement *)context;
    self->error = error;
    if (error < 0)
        self->finished(self);
    else
        driver_ask(self->driver, SAMPLE, sampled, self);
}

static void measure(struct measurement *self) {
    self->i = self->sum = self->error = 0;
    driver_ask(self->driver, POWER_ON, is_on, self);
}

static struct driver good, bad;
static struct measurement first, second;

static void show(struct measurement *self) {
    if (self->error < 0)
        printf("failed: %s\n", coir_error_name(self->error));
    else
        printf("mean %d\n", self->sum / 3);
    if (self == &first)
        measure(&second);
    else
        coir_stop(coir_running_loop());
}

static int begin(void *unused) {
    (void)unused;
    measure(&first);
    return 0;
}

static struct coir_virtual port;
static struct coir_loop loop;
static struct coir_handle handle;

int main(void) {
    bad.broken = true;
    first.driver = &good;
    second.driver = &bad;
    first.finished = second.finished = show;
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    coir_call_soon(&loop, &handle, begin, NULL);
    return coir_run_forever(&loop) < 0;
}
