/* inlet.h - put items into a queue from an interrupt.
 *
 * Rung 11. An interrupt cannot wait for a free slot, and the queue is the loop's; so it puts items into slots of
 * its own, and the loop pours them into the queue, in order. Where the queue is full they wait for room
 * behind the tasks that came before, as one of them would; nobody looks whether there is any. Works with
 * every order of queue. Costs 116 bytes on 32-bit (67 on AVR) for each interrupt that puts, and the
 * slots; nothing to queues.
 *
 *     static struct sample slots[8];
 *     coir_inlet_init(&inlet, &loop, &queue, slots, 8);
 *
 *     void converter_interrupt(void) { lost += coir_queue_put_from_isr(&inlet, &sample) != 0; }
 *
 * Needs: queue.h, ring.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_INLET_H
#define COIR_INLET_H

#include "coir/queue.h"
#include "coir/ring.h"

#if COIR_GRANTS && COIR_CALLBACKS

/* What pours: a task that waits for an item of the ring, then for a free slot of the queue. An item leaves
 * the ring when it is in the queue. The loop does not count this task, and nobody sees it: it ends no
 * program, and no program waits for it. */
struct coir_inlet_pour_ {
    COIR_CORO;
};
COIR_ASYNC_DECLARE(coir_inlet_pour_);

/* An inlet, one for each interrupt that puts. Its members are private. */
struct coir_inlet {
    COIR_TASK(coir_inlet_pour_) pour;
    struct coir_ring ring;
    struct coir_queue *queue;
};

COIR_C_BEGIN_

/* Begin empty. As long as it is open, the loop takes it for something outside that may wake it: tasks
 * that all wait are no deadlock.
 *
 * loop      of the tasks that use the queue
 * queue     where the items go; stays there until the inlet is closed. Any number of inlets may share it
 * slots     yours: room items of the queue, as long as the inlet is used
 * room      how many may wait to be poured: a power of two
 * context   the loop's thread, before the interrupt is enabled */
void coir_inlet_init(struct coir_inlet *inlet, struct coir_loop *loop, struct coir_queue *queue,
                     void *slots, unsigned room);

/* Put an item from an interrupt. It is in the queue, at the back, some turns later, or as soon as there is
 * room; coir_queue_join knows it from then on.
 *
 * item      as for the queue's put; copied
 * returns   0
 * errors    COIR_FULL        the inlet is; nothing changed
 *           COIR_SHUT_DOWN   the queue takes no more; nothing changed
 * context   one interrupt, always the same one; or, with interrupts masked, anywhere
 * source    asyncio.Queue.put_nowait, by way of call_soon_threadsafe */
int coir_queue_put_from_isr(struct coir_inlet *inlet, const void *item);

/* How many items wait to be poured. Context: any */
static inline unsigned coir_inlet_count(const struct coir_inlet *inlet) {
    return coir_ring_count(&inlet->ring);
}

/* No interrupt will use it any more. What has not been poured is not: coir_inlet_take_left. Idempotent.
 *
 * context   the loop's thread. When that was taken, the memory is free for other things */
void coir_inlet_close(struct coir_inlet *inlet);

/* After it was closed: take what was not poured, oldest first. When a queue is shut down, in either way,
 * that is all that was in the inlet then.
 *
 * item      receives the item
 * returns   0
 * errors    COIR_EMPTY     nothing is left
 *           COIR_RUNTIME   the inlet is open
 * context   the loop's thread */
int coir_inlet_take_left(struct coir_inlet *inlet, void *item);

COIR_C_END_

#endif
#endif
