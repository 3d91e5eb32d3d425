/* zephyr_interrupt.h - keep interrupts out for a few instructions.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_ZEPHYR_INTERRUPT_H
#define COIR_ZEPHYR_INTERRUPT_H

#include <zephyr/irq.h>

typedef unsigned int coir_interrupts_;
static inline coir_interrupts_ coir_mask_interrupts_(void) {
    return irq_lock();
}
static inline void coir_restore_interrupts_(coir_interrupts_ was) {
    irq_unlock(was);
}
static inline void coir_sleep_masked_(void) {
}

#endif
