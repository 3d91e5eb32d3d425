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
static int planned, level;

static int change(int to) {
    level = to;
    if (button)
        coir_pin_changed_from_isr(button, level);
    return 0;
}

static int fall(void *unused) {
    (void)unused;
    return change(1);
}

static int rise(void *unused) {
    (void)unused;
    return change(0);
}

static void plan(struct coir_loop *loop) {
    const char *at = getenv("PRESSES");
    while (at && *at && planned < MOST) {
        char *end;
        long when = strtol(at, &end, 10);
        int pressed = end[4] == '0';
        coir_call_at(loop, &edges[planned++], COIR_MS(when), pressed ? fall : rise, NULL);
        at = end + 5 + (end[5] == ' ');
    }
}

static int attach(struct coir_pin *pin) {
    button = pin;
    if (pin && !planned)
        plan(pin->changes.loop);
    return level;
}

const struct coir_pin_registers board_button = {attach};
