/* pwm.c - fade what a pulse width drives: a light, a motor.
 *
 * A multiplication and a division for each step.
 * SPDX-License-Identifier: MIT
 */
#include "coir/pwm.h"
#include "../loop_.h"

void coir_pwm_init(struct coir_pwm *pwm, const struct coir_pwm_registers *registers) {
    pwm->registers = registers;
    pwm->duty = 0;
    registers->attach();
}

void coir_pwm_set(struct coir_pwm *pwm, uint8_t duty) {
    pwm->duty = duty;
    pwm->registers->set(duty);
}

/* Where it should be by now: the way, in proportion to the time, of which 23 bits are exact enough. */
static uint8_t duty_now_(const struct coir_fade *self) {
    coir_time passed = coir_time_between_(self->begun, coir_now()), during = self->during;
    int32_t way = self->to - self->from;
    if (passed >= during)
        return self->to;
#if COIR_TIME_BITS > 16
    while (during > 0x7fffff) {
        during /= 2;
        passed /= 2;
    }
#endif
    return (uint8_t)(self->from + (int32_t)passed * way / (int32_t)during);
}

COIR_ASYNC(coir_fade) {
    self->from = self->pwm->duty;
    self->begun = coir_now();
    if (self->every <= 0)
        self->every = COIR_MS(10);
    for (self->step = 0; self->during - self->step > self->every;) {
        self->step += self->every;
        COIR_AWAIT(coir_sleep_until(coir_time_after_(self->begun, self->step)));
        coir_pwm_set(self->pwm, duty_now_(self));
    }
    if (self->during > 0)
        COIR_AWAIT(coir_sleep_until(coir_time_after_(self->begun, self->during)));
    coir_pwm_set(self->pwm, self->to);
}
COIR_ASYNC_END
