/* notice.h - set an event or release a semaphore from an interrupt.
 *
 * Rung 11. What an interrupt has to say cannot be done at once, for the loop may be in the midst of
 * the same thing; so it leaves a notice, and the loop does it on its next turn. A notice that was
 * not read yet is not left twice: events are set once, releases are counted, so none is lost. Costs
 * 40 bytes on 32-bit (26 on AVR) for each notice, and nothing to events and semaphores.
 *
 *     void button_interrupt(void) { coir_event_set_from_isr(&notice, &pressed); }
 *
 * Needs: event.h, semaphore.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_NOTICE_H
#define COIR_NOTICE_H

#include "coir/event.h"
#include "coir/semaphore.h"

#if COIR_CALLBACKS

/* One for each interrupt and object. Its members are private. */
struct coir_notice {
    struct coir_loop *loop;
#if COIR_GRANTS
    void *object;
    unsigned times;
#endif
    struct coir_handle handle;
};

COIR_C_BEGIN_

/* Make it ready. As long as it is open, the loop takes it for something outside that may wake it: tasks
 * that all wait are no deadlock.
 *
 * notice    yours
 * loop      that of the event or semaphore
 * context   the loop's thread, before the interrupt is enabled */
void coir_notice_init(struct coir_notice *notice, struct coir_loop *loop);

/* No interrupt will use it any more. A notice that was not read yet is dropped, and the memory is free for
 * other things. Context: the loop's thread */
void coir_notice_close(struct coir_notice *notice);

/* Set an event; who waits for it runs the turn after the next.
 *
 * notice    always the same for the same event, and for nothing else
 * context   any interrupt; or the loop's thread */
void coir_event_set_from_isr(struct coir_notice *notice, struct coir_event *event);

#if COIR_GRANTS
/* Release a semaphore. More permits than its bound are an error that the loop's on_error is told; that
 * of a small loop, nobody.
 *
 * notice    always the same for the same semaphore, and for nothing else
 * context   any interrupt; or the loop's thread */
void coir_semaphore_release_from_isr(struct coir_notice *notice, struct coir_semaphore *semaphore);
#endif

COIR_C_END_

#endif
#endif
