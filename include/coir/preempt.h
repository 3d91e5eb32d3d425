/* preempt.h - run a second loop from an interrupt, in front of the first.
 *
 * For tasks that cannot wait until others come to their next await: they have a loop of their own, which
 * takes its turns in an interrupt of low priority that software sets off (on a Cortex-M: one that no
 * device uses), and so in the midst of whatever the first loop does. They share the first one's
 * clock. Define COIR_PREEMPT as 1, and COIR_GROUPS, by which a task knows its loop. Costs a loop, 28
 * bytes, and the stack of a turn.
 *
 *     coir_preempt_init(&preempt, &clock, set_off);         set_off makes the interrupt pending
 *     coir_loop_init(&second, &preempt.port);
 *     void the_interrupt(void) { coir_preempt_run(&preempt, &second); }
 *
 * Tasks of both loops share memory as a program and its interrupts do; they wake each other with
 * notices and rings.
 *
 * Needs: loop.h, tickless.h.   Semantics: Embassy's interrupt executors.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_PREEMPT_H
#define COIR_PREEMPT_H

#include "coir/loop.h"
#include "coir/tickless.h"

#if COIR_PREEMPT && COIR_GROUPS

/* The second loop's port. Its members are private. */
struct coir_preempt {
    struct coir_port port;
    struct coir_tickless *clock;
    void (*set_off)(void);
};

COIR_C_BEGIN_

/* Make it ready.
 *
 * preempt   yours; lives as long as the second loop
 * clock     the first loop's port
 * set_off   makes the interrupt pending, from anywhere */
void coir_preempt_init(struct coir_preempt *preempt, struct coir_tickless *clock,
                       void (*set_off)(void));

/* Take turns until nothing is ready, and see to it that the next deadline sets the interrupt off.
 * Context: that interrupt, whose priority is below that of all that wake the loop. After the first tasks
 * were started, set it off. */
void coir_preempt_run(struct coir_preempt *preempt, struct coir_loop *loop);

COIR_C_END_

#endif
#endif
