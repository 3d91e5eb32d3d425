/* pin.c - a button that is pressed as the variable PRESSES says: "AT:D2=LEVEL ...", at milliseconds; level
 * 0 is pressed.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "board.h"

#include "coir/pin.h"

enum { MOST = 64 };
static struct coir_handle edges[MOST];
static struct coir_pin *button;

static int fall(void *unused) {
    (void)unused;
    coir_pin_changed_from_isr(button, 1);
    return 0;
}

static int rise(void *unused) {
    (void)unused;
    coir_pin_changed_from_isr(button, 0);
    return 0;
}

void board_button(struct coir_pin *pin, struct coir_loop *loop) {
    const char *at = getenv("PRESSES");
    coir_pin_init(pin, loop, 0);
    button = pin;
    for (int i = 0; at && *at && i < MOST; i++) {
        char *end;
        long when = strtol(at, &end, 10);
        int pressed = end[4] == '0';
        coir_call_at(loop, &edges[i], COIR_MS(when), pressed ? fall : rise, NULL);
        at = end + 5 + (end[5] == ' ');
    }
}
