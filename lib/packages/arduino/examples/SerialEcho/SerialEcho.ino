/* SerialEcho.ino - says back every line that it hears at 115200 baud, while the LED blinks.
 *
 * The same coir_readline and coir_write_all serve a socket on a PC. While the echo waits for a line,
 * it holds nothing but its frame.
 * SPDX-License-Identifier: MIT
 */
#include <coir_arduino.h>

struct echo {
    CORO;
    struct coir_stream *stream;
    char line[48];
    int length;
};

ASYNC(echo) {
    for (;;) {
        AWAIT_INTO(self->length, coir_readline(self->stream, self->line, sizeof self->line));
        AWAIT(coir_write_all(self->stream, "> ", 2));
        AWAIT(coir_write_all(self->stream, self->line, (size_t)self->length));
    }
}
ASYNC_END

struct blink {
    CORO;
};

ASYNC(blink) {
    for (;;) {
        digitalWrite(LED_BUILTIN, !digitalRead(LED_BUILTIN));
        AWAIT(coir_sleep_ms(500));
    }
}
ASYNC_END

static struct coir_loop tasks;
static struct coir_stream serial;
static char received[48];
static COIR_TASK(echo) mirror;
static COIR_TASK(blink) led;

void setup() {
    pinMode(LED_BUILTIN, OUTPUT);
    Serial.begin(115200);
    coir_serial_init(&serial, Serial);
    coir_stream_buffer(&serial, received, sizeof received);
    coir_loop_init(&tasks, coir_arduino_port());
    START(&tasks, mirror, echo, .stream = &serial);
    START(&tasks, led, blink);
}

void loop() {
    coir_serial_look(&serial);
    coir_poll(&tasks);
}
