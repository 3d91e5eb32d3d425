/* coir_arduino.h - run Coir in a sketch: its clock is millis(), its turns are those of loop().
 *
 * Costs nothing beside Coir: a port that asks millis(), and for each serial line a stream.
 *
 *     static struct coir_loop tasks;
 *     static COIR_TASK(blink) led;
 *
 *     void setup() {
 *         coir_loop_init(&tasks, coir_arduino_port());
 *         START(&tasks, led, blink, .pin = LED_BUILTIN, .ms = 200);
 *     }
 *     void loop() { coir_poll(&tasks); }
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_ARDUINO_H
#define COIR_ARDUINO_H

#include <Arduino.h>

#include "coir.h"

/* The port: milliseconds of millis(), which may wrap. coir_poll does not wait, for loop() comes again;
 * coir_run would, and does not come back to loop().
 *
 * returns   for coir_loop_init; always the same
 * context   anywhere */
struct coir_port *coir_arduino_port(void);

/* Make a stream of a serial line that was begun; then coir_readline and its like work on it.
 *
 * stream    yours; stays where it is. Give it a buffer with coir_stream_buffer
 * serial    Serial or another with available and availableForWrite
 * context   setup() or a task */
void coir_serial_init(struct coir_stream *stream, Stream &serial);

/* Let tasks go on that wait for bytes, or for room, if there are some now. Call it in loop() before
 * coir_poll.
 *
 * context   loop() */
void coir_serial_look(struct coir_stream *stream);

#endif
