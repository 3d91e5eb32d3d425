/* adc.h - sample a voltage at regular times, as an async generator.
 *
 * Rung 12. A loop over the samples; the converter works by interrupt, and between two samples the task
 * sleeps. Loops over other inputs of the same converter take turns with it. The times do not drift: a
 * sample that came late, because somebody was slow, does not delay the next. The registers of the chip
 * stand behind two functions. Costs the converter, about 90 bytes on 32-bit and 50 on AVR, and a frame for
 * each loop.
 *
 *     coir_adc_init(&converter, &loop, &board_adc);
 *
 *     ASYNC_FOR (self->adc, coir_adc, .converter = &converter, .input = 0, .every = COIR_MS(10)) {
 *         sum += self->adc.value;
 *     }
 *     ASYNC_FOR_END
 *
 * Needs: async_generator.h, lock.h, notice.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_ADC_H
#define COIR_ADC_H

#include "coir/async_generator.h"
#include "coir/lock.h"
#include "coir/notice.h"

#if COIR_GRANTS && COIR_CALLBACKS

struct coir_adc_converter;

/* What a chip must bring, with its interrupt, which calls coir_adc_converted_from_isr. */
struct coir_adc_registers {
    /* Set the converter and its interrupt up. */
    void (*attach)(struct coir_adc_converter *converter);
    /* Begin to convert one input. One that is under way still does not matter any more, and neither does its
     * interrupt, if that waits. Called with interrupts masked. */
    void (*convert)(uint8_t input);
};

/* A converter. Its members are private. */
struct coir_adc_converter {
    const struct coir_adc_registers *registers;
    struct coir_lock turn;
    struct coir_event over;
    struct coir_notice notice;
    volatile int result; /* COIR_PENDING while it converts */
};

/* Sample for ever: ASYNC_FOR (self->adc, coir_adc, .converter = &converter, ...) { ... }
 *
 * input       its number; what that means is the chip's
 * every       from one sample to the next, in ticks; 0: as fast as it goes
 * value       the sample, 0 to what the converter gives at most
 * missed      how many samples were left out because whoever takes them was too slow
 * errors      COIR_CANCELLED
 * context     a task of the converter's loop; any number of them */
struct coir_adc {
    COIR_CORO;
    struct coir_adc_converter *converter;
    uint8_t input;
    coir_time every;
    int value;
    unsigned missed;
    /* private */
    coir_time due;
};

COIR_ASYNC_DECLARE(coir_adc);

COIR_C_BEGIN_

/* Make a converter ready.
 *
 * converter  yours, as long as the program
 * registers  a constant
 * context    the loop's thread */
void coir_adc_init(struct coir_adc_converter *converter, struct coir_loop *loop,
                   const struct coir_adc_registers *registers);

/* For the interrupt: a conversion is over, and this is its result, 0 or more. */
void coir_adc_converted_from_isr(struct coir_adc_converter *converter, int result);

COIR_C_END_

#endif
#endif
