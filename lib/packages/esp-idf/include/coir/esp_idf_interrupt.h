/* esp_idf_interrupt.h - keep the interrupts of this core out for a few instructions.
 *
 * Interrupts that wake tasks must be allocated on the core that runs the loop.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_ESP_IDF_INTERRUPT_H
#define COIR_ESP_IDF_INTERRUPT_H

#include "freertos/FreeRTOS.h"

typedef UBaseType_t coir_interrupts_;
static inline coir_interrupts_ coir_mask_interrupts_(void) {
    return portSET_INTERRUPT_MASK_FROM_ISR();
}
static inline void coir_restore_interrupts_(coir_interrupts_ was) {
    portCLEAR_INTERRUPT_MASK_FROM_ISR(was);
}
static inline void coir_sleep_masked_(void) {
}

#endif
