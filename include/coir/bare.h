/* bare.h - run on any machine that can tell the time.
 *
 * A port: you bring a function that counts ticks, and, if you like, one that sleeps.
 * What counts milliseconds already will do, millis() or HAL_GetTick().
 * Costs 20 bytes of pointers on 32-bit, and 9.
 *
 *     static coir_time ticks(void) { return (coir_time)millis(); }
 *
 *     coir_bare_init(&port, ticks, NULL);
 *
 * Needs: port.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_BARE_H
#define COIR_BARE_H

#include "coir/port.h"

/* The port: give &bare.port to coir_loop_init. */
struct coir_bare {
    struct coir_port port;
    coir_time (*ticks)(void);
    void (*idle)(coir_time span);
    volatile bool woken; /* a wake-up came that no wait has seen */
};

COIR_C_BEGIN_

/* Make it ready.
 *
 * port      yours; lives as long as the loop
 * ticks     the time in ticks of coir_time, wrapping as that does; called with interrupts as they are
 * idle      called, with interrupts masked, when there is nothing to do: sleep for at most so many
 *           ticks, or until the next interrupt, as WFI does on a Cortex-M, and sei, sleep, cli on an
 *           AVR. NULL: go round and round */
void coir_bare_init(struct coir_bare *port, coir_time (*ticks)(void), void (*idle)(coir_time span));

COIR_C_END_

#endif
