/* watchdog.c - the watchdog of an ATmega328P: 16 ms to 8 s, in powers of two.
 *
 * SPDX-License-Identifier: MIT
 */
#include <avr/io.h>
#include <avr/wdt.h>

#include "coir/watchdog.h"

/* After it has reset the chip it is on still, with 16 ms to go: switch it off before anything else. */
__attribute__((naked, used, section(".init3"))) void board_stop_watchdog(void);
void board_stop_watchdog(void) {
    MCUSR = 0;
    wdt_disable();
}

static void start(uint16_t ms) {
    uint8_t power = 0;
    while (power < WDTO_8S && (16u << power) < ms)
        power++;
    wdt_enable(power);
}

static void feed(void) {
    wdt_reset();
}

const struct coir_watchdog_registers board_watchdog = {start, feed};
