/* watchdog.h - feed the chip's watchdog as long as every task that should be alive says so.
 *
 * Rung 12. A task feeds the watchdog, but only while all others gave a sign of life in time. A task that
 * computes for ever stops the feeding at once, for nobody else runs; one that waits for ever is missed. In
 * both cases the chip is reset. The registers of the chip stand behind two functions. Costs 5 words for
 * each task that is watched, the watchdog, 3 words, and the frame of the task.
 *
 *     coir_watchdog_init(&watchdog, &board_watchdog, 500);
 *     coir_watchdog_expect(&watchdog, &self->alive, "sensor", COIR_S(2));
 *     START(&loop, feeder, coir_feed, .watchdog = &watchdog);
 *
 *     coir_alive(&self->alive);      in the loop of the sensor
 *
 * Needs: loop.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_WATCHDOG_H
#define COIR_WATCHDOG_H

#include "coir/loop.h"

/* What a chip must bring. */
struct coir_watchdog_registers {
    /* From now on reset the chip if it is not fed for so many milliseconds, or somewhat more. */
    void (*start)(uint16_t ms);
    void (*feed)(void);
};

/* A task's sign of life. Its members are private, but for the name. */
struct coir_sign {
    struct coir_sign *next;
    const char *name;
    coir_time within, last;
};

/* A watchdog. Its members are private. */
struct coir_watchdog {
    const struct coir_watchdog_registers *registers;
    struct coir_sign *signs;
    uint16_t ms;
};

/* Start the watchdog and feed it, four times as often as it must be: as a task of its own.
 *
 * watchdog    yours
 * missing     once it has failed: the sign that did not come
 * errors      COIR_TIMEOUT     a sign did not come in time. The watchdog is fed no more, and the chip will
 *                              be reset; until then there is time to tell somebody
 *             COIR_CANCELLED   likewise fed no more
 * context     a task */
struct coir_feed {
    COIR_CORO;
    struct coir_watchdog *watchdog;
    const struct coir_sign *missing;
};

COIR_ASYNC_DECLARE(coir_feed);

COIR_C_BEGIN_

/* Make a watchdog ready; it starts with coir_feed.
 *
 * watchdog    yours, as long as the program
 * registers   a constant
 * ms          how long the chip may go unfed: what chips can do is the board's to say
 * context     the loop's thread */
void coir_watchdog_init(struct coir_watchdog *watchdog,
                        const struct coir_watchdog_registers *registers, uint16_t ms);

/* Expect a sign of life from a task from now on.
 *
 * sign        yours until coir_watchdog_forget; in no other watchdog. One that is expected already begins
 *             anew: a task that was cancelled may be started again
 * name        yours as long: for whoever tells what was missing
 * within      at most so many ticks from one coir_alive to the next, and until the first
 * context     inside the running loop */
void coir_watchdog_expect(struct coir_watchdog *watchdog, struct coir_sign *sign, const char *name,
                          coir_time within);

/* Expect it no more: before its task ends, or waits for something that may never come. Idempotent. */
void coir_watchdog_forget(struct coir_watchdog *watchdog, struct coir_sign *sign);

/* I am alive. Context: inside the running loop */
static inline void coir_alive(struct coir_sign *sign) {
    sign->last = coir_now();
}

COIR_C_END_

#endif
