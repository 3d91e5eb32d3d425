/* painted.h - comes before everything in a program whose stack is painted: its clock ticks at odd intervals.
 *
 * So interrupts come at any instruction, the deepest too. After as many ticks as PAINTED_TICKS the program is over.
 * The jump does not look like a call, so that the interrupt keeps no more registers than without it.
 * SPDX-License-Identifier: MIT
 */
#define PAINTED 1
#define PAINTED_TICKS 20000
#if defined __arm__
#define PAINTED_AGAIN (((volatile uint32_t *)0xE000E010)[1] = 200 + (board_ticks & 1023))
#define PAINTED_JUMP "bl painted_end"
#elif defined __AVR__
#define PAINTED_AGAIN (OCR0A = TCNT1L | 32, TCCR0B = 1 << CS00)
#define PAINTED_JUMP "jmp painted_end"
#elif defined __riscv
#define PAINTED_AGAIN (MTIMECMP[0] = MTIME + 100 + (board_ticks & 1023))
#define PAINTED_JUMP "j painted_end"
#endif
#define BOARD_TICK_AGAIN                                                                           \
    do {                                                                                           \
        PAINTED_AGAIN;                                                                             \
        if (board_ticks == PAINTED_TICKS)                                                          \
            __asm__ volatile(PAINTED_JUMP);                                                        \
    } while (0)
