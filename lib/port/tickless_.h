/* tickless_.h - what a port does with one hardware timer, whichever that is.
 *
 * A port's file brings, before it includes this, how ticks and the timer's counts relate:
 *
 *   COUNT_HZ_     how many counts in COUNT_SECONDS_ seconds
 *   MOST_         how many counts may go by at most between two looks
 *   passed_()     how many went by since the last call
 *   alarm_(n)     interrupt n counts after the last call of passed_, or at once if that has gone by;
 *                 n is 1 to MOST_
 *
 * and calls timer_interrupt_ from the interrupt. All of it runs with interrupts masked.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_LIB_TICKLESS_H
#define COIR_LIB_TICKLESS_H

#include "../loop_.h"
#include "coir/interrupt.h"
#include "coir/tickless.h"

static uint32_t passed_(void);
static void alarm_(uint32_t counts);

/* A count is SCALE_ parts, a tick PARTS_: the ratio in its lowest terms, as far as powers of two, five
 * and ten take it. */
#define RATE_ ((uint64_t)COIR_TICK_HZ * COUNT_SECONDS_)
#define BOTH_BY_(n) ((uint64_t)COUNT_HZ_ % (n) == 0 && RATE_ % (n) == 0)
#define COMMON_                                                                                    \
    ((uint64_t)COUNT_HZ_ % RATE_ == 0 ? RATE_                                                      \
     : BOTH_BY_(64000)                ? 64000                                                      \
     : BOTH_BY_(8000)                 ? 8000                                                       \
     : BOTH_BY_(1000)                 ? 1000                                                       \
     : BOTH_BY_(125)                  ? 125                                                        \
     : BOTH_BY_(25)                   ? 25                                                         \
     : BOTH_BY_(5)                    ? 5                                                          \
                                      : 1)
#define SCALE_ ((uint32_t)(RATE_ / COMMON_))
#define PARTS_ ((uint32_t)(COUNT_HZ_ / COMMON_))
/* ... and so that the parts of MOST_COUNTS_ fit 31 bits; MOST_TICKS_ are the whole ticks within them. */
#define MOST_COUNTS_ ((uint32_t)((uint64_t)MOST_ * SCALE_ >> 31 ? 0x7fffffffu / SCALE_ : MOST_))
#define MOST_TICKS_ (MOST_COUNTS_ * SCALE_ / PARTS_)

/* Compiles if a tick fits the timer; otherwise choose a higher COIR_TICK_HZ, or a longer timer. */
typedef char the_timer_is_shorter_than_a_tick_[MOST_TICKS_ > 0 ? 1 : -1];

/* For tests: what is to happen just before the core stops. */
#ifdef COIR_BEFORE_SLEEP
void COIR_BEFORE_SLEEP(void);
#define BEFORE_SLEEP_() COIR_BEFORE_SLEEP()
#else
#define BEFORE_SLEEP_() ((void)0)
#endif

/* Interrupts that were let in come before the next instruction. (ARM's application note 321, 4.8) */
#if COIR_CORTEX_M_
#define LET_IN_() __asm__ volatile("isb" : : : "memory")
#else
#define LET_IN_() ((void)0)
#endif

static struct coir_tickless *self_;

static void look_(struct coir_tickless *self) {
    uint32_t parts = self->rest + passed_() * SCALE_;
    if (parts >= PARTS_) { /* a small chip divides for hundreds of cycles */
        self->ticks += parts / PARTS_;
        parts %= PARTS_;
    }
    self->rest = parts;
}

/* The alarm in so many ticks, or as far as the timer goes, in whole ticks too: so the last step does not go
 * past the deadline. Returns whether it does not go so far. */
static bool alarm_in_(const struct coir_tickless *self, uint32_t ticks) {
    bool step = ticks > MOST_TICKS_;
    if (step)
        ticks = MOST_TICKS_;
    alarm_((ticks * PARTS_ - self->rest + SCALE_ - 1) / SCALE_);
    return step;
}

/* How much of a span is left before a second loop's deadline; that is due with 0. */
#if COIR_PREEMPT
static uint32_t until_second_(struct coir_tickless *self, uint32_t ticks) {
    int32_t left = (int32_t)(self->deadline - self->ticks);
    if (!self->set_off)
        return ticks;
    if (left <= 0) {
        void (*set_off)(void) = self->set_off;
        self->set_off = NULL;
        set_off();
        return ticks;
    }
    return (uint32_t)left < ticks ? (uint32_t)left : ticks;
}

void coir_tickless_set_off_(struct coir_tickless *self, coir_time span, void (*set_off)(void)) {
    coir_interrupts_ was = coir_mask_interrupts_();
    look_(self);
    self->deadline = self->ticks + (uint32_t)span;
    self->set_off = span == COIR_FOREVER ? NULL : set_off;
    alarm_in_(self, until_second_(self, MOST_TICKS_));
    coir_restore_interrupts_(was);
}
#else
#define until_second_(self, ticks) (ticks)
#endif

static inline void timer_interrupt_(void) {
    look_(self_);
    alarm_in_(self_, until_second_(self_, MOST_TICKS_));
}

static coir_time now_(struct coir_port *port) {
    struct coir_tickless *self = (struct coir_tickless *)port;
    coir_interrupts_ was = coir_mask_interrupts_();
    uint32_t ticks;
    look_(self);
    ticks = self->ticks;
    coir_restore_interrupts_(was);
    return (coir_time)ticks;
}

/* Sleep once, at most for so many ticks. Interrupts are masked before and after, and come in
 * between. */
static void sleep_(struct coir_tickless *self, uint32_t ticks, coir_interrupts_ unmasked) {
    bool step = alarm_in_(self, until_second_(self, ticks));
    BEFORE_SLEEP_();
    coir_sleep_masked_();
    coir_restore_interrupts_(unmasked);
    LET_IN_();
    coir_mask_interrupts_();
#if COIR_COUNT_WAKEUPS
    self->wakeups++;
    self->steps += step && !self->woken;
#else
    (void)step;
#endif
}

static void wait_(struct coir_port *port, struct coir_loop *loop, coir_time span) {
    struct coir_tickless *self = (struct coir_tickless *)port;
    coir_interrupts_ was = coir_mask_interrupts_();
    uint32_t until; /* in 32 bits, also if times have 16 */
    look_(self);
    until = self->ticks - (uint32_t)coir_time_between_(loop->now, (coir_time)self->ticks) +
            (uint32_t)span;
    while (!self->woken && (int32_t)(until - self->ticks) > 0) {
        sleep_(self, until - self->ticks, was);
        look_(self);
    }
    self->woken = false;
    coir_restore_interrupts_(was);
}

static void wake_(struct coir_port *port) {
    ((struct coir_tickless *)port)->woken = true;
}

static void begin_(struct coir_tickless *self) {
    memset(self, 0, sizeof *self);
    self->port.now = now_;
    self->port.wait = wait_;
    self->port.wake = wake_;
    self_ = self;
    passed_();
    alarm_(MOST_COUNTS_);
}

#endif
