/* inlet.c - put items into a queue from an interrupt.
 *
 * A ring, and a task that pours it out: a copy into the ring, and one into the queue.
 * SPDX-License-Identifier: MIT
 */
#include "coir/inlet.h"
#include "queue_.h"
#include "ring_.h"

#if COIR_GRANTS && COIR_CALLBACKS

/* Pour as much as there is room for; then wait for room, or for more. A queue that was shut down takes
 * nothing: what is there stays, and no interrupt need tell of more. */
static int pour_(struct coir_inlet *inlet) {
    const void *item = coir_ring_first_(&inlet->ring);
    while (item) {
        int error = coir_queue_put(inlet->queue, item);
        if (error == COIR_PENDING)
            return error;
        if (error)
            break;
        coir_ring_drop_(&inlet->ring);
        item = coir_ring_first_(&inlet->ring);
    }
    return coir_park_(&inlet->ring.waiters, &inlet->ring.kind);
}

static struct coir_inlet *inlet_of_(struct coir_inlet_pour_ *frame) {
    return (struct coir_inlet *)(void *)((char *)frame - offsetof(struct coir_inlet, pour.frame));
}

/* It never ends. A shutdown while it waits for room is an error here, and found again by the next look. */
COIR_ASYNC(coir_inlet_pour_) {
    for (;;) {
        COIR_TRY {
            COIR_AWAIT(pour_(inlet_of_(self)));
        }
        COIR_CATCH(COIR_ERROR) {
        }
        COIR_TRY_END
    }
}
COIR_ASYNC_END

/* It has been started: let no list and no count have it. */
static void hide_(struct coir_loop *loop, struct coir_task *task) {
#if !COIR_ENDLESS
    loop->tasks--;
#else
    (void)loop;
#endif
#if COIR_GROUPS
    coir_unlink(&task->all);
#else
    (void)task;
#endif
#if COIR_TASKS
    task->context = NULL;
#endif
}

void coir_inlet_init(struct coir_inlet *inlet, struct coir_loop *loop, struct coir_queue *queue,
                     void *slots, unsigned room) {
    memset(inlet, 0, sizeof *inlet);
    inlet->queue = queue;
    coir_ring_init(&inlet->ring, loop, slots, queue->item_size, room);
    if (COIR_START(loop, inlet->pour, coir_inlet_pour_) == 0)
        hide_(loop, &inlet->pour.task);
}

/* An error is -1 to -255, so one byte of it is enough; the loop of an 8-bit core may have stored only
 * one of two. */
static int shut_(const struct coir_queue *queue) {
    uint8_t low = (uint8_t)queue->shut;
    return low ? (int)low - 256 : 0;
}

int coir_queue_put_from_isr(struct coir_inlet *inlet, const void *item) {
    int shut = shut_(inlet->queue);
    return shut ? shut : coir_ring_put_from_isr(&inlet->ring, item);
}

void coir_inlet_close(struct coir_inlet *inlet) {
    struct coir_entry *entry = &inlet->pour.task.entry;
    bool granted = entry->flags & COIR_GRANTED_;
    if (entry->state == COIR_IDLE)
        return;
    coir_unlink(&entry->link);
    entry->state = COIR_IDLE;
    if (granted)
        coir_queue_abandon_(&inlet->queue->putters);
    coir_ring_close(&inlet->ring);
}

int coir_inlet_take_left(struct coir_inlet *inlet, void *item) {
    if (inlet->pour.task.entry.state != COIR_IDLE)
        return COIR_RUNTIME;
    return coir_ring_get_nowait(&inlet->ring, item, 1) ? 0 : (int)COIR_EMPTY;
}

#endif
