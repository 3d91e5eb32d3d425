/* cortex_m.c - wait with WFI, and SysTick or a timer of the chip.
 *
 * A sleep costs one division, and two looks at the timer.
 * SPDX-License-Identifier: MIT
 */
#include "coir/cortex_m.h"
#include "coir/interrupt.h"

#if COIR_CORTEX_M_

#if !defined COIR_TIMER_HEADER && !defined COIR_CPU_HZ
#error "define COIR_CPU_HZ, the rate of the core's clock, or COIR_TIMER_HEADER: see cortex_m.h"
#endif

#ifdef COIR_TIMER_HEADER
#include COIR_TIMER_HEADER
#define COUNT_HZ_ COIR_TIMER_HZ
#define COUNT_MASK_ (0xffffffffu >> (32 - COIR_TIMER_BITS))
#define MOST_ (COUNT_MASK_ / 2)
#else
#ifndef COIR_TIMER_HANDLER
#define COIR_TIMER_HANDLER SysTick_Handler
#endif
#define COUNT_HZ_ COIR_CPU_HZ
#define MOST_ 0x1000000u
#endif
#define COUNT_SECONDS_ 1
#include "tickless_.h"

#ifdef COIR_TIMER_HEADER

static uint32_t last_;

static uint32_t passed_(void) {
    uint32_t before = last_;
    last_ = coir_timer_count() & COUNT_MASK_;
    return (last_ - before) & COUNT_MASK_;
}

/* Not in the past, and not at this very count, which a timer may not see. */
static void alarm_(uint32_t counts) {
    uint32_t gone, soon = 2;
    do {
        gone = (coir_timer_count() - last_) & COUNT_MASK_;
        if (counts < gone + soon)
            counts = gone + soon;
        coir_timer_alarm((last_ + counts) & COUNT_MASK_);
        soon *= 2;
    } while (((coir_timer_count() - last_) & COUNT_MASK_) >= counts);
}

static void start_(void) {
    coir_timer_start();
}

COIR_EXTERN_C_ void COIR_TIMER_HANDLER(void);
void COIR_TIMER_HANDLER(void) {
    coir_timer_acknowledge();
    timer_interrupt_();
}

#else

/* SysTick counts down to 0, stays there for one cycle, then begins again at its reload value. */
#define REGISTER_(address) (*(volatile uint32_t *)(address))
#define SYSTICK_CONTROL_ REGISTER_(0xe000e010)
#define SYSTICK_RELOAD_ REGISTER_(0xe000e014)
#define SYSTICK_VALUE_ REGISTER_(0xe000e018)
#define INTERRUPT_CONTROL_ REGISTER_(0xe000ed04)
#define CLEAR_SYSTICK_ (1u << 25)
#define COUNTED_ (1u << 16) /* it reached 0 since the last look; reading clears this */

static uint32_t period_, taken_, before_;

/* How far it is into its period. */
static uint32_t into_(void) {
    uint32_t value = SYSTICK_VALUE_;
    return value ? period_ - value : 0;
}

static uint32_t passed_(void) {
    uint32_t at = into_(), passed;
    if (SYSTICK_CONTROL_ & COUNTED_) {
        at = into_();
        before_ += period_;
    }
    passed = before_ + at - taken_;
    taken_ = at;
    before_ = 0;
    return passed;
}

/* Begin a new period, and keep what went by of this one. */
static void alarm_(uint32_t counts) {
    uint32_t gone = passed_();
    counts = counts > gone + 1 ? counts - gone : 2;
    SYSTICK_RELOAD_ = counts - 1;
    SYSTICK_VALUE_ = 0;
    INTERRUPT_CONTROL_ = CLEAR_SYSTICK_;
    before_ = gone;
    taken_ = 0;
    period_ = counts;
}

static void start_(void) {
    period_ = MOST_;
    SYSTICK_RELOAD_ = MOST_ - 1;
    SYSTICK_VALUE_ = 0;
    SYSTICK_CONTROL_ = 7; /* count the core's clock, and interrupt */
}

COIR_EXTERN_C_ void COIR_TIMER_HANDLER(void);
void COIR_TIMER_HANDLER(void) {
    timer_interrupt_();
}

#endif

void coir_cortex_m_init(struct coir_tickless *port) {
    coir_interrupts_ was = coir_mask_interrupts_();
    start_();
    begin_(port);
    coir_restore_interrupts_(was);
}

#elif defined __arm__ && !COIR_HOSTED
#error "compiled for a core that is no Cortex-M: is -mcpu missing?"
#endif
