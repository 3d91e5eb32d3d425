/* Blink.ino - two LEDs, each at its own pace, each a loop that looks as if it were alone.
 *
 * One is on the board, the other on pin 12. Both are the same coroutine with other arguments.
 * SPDX-License-Identifier: MIT
 */
#include <coir_arduino.h>

struct blink {
    CORO;
    uint8_t pin;
    int ms;
};

ASYNC(blink) {
    pinMode(self->pin, OUTPUT);
    for (;;) {
        digitalWrite(self->pin, HIGH);
        AWAIT(coir_sleep_ms(self->ms));
        digitalWrite(self->pin, LOW);
        AWAIT(coir_sleep_ms(self->ms));
    }
}
ASYNC_END

static struct coir_loop tasks;
static COIR_TASK(blink) on_board, outside;

void setup() {
    coir_loop_init(&tasks, coir_arduino_port());
    START(&tasks, on_board, blink, .pin = LED_BUILTIN, .ms = 200);
    START(&tasks, outside, blink, .pin = 12, .ms = 300);
}

void loop() {
    coir_poll(&tasks);
}
