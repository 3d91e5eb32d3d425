/* timers.c - keep deadlines, and find the next one.
 *
 * Two ways with the same behaviour: entries come out by deadline, equal ones in the order they
 * went in. The wheel adds and removes in constant time and deals an entry out at most once per
 * level, about 400 ns in all with a million outstanding. The list needs one pointer pair and 100
 * bytes of code, and adding searches from the back. SPDX-License-Identifier: MIT
 */
#include "loop_.h"

#if !COIR_SMALL

/* Move an entry that is due behind everything that is ready. What runs in its turn is the deadline: a
 * callback is called then, and a sleeping task woken, so that it runs a turn later, as in asyncio. It can
 * be cancelled until then. */
static void fire_(struct coir_loop *loop, struct coir_entry *entry) {
    coir_unlink(&entry->link);
#if COIR_CANCEL
    if (!(entry->flags & COIR_IS_CALLBACK_)) {
        entry->flags |= COIR_FIRED_;
        coir_link_before(COIR_QUEUE_OF_(loop, entry), &entry->link);
        return;
    }
#endif
    entry->word = 0;
    entry->wait = COIR_ON_NOTHING;
    coir_make_ready_(loop, entry);
}

/* Insert into a list sorted by deadline, behind equal ones. */
static void insert_sorted_(struct coir_link *list, struct coir_entry *entry) {
    struct coir_link *place = list->prev;
    while (place != list && coir_is_before_(entry->on.time, ((struct coir_entry *)place)->on.time))
        place = place->prev;
    coir_link_before(place->next, &entry->link);
}

#if COIR_WHEEL

void coir_timers_init_(struct coir_loop *loop) {
    loop->wheel.base = loop->now;
    loop->wheel.soonest = COIR_FOREVER;
    loop->wheel.soonest_exact = 1;
    coir_list_init(&loop->wheel.late);
    for (int level = 0; level < COIR_WHEEL_LEVELS_; level++)
        for (int slot = 0; slot < 64; slot++)
            coir_list_init(&loop->wheel.slot[level][slot]);
}

static int slot_of_(coir_time when, int level) {
    return (int)((uint64_t)when >> (6 * level) & 63);
}

static void deal_(struct coir_loop *loop, struct coir_entry *entry) {
    uint64_t difference = (uint64_t)entry->on.time ^ (uint64_t)loop->wheel.base;
    int level = difference ? (63 - __builtin_clzll(difference)) / 6 : 0;
    int slot = slot_of_(entry->on.time, level);
    loop->wheel.used[level] |= (uint64_t)1 << slot;
    coir_link_before(&loop->wheel.slot[level][slot], &entry->link);
}

void coir_timers_add_(struct coir_loop *loop, struct coir_entry *entry) {
    if (entry->on.time < loop->wheel.soonest) {
        loop->wheel.soonest = entry->on.time;
        loop->wheel.soonest_exact = 1;
    }
    if (entry->on.time < loop->wheel.base)
        insert_sorted_(&loop->wheel.late, entry);
    else
        deal_(loop, entry);
}

/* The first slot that has entries: its level and number. Slots of lower levels come first, and in
 * a level those from base on; there are none before. False if all are empty. */
static bool first_slot_(struct coir_loop *loop, int *level, int *slot) {
    for (*level = 0; *level < COIR_WHEEL_LEVELS_; ++*level)
        while (loop->wheel.used[*level]) {
            *slot = __builtin_ctzll(loop->wheel.used[*level]);
            if (!coir_list_empty(&loop->wheel.slot[*level][*slot]))
                return true;
            loop->wheel.used[*level] &= ~((uint64_t)1 << *slot);
        }
    return false;
}

/* The same, and when that slot begins; COIR_FOREVER if all are empty. */
static coir_time soonest_slot_(struct coir_loop *loop, int *level, int *slot) {
    uint64_t above;
    if (!first_slot_(loop, level, slot))
        return COIR_FOREVER;
    above = *level == COIR_WHEEL_LEVELS_ - 1 ? 0 : ~(uint64_t)0 << (6 * (*level + 1));
    return (coir_time)(((uint64_t)loop->wheel.base & above) | (uint64_t)*slot << (6 * *level));
}

void coir_timers_expire_(struct coir_loop *loop) {
    int level = 0, slot = 0;
    while (!coir_list_empty(&loop->wheel.late))
        fire_(loop, (struct coir_entry *)loop->wheel.late.next);
    while ((loop->wheel.soonest = soonest_slot_(loop, &level, &slot)) <= loop->now) {
        struct coir_link *list = &loop->wheel.slot[level][slot], *end = list->prev;
        loop->wheel.base = loop->wheel.soonest;
        for (bool last = false; !last;) {
            struct coir_entry *entry = (struct coir_entry *)list->next;
            last = &entry->link == end;
            if (level == 0) {
                fire_(loop, entry);
            } else {
                coir_unlink(&entry->link);
                deal_(loop, entry);
            }
        }
    }
    loop->wheel.base = loop->now;
    loop->wheel.soonest_exact = 0; /* looked for when somebody wants to know */
}

/* The earliest deadline of a slot. In level 0 they are all the same. */
static coir_time earliest_(const struct coir_link *list, int level) {
    const struct coir_link *link = list->next;
    coir_time earliest = ((const struct coir_entry *)link)->on.time;
    COIR_CHECK_LINKED_(link);
    while (level > 0 && (link = link->next) != list)
        if (((const struct coir_entry *)link)->on.time < earliest)
            earliest = ((const struct coir_entry *)link)->on.time;
    return earliest;
}

coir_time coir_timers_span_(struct coir_loop *loop) {
    int level, slot;
    if (!coir_list_empty(&loop->wheel.late))
        return 0;
    if (!loop->wheel.soonest_exact) {
        loop->wheel.soonest = first_slot_(loop, &level, &slot)
                                  ? earliest_(&loop->wheel.slot[level][slot], level)
                                  : COIR_FOREVER;
        loop->wheel.soonest_exact = 1;
    }
    if (loop->wheel.soonest == COIR_FOREVER)
        return COIR_FOREVER;
    return loop->wheel.soonest > loop->now ? loop->wheel.soonest - loop->now : 0;
}

#else

void coir_timers_init_(struct coir_loop *loop) {
    coir_list_init(&loop->timers);
}

void coir_timers_add_(struct coir_loop *loop, struct coir_entry *entry) {
    insert_sorted_(&loop->timers, entry);
}

void coir_timers_expire_(struct coir_loop *loop) {
    while (!coir_list_empty(&loop->timers)) {
        struct coir_entry *entry = (struct coir_entry *)loop->timers.next;
        if (coir_is_before_(loop->now, entry->on.time))
            return;
        fire_(loop, entry);
    }
}

coir_time coir_timers_span_(struct coir_loop *loop) {
    coir_time when;
    if (coir_list_empty(&loop->timers))
        return COIR_FOREVER;
    when = ((struct coir_entry *)loop->timers.next)->on.time;
    return coir_is_before_(loop->now, when) ? coir_time_between_(loop->now, when) : 0;
}

#endif

#endif
