/* chip.h - a chip for programs that misuse Coir: a clock, and an interrupt that comes while it sleeps.
 *
 * A program has `interrupt`, which comes once, in the first sleep, and what it begins with in `app`.
 * SPDX-License-Identifier: MIT
 */
#include "coir/bare.h"
#include "coir/coir.h"

static struct coir_loop loop;
static struct coir_bare port;
static coir_time counted;

static void interrupt(void);

static coir_time ticks(void) {
    return counted;
}

static void idle(coir_time span) {
    (void)span;
    if (counted++ == 0)
        interrupt();
    if (counted == 1000)
        exit(2); /* nobody has said anything */
}

static inline void chip_begin(void) {
    coir_bare_init(&port, ticks, idle);
    coir_loop_init(&loop, &port.port);
}
