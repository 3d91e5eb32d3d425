/* coir_arduino.cpp - give Coir the clock and the serial lines of an Arduino.
 *
 * SPDX-License-Identifier: MIT
 */
#ifdef ARDUINO
#include "coir_arduino.h"

static coir_time ticks_(void) {
    return (coir_time)millis();
}

struct coir_port *coir_arduino_port(void) {
    static struct coir_bare bare;
    coir_bare_init(&bare, ticks_, NULL);
    return &bare.port;
}

static int smaller_(int available, size_t size) {
    return size < (size_t)available ? (int)size : available;
}

static int read_(struct coir_stream *stream, void *into, size_t size) {
    Stream *serial = (Stream *)stream->owner;
    int available = serial->available();
    if (available <= 0)
        return COIR_PENDING;
    return (int)serial->readBytes((char *)into, (size_t)smaller_(available, size));
}

static int write_(struct coir_stream *stream, const void *from, size_t size) {
    Stream *serial = (Stream *)stream->owner;
    int room = serial->availableForWrite();
    if (room <= 0)
        return COIR_PENDING;
    return (int)serial->write((const uint8_t *)from, (size_t)smaller_(room, size));
}

void coir_serial_init(struct coir_stream *stream, Stream &serial) {
    static struct coir_transport transport;
    transport.read = read_;
    transport.write = write_;
    coir_stream_init(stream, &transport, &serial);
}

void coir_serial_look(struct coir_stream *stream) {
    Stream *serial = (Stream *)stream->owner;
    int bits = (serial->available() > 0 ? COIR_READABLE : 0) |
               (serial->availableForWrite() > 0 ? COIR_WRITABLE : 0);
    if (bits)
        coir_stream_ready(stream, bits);
}
#endif
