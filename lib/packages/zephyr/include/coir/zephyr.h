/* zephyr.h - run a loop in a thread of Zephyr, which sleeps while there is nothing to do.
 *
 * A port: time is the kernel's uptime in milliseconds; waiting takes a semaphore, so other threads run
 * meanwhile, and without them the chip sleeps. Costs the semaphore. One loop a program.
 *
 *     static struct coir_zephyr port;
 *     coir_zephyr_init(&port);
 *     coir_loop_init(&loop, &port.port);
 *
 * Needs: port.h, which is in coir.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_ZEPHYR_H
#define COIR_ZEPHYR_H

#include <zephyr/kernel.h>

#include "coir/coir.h"

/* The port: give &it.port to coir_loop_init. */
struct coir_zephyr {
    struct coir_port port;
    struct k_sem woken;
};

COIR_C_BEGIN_

/* Make it ready.
 *
 * port      yours; lives as long as the loop that uses it
 * context   a thread, before coir_loop_init */
void coir_zephyr_init(struct coir_zephyr *port);

COIR_C_END_

#endif
