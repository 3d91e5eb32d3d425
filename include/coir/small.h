/* small.h - tasks and a loop for machines with a few hundred bytes. Costs what it replaces, or less.
 *
 * Part of rungs 6 and 7 where COIR_SMALL is on: the same coroutines, tasks, sleeping, parking, waking and
 * cancelling in the same order, without joins, groups, names, priorities and reports
 * of a deadlock: a loop in which everybody waits, waits for an interrupt. Words of a wake-up are -32768 to 32767. A
 * task costs 20 bytes on 32-bit (12 on AVR with times of 16 bits), 16 (9) without COIR_CANCEL; the loop 12 (6),
 * 4 (2) more unless it is COIR_ENDLESS, and 4 (2) with COIR_CALLBACKS.
 *
 * With COIR_CALLBACKS it hears interrupts: coir_call_soon_from_isr, notices, rings and inlets. Such a call is
 * made behind all that are ready when the loop next looks, after each step. A program without one has no
 * code for that.
 *
 * Needs: coroutine.h.   Semantics: asyncio's, as task.h and loop.h state them.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_SMALL_H
#define COIR_SMALL_H

#include "coir/coroutine.h"

#if COIR_SMALL

#if COIR_ENDLESS
#define COIR_NEVER_RETURNS_ COIR_NORETURN_
#else
#define COIR_NEVER_RETURNS_
#endif

/* A place in a list. With COIR_CANCEL it knows the pointer that leads to it, so that it can be taken out of a
 * list without a search. */
struct coir_link {
    struct coir_link *next;
#if COIR_CANCEL
    struct coir_link **at;
#endif
};

/* What a task is made of. Private.
 *
 * READY and SLEEPS: in the loop's list. PARKED: in the list of what it waits for, or alone. */
enum coir_state { COIR_IDLE, COIR_READY, COIR_SLEEPS, COIR_PARKED, COIR_DONE };
struct coir_entry {
    struct coir_link link;
    coir_time time; /* since when it is ready, or its deadline */
#if COIR_GRANTS
    void *object; /* what it waits for */
#endif
    int16_t word; /* what the wake-up brought; at the end the outcome */
    uint8_t state;
#if COIR_CANCEL
    uint8_t flags; /* bits below; and how many requests to cancel nobody took back */
#endif
};
#define COIR_WORD_(entry) ((entry).word)

#define COIR_MUST_CANCEL_ 128 /* the next step raises COIR_CANCELLED, whatever arrives */
#define COIR_GRANTED_ 64      /* woken to take what is reserved for it                 */
#define COIR_IS_CALLBACK_ 32  /* a callback; otherwise a task                          */
#define COIR_CANCELLED_ 16    /* a callback that was cancelled                         */
#define COIR_CANCELS_ 31      /* of a task: the requests, at most so many              */

/* The loop. All of it is private. One that is named by COIR_LOOP, with a port named by COIR_PORT, may be
 * used without coir_loop_init while it is zero. */
struct coir_loop {
    struct coir_link *first; /* all who are ready or sleep, in the order in which they will run */
    struct coir_task *current;
    coir_time now; /* read before each step */
#if !COIR_ENDLESS
    uint8_t tasks; /* unfinished ones: at most 255 */
    uint8_t stopping;
#endif
#ifndef COIR_PORT
    struct coir_port *port;
#endif
#if COIR_CALLBACKS
    void (*volatile hear)(void); /* what interrupts called; NULL: none ever did */
#endif
};

#if COIR_CANCEL
/* Lists, as in task.h. One that ends (the timers) has NULL there. */
static inline void coir_list_init(struct coir_link *list) {
    list->next = list;
    list->at = &list->next;
}
static inline void coir_link_before(struct coir_link *place, struct coir_link *link) {
    link->next = place;
    link->at = place->at;
    *place->at = link;
    place->at = &link->next;
}
static inline void coir_unlink(struct coir_link *link) {
    struct coir_link *next = link->next, **at = link->at;
    *at = next;
    if (next)
        next->at = at;
}
#endif

#endif

#endif
