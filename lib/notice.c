/* notice.c - set an event or release a semaphore from an interrupt.
 *
 * One entry in the loop's inbox, however often the interrupt came meanwhile.
 * SPDX-License-Identifier: MIT
 */
#include "coir/notice.h"
#include "coir/interrupt.h"
#include "loop_.h"

#if COIR_CALLBACKS

void coir_notice_init(struct coir_notice *notice, struct coir_loop *loop) {
    memset(notice, 0, sizeof *notice);
    notice->loop = loop;
    coir_external(loop, 1);
}

void coir_notice_close(struct coir_notice *notice) {
    coir_take_back_(notice->loop, &notice->handle);
    coir_external(notice->loop, -1);
}

static int set_(void *event) {
    coir_event_set((struct coir_event *)event);
    return 0;
}

/* Checking builds: it serves one object. */
static void check_(struct coir_notice *notice, void *object) {
    (void)notice, (void)object;
    COIR_CHECK_(notice->loop, "a notice was not initialised");
#if COIR_CHECKS
    COIR_CHECK_(!notice->object || notice->object == object, "a notice serves two objects");
    notice->object = object;
#endif
}

void coir_event_set_from_isr(struct coir_notice *notice, struct coir_event *event) {
    check_(notice, event);
    coir_call_soon_from_isr(notice->loop, &notice->handle, set_, event);
}

#if COIR_GRANTS
static int release_(void *argument) {
    struct coir_notice *notice = (struct coir_notice *)argument;
    coir_interrupts_ was = coir_mask_interrupts_();
    unsigned times = notice->times;
    int error = 0;
    notice->times = 0;
    coir_restore_interrupts_(was);
    while (times-- > 0 && !error)
        error = coir_semaphore_release((struct coir_semaphore *)notice->object);
    return error;
}

void coir_semaphore_release_from_isr(struct coir_notice *notice, struct coir_semaphore *semaphore) {
    coir_interrupts_ was;
    check_(notice, semaphore);
    was = coir_mask_interrupts_();
    notice->times++;
    notice->object = semaphore;
    coir_restore_interrupts_(was);
    coir_call_soon_from_isr(notice->loop, &notice->handle, release_, notice);
}
#endif

#endif
