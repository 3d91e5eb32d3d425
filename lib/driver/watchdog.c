/* watchdog.c - feed the chip's watchdog as long as every task that should be alive says so.
 *
 * A walk over the signs each time.
 * SPDX-License-Identifier: MIT
 */
#include "coir/watchdog.h"
#include "../loop_.h"

void coir_watchdog_init(struct coir_watchdog *watchdog,
                        const struct coir_watchdog_registers *registers, uint16_t ms) {
    watchdog->registers = registers;
    watchdog->signs = NULL;
    watchdog->ms = ms;
}

void coir_watchdog_expect(struct coir_watchdog *watchdog, struct coir_sign *sign, const char *name,
                          coir_time within) {
    coir_watchdog_forget(watchdog, sign);
    sign->name = name;
    sign->within = within;
    sign->last = coir_now();
    sign->next = watchdog->signs;
    watchdog->signs = sign;
}

void coir_watchdog_forget(struct coir_watchdog *watchdog, struct coir_sign *sign) {
    struct coir_sign **at = &watchdog->signs;
    while (*at && *at != sign)
        at = &(*at)->next;
    if (*at)
        *at = sign->next;
}

static const struct coir_sign *missing_(const struct coir_watchdog *watchdog) {
    const struct coir_sign *sign = watchdog->signs;
    while (sign && coir_time_between_(sign->last, coir_now()) <= sign->within)
        sign = sign->next;
    return sign;
}

COIR_ASYNC(coir_feed) {
    self->watchdog->registers->start(self->watchdog->ms);
    for (;;) {
        self->missing = missing_(self->watchdog);
        if (self->missing)
            COIR_RAISE(COIR_TIMEOUT);
        self->watchdog->registers->feed();
        COIR_AWAIT(coir_sleep_ms(self->watchdog->ms / 4));
    }
}
COIR_ASYNC_END
