/* pin.c - wait for the edges of a pin, or for a button that has stopped bouncing.
 *
 * SPDX-License-Identifier: MIT
 */
#include "coir/pin.h"

#if COIR_CALLBACKS

#include "coir/interrupt.h"

/* A change while the level is read interrupts after it. */
static int attach_(const struct coir_pin_registers *registers, struct coir_pin *pin) {
    coir_interrupts_ was = coir_mask_interrupts_();
    int level = registers->attach(pin);
    if (pin)
        pin->level = pin->settled = (uint8_t)(level != 0);
    coir_restore_interrupts_(was);
    return level;
}

void coir_pin_init(struct coir_pin *pin, struct coir_loop *loop,
                   const struct coir_pin_registers *registers) {
    memset(pin, 0, sizeof *pin);
    coir_ring_init(&pin->changes, loop, pin->slots, 1, sizeof pin->slots);
    pin->registers = registers;
    attach_(registers, pin);
}

void coir_pin_close(struct coir_pin *pin) {
    attach_(pin->registers, NULL);
    coir_ring_close(&pin->changes);
}

void coir_pin_changed_from_isr(struct coir_pin *pin, int level) {
    uint8_t change = (uint8_t)(level != 0);
    pin->level = change;
    coir_ring_put_from_isr(&pin->changes, &change);
}

COIR_ASYNC(coir_edges) {
    for (;;) {
        COIR_AWAIT(coir_ring_get(&self->pin->changes, &self->level, 1));
        COIR_YIELD(self->level);
    }
}
COIR_ASYNC_END

/* A change that is over when the pin is quiet was none. */
COIR_ASYNC(coir_pin_change) {
    do {
        while (self->pin->level == self->pin->settled)
            COIR_AWAIT(coir_ring_get(&self->pin->changes, self->levels, sizeof self->levels));
        do {
            self->count = 0;
            COIR_ASYNC_WITH(self->limit, coir_move_on_after, .delay = self->quiet) {
                COIR_AWAIT_INTO(self->count, coir_ring_get(&self->pin->changes, self->levels,
                                                           sizeof self->levels));
            }
            COIR_ASYNC_WITH_END
        } while (self->count > 0 || coir_ring_count(&self->pin->changes));
    } while (self->pin->level == self->pin->settled);
    self->pin->settled = self->pin->level;
}
COIR_ASYNC_END

COIR_ASYNC(coir_button) {
    for (;;) {
        COIR_AWAIT(self->change, coir_pin_change, .pin = self->pin, .quiet = self->quiet);
        COIR_YIELD(self->pin->settled);
    }
}
COIR_ASYNC_END

#endif
