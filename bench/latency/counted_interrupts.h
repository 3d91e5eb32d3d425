/* counted_interrupts.h - interrupt.h, with a look at the counter when interrupts are masked and when they are restored.
 *
 * For -DCOIR_INTERRUPT_HEADER. masked.c keeps which function has kept them masked the longest.
 * SPDX-License-Identifier: MIT
 */
#undef COIR_INTERRUPT_HEADER
#undef COIR_INTERRUPT_H
#include "coir/interrupt.h"

#include "counter.h"

#ifdef __AVR__
#define WERE_ON(was) ((was)&0x80)
#elif defined __riscv
#define WERE_ON(was) (was)
#else
#define WERE_ON(was) (!(was))
#endif

extern uint32_t masked_at;
void masked_for(uint32_t counts, const char *where);

static inline coir_interrupts_ counted_mask(void) {
    coir_interrupts_ was = coir_mask_interrupts_();
    if (WERE_ON(was))
        masked_at = begin_count();
    return was;
}
static inline void counted_restore(coir_interrupts_ was, const char *where) {
    uint32_t passed = passed_since(masked_at);
    if (WERE_ON(was))
        masked_for(passed, where);
    coir_restore_interrupts_(was);
}
static inline void counted_sleep(const char *where) {
    masked_for(passed_since(masked_at), where);
    coir_sleep_masked_();
    masked_at = begin_count();
}
#define coir_mask_interrupts_ counted_mask
#define coir_restore_interrupts_(was) counted_restore(was, __func__)
#define coir_sleep_masked_() counted_sleep(__func__)
