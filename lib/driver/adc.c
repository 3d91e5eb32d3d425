/* adc.c - sample a voltage at regular times, as an async generator.
 *
 * A lock, and an event that the interrupt sets. The lock is not held while the value is handed out.
 * SPDX-License-Identifier: MIT
 */
#include "coir/adc.h"

#if COIR_CANCEL

void coir_adc_init(struct coir_adc_converter *converter, struct coir_loop *loop,
                   const struct coir_adc_registers *registers) {
    memset(converter, 0, sizeof *converter);
    converter->registers = registers;
    coir_lock_init(&converter->turn);
    coir_event_init(&converter->over);
    coir_notice_init(&converter->notice, loop);
    registers->attach(converter);
}

void coir_adc_converted_from_isr(struct coir_adc_converter *converter, int result) {
    if (converter->result != COIR_PENDING)
        return;
    converter->result = result;
    coir_event_set_from_isr(&converter->notice, &converter->over);
}

static int wait_(struct coir_adc_converter *converter) {
    if (converter->result != COIR_PENDING)
        return 0;
    coir_event_clear(&converter->over);
    return coir_event_wait(&converter->over);
}

/* The next time that is not over yet. */
static void set_next_(struct coir_adc *self) {
    self->due += self->every;
    while (self->every > 0 && coir_now() - self->due >= self->every) {
        self->due += self->every;
        self->missed++;
    }
}

COIR_ASYNC(coir_adc) {
    self->due = coir_now();
    for (;;) {
        COIR_AWAIT(coir_lock_acquire(&self->converter->turn));
        COIR_TRY {
            self->converter->result = COIR_PENDING;
            self->converter->registers->convert(self->input);
            while (self->converter->result == COIR_PENDING)
                COIR_AWAIT(wait_(self->converter));
            self->value = self->converter->result;
        }
        COIR_FINALLY {
            coir_lock_release(&self->converter->turn);
        }
        COIR_TRY_END
        COIR_YIELD(self->value);
        set_next_(self);
        COIR_AWAIT(coir_sleep_until(self->due));
    }
}
COIR_ASYNC_END
#endif
