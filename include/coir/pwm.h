/* pwm.h - fade what a pulse width drives: a light, a motor.
 *
 * Rung 12. A fade is a coroutine: it ends when the last value is reached, and can be cancelled on its way,
 * where the output stays as it is then. The registers of the chip stand behind two functions. Costs the
 * output, 8 bytes on 32-bit and 3 on AVR, and a frame for each fade.
 *
 *     coir_pwm_init(&lamp, &board_pwm);
 *
 *     AWAIT(self->fade, coir_fade, .pwm = &lamp, .to = 255, .during = COIR_MS(500));
 *
 * Needs: loop.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_PWM_H
#define COIR_PWM_H

#include "coir/loop.h"

/* What a chip must bring. */
struct coir_pwm_registers {
    /* Set the pin and its timer up, switched off. */
    void (*attach)(void);
    /* 0 is off all the time, 255 on all the time. */
    void (*set)(uint8_t duty);
};

/* An output. `duty` may be read; its members are private. */
struct coir_pwm {
    const struct coir_pwm_registers *registers;
    uint8_t duty;
};

/* Go from the present duty to another one, at an even pace: AWAIT(self->fade, coir_fade, .pwm = &lamp, ...)
 *
 * to          0 to 255
 * during      how long it takes, in ticks, up to 8 million; 0: at once
 * every       from one step to the next, in ticks; 0: 10 ms
 * errors      COIR_CANCELLED   the duty stays as it is
 * context     a task; one fade at a time for each output */
struct coir_fade {
    COIR_CORO;
    struct coir_pwm *pwm;
    uint8_t to;
    coir_time during;
    coir_time every;
    /* private */
    uint8_t from;
    coir_time begun, step;
};

COIR_ASYNC_DECLARE(coir_fade);

COIR_C_BEGIN_

/* Begin switched off.
 *
 * pwm         yours
 * registers   a constant
 * context     the loop's thread */
void coir_pwm_init(struct coir_pwm *pwm, const struct coir_pwm_registers *registers);

/* Set the duty at once, 0 to 255. */
void coir_pwm_set(struct coir_pwm *pwm, uint8_t duty);

COIR_C_END_

#endif
