/* virtual.c - a clock that jumps to the next deadline instead of waiting for it.
 *
 * For tests and simulations: hours pass in microseconds, and every run is the same. Costs no system
 * call, unless a task waits for something outside: then one poll per wait.
 * SPDX-License-Identifier: MIT
 */
#include "coir/virtual.h"
#include "../inbox_.h"

static coir_time now_(struct coir_port *port) {
    return ((struct coir_virtual *)port)->time;
}

#if COIR_HOSTED

/* The pipe is opened by the loop's thread, and only when it is needed. A wake-up that comes
 * meanwhile leaves its mark first and looks for the pipe afterwards; we do it the other way round,
 * so one sees the other. */
#if COIR_GNU_
static void store_(uint8_t *flag, uint8_t value) {
    __atomic_store_n(flag, value, __ATOMIC_SEQ_CST);
}
static uint8_t load_(uint8_t *flag) {
    return __atomic_load_n(flag, __ATOMIC_SEQ_CST);
}
#else
static void store_(volatile uint8_t *flag, uint8_t value) {
    *flag = value;
}
static uint8_t load_(volatile uint8_t *flag) {
    return *flag;
}
#endif

static int open_(struct coir_virtual *self) {
    int error = self->open ? 0 : coir_poll_init(&self->outside);
    if (error == 0)
        store_(&self->open, 1);
    return error;
}

static bool is_anything_ready_(struct coir_loop *loop) {
    return coir_is_called_(loop) || !coir_nothing_ready_(loop);
}

/* Look at the outside, or wait for it. Returns whether it made something ready. */
static bool ask_outside_(struct coir_virtual *self, struct coir_loop *loop, coir_time span) {
    if (span == COIR_FOREVER && open_(self) < 0)
        return false;
    if (load_(&self->woken))
        span = 0;
    store_(&self->woken, 0);
    if (self->open)
        self->outside.port.wait(&self->outside.port, loop, span == COIR_FOREVER ? span : 0);
    return is_anything_ready_(loop);
}

static void wake_(struct coir_port *port) {
    struct coir_virtual *self = (struct coir_virtual *)port;
    store_(&self->woken, 1);
    if (load_(&self->open))
        self->outside.port.wake(&self->outside.port);
}

static int watch_(struct coir_port *port, struct coir_descriptor *descriptor) {
    struct coir_virtual *self = (struct coir_virtual *)port;
    int error = open_(self);
    return error < 0 ? error : self->outside.port.watch(&self->outside.port, descriptor);
}

static void unwatch_(struct coir_port *port, struct coir_descriptor *descriptor) {
    struct coir_virtual *self = (struct coir_virtual *)port;
    self->outside.port.unwatch(&self->outside.port, descriptor);
}

#endif

static void wait_(struct coir_port *port, struct coir_loop *loop, coir_time span) {
    struct coir_virtual *self = (struct coir_virtual *)port;
    self->waits++;
#if COIR_HOSTED
    /* A signal handler may have called, in a loop that waits for nothing outside. */
    if (coir_is_called_(loop) || (loop->external && ask_outside_(self, loop, span)))
        return;
#elif !COIR_SMALL
    if (coir_is_called_(loop))
        return;
#else
    (void)loop;
#endif
    if (span != COIR_FOREVER)
        self->time = coir_time_after_(self->time, span);
}

void coir_virtual_init(struct coir_virtual *port) {
    memset(port, 0, sizeof *port);
    port->port.now = now_;
    port->port.wait = wait_;
#if COIR_HOSTED
    port->port.wake = wake_;
    port->port.watch = watch_;
    port->port.unwatch = unwatch_;
#endif
}

void coir_virtual_close(struct coir_virtual *port) {
#if COIR_HOSTED
    if (port->open)
        coir_poll_close(&port->outside);
    port->open = 0;
#else
    (void)port;
#endif
}
