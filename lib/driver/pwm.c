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

/* Where it should be by now: the way, in proportion to the time. */
static uint8_t duty_now_(const struct coir_fade *self) {
    coir_time passed = coir_time_between_(self->begun, coir_now());
    int way = self->to - self->from;
    if (passed >= self->during)
        return self->to;
    return (uint8_t)(self->from + (int)(passed * way / self->during));
}

COIR_ASYNC(coir_fade) {
    self->from = self->pwm->duty;
    self->begun = coir_now();
    if (self->every <= 0)
        self->every = COIR_MS(10);
    for (self->step = self->every; self->step < self->during; self->step += self->every) {
        COIR_AWAIT(coir_sleep_until(coir_time_after_(self->begun, self->step)));
        coir_pwm_set(self->pwm, duty_now_(self));
    }
    if (self->during > 0)
        COIR_AWAIT(coir_sleep_until(coir_time_after_(self->begun, self->during)));
    coir_pwm_set(self->pwm, self->to);
}
COIR_ASYNC_END
