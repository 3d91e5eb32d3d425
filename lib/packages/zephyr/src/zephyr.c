/* zephyr.c - tell the time with the kernel's uptime, and wait with a semaphore.
 *
 * SPDX-License-Identifier: MIT
 */
#include "coir/zephyr.h"

static coir_time now_(struct coir_port *port) {
    (void)port;
    return (coir_time)k_uptime_get_32(); /* wraps; spans are told apart */
}

static void wait_(struct coir_port *port, struct coir_loop *loop, coir_time span) {
    (void)loop;
    k_sem_take(&((struct coir_zephyr *)port)->woken,
               span == COIR_FOREVER ? K_FOREVER : K_MSEC(span));
}

static void wake_(struct coir_port *port) {
    k_sem_give(&((struct coir_zephyr *)port)->woken); /* from interrupts too */
}

void coir_zephyr_init(struct coir_zephyr *port) {
    memset(port, 0, sizeof *port);
    port->port.now = now_;
    port->port.wait = wait_;
    port->port.wake = wake_;
    k_sem_init(&port->woken, 0, 1);
}
