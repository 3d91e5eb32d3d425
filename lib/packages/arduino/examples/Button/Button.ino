/* Button.ino - a button between pin 2 and ground: a short press switches the LED, a long one makes
 * it blink until the next press.
 *
 * Debouncing and waiting read like instructions to a person. The blinking is a task of its own,
 * which the button starts and cancels; whatever happens, it leaves the LED dark.
 * SPDX-License-Identifier: MIT
 */
#include <coir_arduino.h>

#define BUTTON 2
#define DEBOUNCE_MS 20
#define LONG_MS 600

static struct coir_loop tasks;

struct blink {
    CORO;
};

ASYNC(blink) {
    TRY {
        for (;;) {
            digitalWrite(LED_BUILTIN, HIGH);
            AWAIT(coir_sleep_ms(100));
            digitalWrite(LED_BUILTIN, LOW);
            AWAIT(coir_sleep_ms(100));
        }
    }
    FINALLY {
        digitalWrite(LED_BUILTIN, LOW);
    }
    TRY_END
}
ASYNC_END

/* Wait until the button is at a level and has been there for a while. */
struct settle {
    CORO;
    int level;
};

ASYNC(settle) {
    do {
        AWAIT_UNTIL(digitalRead(BUTTON) == self->level);
        AWAIT(coir_sleep_ms(DEBOUNCE_MS));
    } while (digitalRead(BUTTON) != self->level);
}
ASYNC_END

struct button {
    CORO;
    struct settle settle;
    coir_time pressed;
    COIR_TASK(blink) blink;
};

ASYNC(button) {
    for (;;) {
        AWAIT(self->settle, settle, .level = LOW);
        self->pressed = coir_now();
        AWAIT(self->settle, settle, .level = HIGH);
        if (coir_is_running(&self->blink.task)) {
            coir_cancel(&self->blink.task);
        } else if (coir_now() - self->pressed >= COIR_MS(LONG_MS)) {
            START(&tasks, self->blink, blink);
        } else {
            digitalWrite(LED_BUILTIN, !digitalRead(LED_BUILTIN));
        }
    }
}
ASYNC_END

static COIR_TASK(button) watcher;

void setup() {
    pinMode(LED_BUILTIN, OUTPUT);
    pinMode(BUTTON, INPUT_PULLUP);
    coir_loop_init(&tasks, coir_arduino_port());
    START(&tasks, watcher, button);
}

void loop() {
    coir_poll(&tasks);
}
