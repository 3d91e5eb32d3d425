/* pin.h - wait for the edges of a pin, or for a button that has stopped bouncing.
 *
 * Rung 12. The interrupt leaves each change in a small ring; a task takes them as they are, or waits
 * until the pin has been quiet for a while. The registers of the chip stand behind one function. Costs a
 * ring, 11 bytes and a pointer a pin.
 *
 *     coir_pin_init(&pin, &loop, &board_button);
 *
 *     ASYNC_FOR (self->button, coir_button, .pin = &pin, .quiet = COIR_MS(10)) {
 *         print(self->button.value ? "pressed\n" : "released\n");
 *     }
 *     ASYNC_FOR_END
 *
 * Needs: ring.h, timeout.h, async_generator.h, interrupt.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_PIN_H
#define COIR_PIN_H

#include "coir/async_generator.h"
#include "coir/ring.h"
#include "coir/timeout.h"

#if COIR_CALLBACKS

struct coir_pin;

/* What a chip must bring, with its interrupt, which calls coir_pin_changed_from_isr. */
struct coir_pin_registers {
    /* Set the pin up, interrupt from now on when it changes, and return its level now, 0 or 1; with NULL:
     * no more interrupts. Called with interrupts masked. */
    int (*attach)(struct coir_pin *pin);
};

/* A pin. `level` is its level now, `settled` the last one that a task was told after the pin was quiet;
 * what they mean is the board's affair. The others are private. */
struct coir_pin {
    struct coir_ring changes;
    const struct coir_pin_registers *registers;
    volatile uint8_t level;
    uint8_t settled;
    uint8_t slots[8];
};

COIR_C_BEGIN_

/* Open it. It is settled at the level that it has.
 *
 * pin        yours; stays where it is until coir_pin_close
 * registers  a constant
 * context    the loop's thread */
void coir_pin_init(struct coir_pin *pin, struct coir_loop *loop,
                   const struct coir_pin_registers *registers);

/* Switch its interrupt off. Tasks that wait for it wait on. Context: the loop's thread, also in a cleanup */
void coir_pin_close(struct coir_pin *pin);

/* The level has changed. Of changes that nobody takes only the first 8 are kept. Context: the pin's
 * interrupt */
void coir_pin_changed_from_isr(struct coir_pin *pin, int level);

COIR_C_END_

/* ASYNC_FOR (self->edges, coir_edges, .pin = &pin) { ... } ASYNC_FOR_END: each change of the pin, however
 * short; value is the new level. Only one task may take the changes of a pin. */
struct coir_edges {
    COIR_CORO;
    struct coir_pin *pin;
    int value;
    /* private */
    uint8_t level;
};

/* AWAIT(self->change, coir_pin_change, .pin = &pin, .quiet = ticks): wait until the pin has another level
 * than `settled`, and no change for so long. Then pin.settled is that level.
 *
 * errors    COIR_CANCELLED   a change on its way is not lost */
struct coir_pin_change {
    COIR_CORO;
    struct coir_pin *pin;
    coir_time quiet;
    /* private */
    int count;
    uint8_t levels[8];
    struct coir_move_on_after limit;
};

/* ASYNC_FOR (self->button, coir_button, .pin = &pin, .quiet = ticks) { ... } ASYNC_FOR_END: the same again
 * and again; value is the level. */
struct coir_button {
    COIR_CORO;
    struct coir_pin *pin;
    coir_time quiet;
    int value;
    /* private */
    struct coir_pin_change change;
};

COIR_ASYNC_DECLARE(coir_edges);
COIR_ASYNC_DECLARE(coir_pin_change);
COIR_ASYNC_DECLARE(coir_button);

#endif
#endif
