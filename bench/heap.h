/* heap.h - timers in a binary heap in an array: the limit for T4, and C++'s timers.
 *
 * Deadlines stand in the array, so that comparing touches no timer; each timer knows its index, so
 * that it can be taken out from the middle. 16 bytes per timer in the array, which doubles.
 * SPDX-License-Identifier: MIT
 */
#ifndef HEAP_H
#define HEAP_H

#include "bench.h"

struct timer {
    void (*fire)(struct timer *timer);
    size_t index;
};

struct heap_entry {
    int64_t when;
    struct timer *timer;
};

static struct heap {
    struct heap_entry *at;
    size_t count, room;
} heap;

static inline void heap_set(size_t index, struct heap_entry entry) {
    heap.at[index] = entry;
    entry.timer->index = index;
}

static inline void heap_up(size_t index, struct heap_entry entry) {
    while (index) {
        size_t above = (index - 1) / 2;
        if (heap.at[above].when <= entry.when)
            break;
        heap_set(index, heap.at[above]);
        index = above;
    }
    heap_set(index, entry);
}

static inline void heap_down(size_t index, struct heap_entry entry) {
    for (;;) {
        size_t below = 2 * index + 1;
        if (below >= heap.count)
            break;
        if (below + 1 < heap.count && heap.at[below + 1].when < heap.at[below].when)
            below++;
        if (entry.when <= heap.at[below].when)
            break;
        heap_set(index, heap.at[below]);
        index = below;
    }
    heap_set(index, entry);
}

OPAQUE static void timer_arm(struct timer *timer, int64_t when) {
    struct heap_entry entry;
    entry.when = when;
    entry.timer = timer;
    if (heap.count == heap.room) {
        heap.room = heap.room ? 2 * heap.room : 64;
        heap.at = (struct heap_entry *)realloc(heap.at, heap.room * sizeof *heap.at);
        must(heap.at != NULL, "memory for the heap");
    }
    heap_up(heap.count++, entry);
}

OPAQUE static void timer_cancel(struct timer *timer) {
    size_t index = timer->index;
    struct heap_entry last = heap.at[--heap.count];
    if (index == heap.count)
        return;
    if (index && last.when < heap.at[(index - 1) / 2].when)
        heap_up(index, last);
    else
        heap_down(index, last);
}

/* Fire all that is due, the earliest first. */
static inline void heap_turn(int64_t now) {
    while (heap.count && heap.at[0].when <= now) {
        struct timer *timer = heap.at[0].timer;
        struct heap_entry last = heap.at[--heap.count];
        if (heap.count)
            heap_down(0, last);
        timer->fire(timer);
    }
}

#endif
