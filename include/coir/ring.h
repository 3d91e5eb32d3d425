/* ring.h - hand bytes or items from an interrupt to a task, or from a task to an interrupt.
 *
 * Rung 11. A ring of slots that you provide, with a task at one end and an interrupt at the other:
 * what a UART receives or is to send, the samples of a converter. The interrupt's end never waits and
 * never loses anything silently; the task's end can be awaited. Free of locks where the core has
 * atomics; elsewhere interrupts are masked for a few instructions. Costs 68 bytes on 32-bit (37 on
 * AVR), 28 (13) without COIR_CANCEL, and the slots.
 *
 *     static char slots[64];
 *     coir_ring_init(&received, &loop, slots, 1, sizeof slots);
 *
 *     void uart_interrupt(void) { coir_ring_put_from_isr(&received, &byte); }
 *
 *     AWAIT_INTO(self->n, coir_ring_get(&received, self->bytes, sizeof self->bytes));
 *
 * Needs: loop.h, interrupt.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_RING_H
#define COIR_RING_H

#include "coir/interrupt.h"
#include "coir/loop.h"

/* Can an interrupt tell the loop? Else a task that waits looks by itself. */
#define COIR_RING_TELLS_ COIR_CALLBACKS

/* `in` counts what was put, `out` what was got, both without end, so what they differ by is there.
 * Each is written by one end only. `waiting` is set by a task that is going to park, and cleared by
 * the interrupt that therefore tells the loop, or by the task. Its members are private. */
struct coir_ring {
    struct coir_loop *loop;
    char *slots;
    unsigned item_size, room;
    unsigned in, out;
    volatile uint8_t waiting;
#if COIR_RING_TELLS_
    const struct coir_kind *kind;
    struct coir_link waiters;
    struct coir_handle handle; /* on its way to the loop */
#endif
};

COIR_C_BEGIN_

/* Begin empty. As long as it is open, the loop takes it for something outside that may wake it: tasks
 * that all wait are no deadlock.
 *
 * loop      of the tasks that use it
 * slots     yours: room * item_size bytes, as long as the ring is used
 * item_size bytes of an item, at least 1
 * room      how many items it holds: a power of two
 * context   the loop's thread, before the interrupt is enabled */
void coir_ring_init(struct coir_ring *ring, struct coir_loop *loop, void *slots, size_t item_size,
                    unsigned room);

/* No interrupt will use it any more. Tasks that wait for it wait on; if there are none, the memory is free
 * for other things. Context: the loop's thread */
void coir_ring_close(struct coir_ring *ring);

/* Put an item from an interrupt; or get one.
 *
 * item      item_size bytes
 * returns   0
 * errors    COIR_FULL, COIR_EMPTY   nothing changed
 * context   one interrupt, always the same one; or, with interrupts masked, anywhere */
int coir_ring_put_from_isr(struct coir_ring *ring, const void *item);
int coir_ring_get_from_isr(struct coir_ring *ring, void *item);

/* Wait until something is there, then get as much of it as fits:
 * AWAIT_INTO(n, coir_ring_get(&ring, items, most)). Or wait for room, and put as much as there is room
 * for.
 *
 * items     at least `most` items, in the frame
 * returns   how many items, from 1 to most
 * errors    COIR_CANCELLED   and no item is lost
 * context   a task, one at a time, in AWAIT */
COIR_LEAF_FUNCTION_ int coir_ring_get(struct coir_ring *ring, void *items, unsigned most);
COIR_LEAF_FUNCTION_ int coir_ring_put(struct coir_ring *ring, const void *items, unsigned most);

/* The same without waiting: 0 if nothing is there, or no room. */
int coir_ring_get_nowait(struct coir_ring *ring, void *items, unsigned most);
int coir_ring_put_nowait(struct coir_ring *ring, const void *items, unsigned most);

/* How many items are in it. Context: any */
unsigned coir_ring_count(const struct coir_ring *ring);

COIR_C_END_

#endif
