/* adc.c - sample a voltage at regular times, as an async generator.
 *
 * A lock, and an event that the interrupt sets. The lock is not held while the value is handed out.
 * SPDX-License-Identifier: MIT
 */
#include "coir/adc.h"
#include "../loop_.h"
#include "coir/interrupt.h"

#if COIR_GRANTS && COIR_CALLBACKS

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
    if (self->every <= 0)
        self->due = coir_now();
    else
        self->due = coir_time_after_(self->due, self->every);
    while (self->every > 0 && coir_time_between_(self->due, coir_now()) >= self->every) {
        self->due = coir_time_after_(self->due, self->every);
        self->missed++;
    }
}

/* The interrupt of a conversion before, whose task was cancelled, may come until `convert` has stopped it. */
static void begin_(struct coir_adc_converter *converter, uint8_t input) {
    coir_interrupts_ was = coir_mask_interrupts_();
    converter->result = COIR_PENDING;
    converter->registers->convert(input);
    coir_restore_interrupts_(was);
}

COIR_ASYNC(coir_adc) {
    self->due = coir_now();
    for (;;) {
        COIR_AWAIT(coir_lock_acquire(&self->converter->turn));
        COIR_TRY {
            begin_(self->converter, self->input);
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
