/* adc.c - the converter of an LM3S6965: inputs 0 to 3, 10 bits of 3 V, begun by timer 1.
 *
 * Its sequence 0 takes one sample each time the timer has counted down. (The emulator knows no other way
 * to begin, and gives numbers of its own instead of voltages.)
 * SPDX-License-Identifier: MIT
 */
#include "coir/adc.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define CLOCK_GATES_0 REGISTER(0x400fe100)
#define CLOCK_GATES_1 REGISTER(0x400fe104)
#define NVIC_ENABLE REGISTER(0xe000e100)
#define ADC(offset) REGISTER(0x40038000 + (offset))
#define ACTIVE ADC(0x00)
#define INTERRUPT_MASK ADC(0x08)
#define INTERRUPT_CLEAR ADC(0x0c)
#define BEGUN_BY ADC(0x14)
#define INPUT ADC(0x40)
#define STEPS ADC(0x44)
#define RESULT ADC(0x48)
#define TIMER(offset) REGISTER(0x40031000 + (offset))
#define TIMER_MODE TIMER(0x04)
#define TIMER_CONTROL TIMER(0x0c)
#define TIMER_LOAD TIMER(0x28)

#if COIR_CANCEL

static struct coir_adc_converter *converter;

static void attach(struct coir_adc_converter *with) {
    converter = with;
    CLOCK_GATES_0 |= 1 << 16;
    CLOCK_GATES_1 |= 1 << 17;
    (void)CLOCK_GATES_1; /* it takes some cycles */
    ACTIVE = 0;
    BEGUN_BY = 5; /* a timer */
    STEPS = 6;    /* the first is the last, and interrupts */
    INTERRUPT_MASK = 1;
    ACTIVE = 1;
    TIMER_CONTROL = 0;
    TIMER(0) = 0;   /* 32 bits */
    TIMER_MODE = 1; /* once */
    NVIC_ENABLE = 1 << 14;
}

static void convert(uint8_t input) {
    TIMER_CONTROL = 0;
    INPUT = input;
    TIMER_LOAD = 50;            /* a microsecond */
    TIMER_CONTROL = 1 << 5 | 1; /* begin a conversion, and count */
}

void ADC0_Handler(void);
void ADC0_Handler(void) {
    INTERRUPT_CLEAR = 1;
    coir_adc_converted_from_isr(converter, (int)RESULT);
}

const struct coir_adc_registers board_adc = {attach, convert};

#endif
