/* inbox_.h - calls from other threads and interrupts, on their way to the loop.
 *
 * The inbox is a stack that anyone may push to; the loop takes all of it at once and turns it
 * around. Where the core has no atomics, interrupts are masked for the few instructions.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_LIB_INBOX_H
#define COIR_LIB_INBOX_H

#include "coir/interrupt.h"
#include "loop_.h"

#if COIR_CALLBACKS

/* What says that a handle is on its way: 0, or 1 until it is called or taken back. A small loop has no
 * member for that alone, and 1 is COIR_READY, which no callback is there. */
#if COIR_SMALL
#define COIR_SENT_(handle) ((handle)->entry.state)
#else
#define COIR_SENT_(handle) ((handle)->entry.cancels)
#endif

#if COIR_GNU_ && __GCC_ATOMIC_CHAR_LOCK_FREE == 2 && __GCC_ATOMIC_POINTER_LOCK_FREE == 2
static inline bool coir_exchange_sent_(struct coir_handle *handle, uint8_t from, uint8_t to) {
    return __atomic_compare_exchange_n(&COIR_SENT_(handle), &from, to, false, __ATOMIC_ACQ_REL,
                                       __ATOMIC_RELAXED);
}
static inline void coir_push_inbox_(struct coir_handle *volatile *inbox,
                                    struct coir_handle *handle) {
    struct coir_handle *head = __atomic_load_n(inbox, __ATOMIC_RELAXED);
    do
        handle->entry.link.next = (struct coir_link *)head;
    while (!__atomic_compare_exchange_n(inbox, &head, handle, true, __ATOMIC_RELEASE,
                                        __ATOMIC_RELAXED));
}
static inline bool coir_is_pending_(struct coir_handle *volatile const *inbox) {
    return __atomic_load_n(inbox, __ATOMIC_RELAXED) != NULL;
}
static inline struct coir_handle *coir_take_stack_(struct coir_handle *volatile *inbox) {
    if (!__atomic_load_n(inbox, __ATOMIC_RELAXED))
        return NULL;
    return __atomic_exchange_n(inbox, NULL, __ATOMIC_ACQUIRE);
}
#else
static inline bool coir_exchange_sent_(struct coir_handle *handle, uint8_t from, uint8_t to) {
    coir_interrupts_ mask = coir_mask_interrupts_();
    bool was = COIR_SENT_(handle) == from;
    if (was)
        COIR_SENT_(handle) = to;
    coir_restore_interrupts_(mask);
    return was;
}
static inline void coir_push_inbox_(struct coir_handle *volatile *inbox,
                                    struct coir_handle *handle) {
    coir_interrupts_ mask = coir_mask_interrupts_();
    handle->entry.link.next = (struct coir_link *)*inbox;
    *inbox = handle;
    coir_restore_interrupts_(mask);
}
static inline bool coir_is_pending_(struct coir_handle *volatile const *inbox) {
    return *inbox != NULL;
}
static inline struct coir_handle *coir_take_stack_(struct coir_handle *volatile *inbox) {
    coir_interrupts_ mask = coir_mask_interrupts_();
    struct coir_handle *all = *inbox;
    *inbox = NULL;
    coir_restore_interrupts_(mask);
    return all;
}
#endif

/* Put a call into the inbox; or false, if it is on its way already. */
static inline bool coir_send_(struct coir_handle *volatile *inbox, struct coir_handle *handle,
                              int (*callback)(void *argument), void *argument) {
    if (!coir_exchange_sent_(handle, 0, 1))
        return false;
    handle->callback = callback;
    handle->argument = argument;
    coir_push_inbox_(inbox, handle);
    return true;
}

/* Take out all that is in it, linked by entry.link.next, the oldest first. */
static inline struct coir_handle *coir_take_inbox_(struct coir_handle *volatile *inbox) {
    struct coir_handle *handle = coir_take_stack_(inbox), *ordered = NULL;
    while (handle) {
        struct coir_handle *next = (struct coir_handle *)handle->entry.link.next;
        handle->entry.link.next = (struct coir_link *)ordered;
        ordered = handle;
        handle = next;
    }
    return ordered;
}

#endif

/* Is there something in the loop's? */
#if !COIR_SMALL
static inline bool coir_is_called_(const struct coir_loop *loop) {
#if COIR_CALLBACKS
    return coir_is_pending_(&loop->inbox);
#else
    (void)loop;
    return false;
#endif
}
#endif

#endif
