/* ring.c - hand bytes or items from an interrupt to a task, or from a task to an interrupt.
 *
 * A copy each way; the loop hears of it only if a task waits.
 * SPDX-License-Identifier: MIT
 */
#include "loop_.h"
#include "ring_.h"

/* The two counters: what the other end did before it wrote one is seen after it is read. */
#if COIR_GNU_ && __GCC_ATOMIC_INT_LOCK_FREE == 2
static unsigned load_(const unsigned *counter) {
    return __atomic_load_n(counter, __ATOMIC_ACQUIRE);
}
static void store_(unsigned *counter, unsigned value) {
    __atomic_store_n(counter, value, __ATOMIC_RELEASE);
}
/* What was written before is written before anything is read after, on the same core. */
static void fence_(void) {
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}
#else
static unsigned load_(const unsigned *counter) {
    coir_interrupts_ was = coir_mask_interrupts_();
    unsigned value = *(const volatile unsigned *)counter;
    coir_restore_interrupts_(was);
    return value;
}
static void store_(unsigned *counter, unsigned value) {
    coir_interrupts_ was = coir_mask_interrupts_();
    *(volatile unsigned *)counter = value;
    coir_restore_interrupts_(was);
}
static void fence_(void) { /* masking is one */
}
#endif

unsigned coir_ring_count(const struct coir_ring *ring) {
    unsigned out = load_(&ring->out); /* first: both may move, and `in` is never behind */
    return load_(&ring->in) - out;
}

static char *slot_(const struct coir_ring *ring, unsigned number) {
    return ring->slots + (size_t)(number & (ring->room - 1)) * ring->item_size;
}

static int put_(struct coir_ring *ring, const void *items, unsigned most) {
    unsigned in = ring->in, free = ring->room - (in - load_(&ring->out)), count;
    COIR_CHECK_(ring->room, "a ring was not initialised");
    if (most > free)
        most = free;
    for (count = 0; count < most; count++)
        memcpy(slot_(ring, in + count), (const char *)items + count * ring->item_size,
               ring->item_size);
    store_(&ring->in, in + most);
    return (int)most;
}

static int get_(struct coir_ring *ring, void *items, unsigned most) {
    unsigned out = ring->out, there = load_(&ring->in) - out, count;
    COIR_CHECK_(ring->room, "a ring was not initialised");
    if (most > there)
        most = there;
    for (count = 0; count < most; count++)
        memcpy((char *)items + count * ring->item_size, slot_(ring, out + count), ring->item_size);
    store_(&ring->out, out + most);
    return (int)most;
}

/* ---- The interrupt's end ---- */

#if COIR_RING_TELLS_
static int wake_(void *ring) {
    coir_wake_all_(&((struct coir_ring *)ring)->waiters, COIR_PENDING);
    return 0;
}
#endif

/* The other end has parked, or is about to: then it will look once more. */
static void tell_(struct coir_ring *ring) {
    fence_();
    if (!ring->waiting)
        return;
    ring->waiting = 0;
#if COIR_RING_TELLS_
    coir_call_soon_from_isr(ring->loop, &ring->handle, wake_, ring);
#elif !COIR_SMALL
    if (ring->loop->port->wake)
        ring->loop->port->wake(ring->loop->port);
#endif
}

int coir_ring_put_from_isr(struct coir_ring *ring, const void *item) {
    if (!put_(ring, item, 1))
        return COIR_FULL;
    tell_(ring);
    return 0;
}

int coir_ring_get_from_isr(struct coir_ring *ring, void *item) {
    if (!get_(ring, item, 1))
        return COIR_EMPTY;
    tell_(ring);
    return 0;
}

/* ---- The task's end ---- */

#if COIR_RING_TELLS_
static const struct coir_kind kind_ = {COIR_WHAT_("an interrupt"), NULL, NULL};
#endif

void coir_ring_init(struct coir_ring *ring, struct coir_loop *loop, void *slots, size_t item_size,
                    unsigned room) {
    COIR_CHECK_(room && !(room & (room - 1)), "a ring's room is not a power of two");
    memset(ring, 0, sizeof *ring);
    ring->loop = loop;
    ring->slots = (char *)slots;
    ring->item_size = (unsigned)item_size;
    ring->room = room;
#if COIR_RING_TELLS_
    ring->kind = &kind_;
    coir_list_init(&ring->waiters);
#endif
    coir_external(loop, 1);
}

void coir_ring_close(struct coir_ring *ring) {
#if COIR_RING_TELLS_
    coir_take_back_(ring->loop, &ring->handle);
#endif
    coir_external(ring->loop, -1);
}

/* Where the loop cannot be told, a task that waits looks once per turn, in the small loop per tick. */
static int park_on_ring_(struct coir_ring *ring) {
#if COIR_RING_TELLS_
    return coir_park_(&ring->waiters, &ring->kind);
#else
    (void)ring;
    return coir_await_turn_();
#endif
}

int coir_ring_get_nowait(struct coir_ring *ring, void *items, unsigned most) {
    return get_(ring, items, most);
}

int coir_ring_put_nowait(struct coir_ring *ring, const void *items, unsigned most) {
    return put_(ring, items, most);
}

const void *coir_ring_first_(struct coir_ring *ring) {
    ring->waiting = 1;
    fence_();
    if (!coir_ring_count(ring))
        return NULL;
    ring->waiting = 0;
    return slot_(ring, ring->out);
}

void coir_ring_drop_(struct coir_ring *ring) {
    store_(&ring->out, ring->out + 1);
}

/* What comes before `waiting` is set is seen here; what comes after tells the loop. */
int coir_ring_get(struct coir_ring *ring, void *items, unsigned most) {
    int count;
    COIR_CHECK_(most, "no item of a ring was asked for: that would wait for ever");
    ring->waiting = 1;
    fence_();
    count = get_(ring, items, most);
    if (!count)
        return park_on_ring_(ring);
    ring->waiting = 0;
    return count;
}

int coir_ring_put(struct coir_ring *ring, const void *items, unsigned most) {
    int count;
    COIR_CHECK_(most, "no item was put into a ring: that would wait for ever");
    ring->waiting = 1;
    fence_();
    count = put_(ring, items, most);
    if (!count)
        return park_on_ring_(ring);
    ring->waiting = 0;
    return count;
}
