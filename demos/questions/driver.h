/* driver.h - a driver as one finds them: ask it something, and it calls back.
 *
 * It answers after 10 ms. This one counts up as its samples, and its third sample fails if `broken`.
 * It stands on coir_call_later here; a real one stands on an interrupt or on a library.
 * SPDX-License-Identifier: MIT
 */
#ifndef DRIVER_H
#define DRIVER_H

#include "coir/coir.h"

enum command { POWER_ON, SAMPLE, POWER_OFF };

struct driver {
    struct coir_handle handle;
    void (*answered)(void *context, int answer);
    void *context;
    enum command command;
    int samples;
    bool broken;
};

static int driver_answer_(void *argument) {
    struct driver *self = (struct driver *)argument;
    int answer = 0;
    if (self->command == SAMPLE) {
        self->samples++;
        answer = self->broken && self->samples == 3 ? (int)COIR_IO : 7 * self->samples;
    }
    self->answered(self->context, answer);
    return 0;
}

/* answered(context, answer) is called once, later: 0 or a sample, or an error. */
static inline void driver_ask(struct driver *self, enum command command,
                              void (*answered)(void *context, int answer), void *context) {
    self->command = command;
    self->answered = answered;
    self->context = context;
    coir_call_later(coir_running_loop(), &self->handle, COIR_MS(10), driver_answer_, self);
}

/* It will not call back. */
static inline void driver_abort(struct driver *self) {
    coir_handle_cancel(&self->handle);
}

#endif
