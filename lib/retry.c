/* retry.c - try again what failed, after a pause that grows.
 *
 * A sleep per pause; two multiplications for the jitter.
 * SPDX-License-Identifier: MIT
 */
#include "coir/retry.h"
#include "again_.h"

#if COIR_CLEANUP

/* Marsaglia's xorshift: small, and good enough to scatter. 0 would stay 0. */
static uint32_t random_(struct coir_retry *self) {
    if (self->random)
        return self->random(self->argument);
    if (self->seed == 0)
        self->seed = 2463534242u;
    self->seed ^= self->seed << 13;
    self->seed ^= self->seed >> 17;
    self->seed ^= self->seed << 5;
    return self->seed;
}

/* A random span from 0 to `most`: most * r / 2^32, without overflow. */
static coir_time part_of_(coir_time most, uint32_t r) {
    uint64_t whole = (uint64_t)most, high = whole >> 32, low = whole & 0xffffffffu;
    return (coir_time)(int64_t)(high * r + (low * r >> 32));
}

/* The pause now, and the next one: twice as long, if that is a time at all. */
static coir_time next_pause_(struct coir_retry *self) {
    coir_time pause = self->pause, most;
    unsigned jitter = self->jitter < 100 ? self->jitter : 100;
    if (self->max_delay > 0 && pause > self->max_delay)
        pause = self->max_delay;
    if (self->pause > 0 && self->pause <= COIR_FOREVER / 4)
        self->pause = (coir_time)(self->pause * 2);
    most = (coir_time)(pause / 100 * (coir_time)jitter + pause % 100 * (coir_time)jitter / 100);
    return most > 0 ? pause - part_of_(most, random_(self)) : pause;
}

static bool is_worth_it_(struct coir_retry *self, int error) {
    if (self->attempts && self->tried >= self->attempts)
        return false;
    return !self->should_retry || self->should_retry(error, self->argument);
}

static void begin_again_(struct coir_retry *self) {
    if (self->prepare)
        self->prepare(self->call, self->argument);
    coir_begin_again_(self->call, self->body);
}

COIR_ASYNC(coir_retry) {
    self->body = self->call->body;
    self->pause = self->delay;
    for (;;) {
        self->tried++;
        COIR_TRY {
            COIR_AWAIT_CALL(self->call);
            COIR_RETURN();
        }
        COIR_CATCH(COIR_ERROR) {
            if (!is_worth_it_(self, COIR_CAUGHT))
                COIR_RAISE(COIR_CAUGHT);
        }
        COIR_TRY_END
        self->wait = next_pause_(self);
        COIR_AWAIT(coir_sleep(self->wait));
        begin_again_(self);
    }
}
COIR_ASYNC_END

#endif
