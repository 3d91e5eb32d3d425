/* painted.c - the end of a program whose stack is painted: print how deep it has been.
 *
 * It has a stack of its own, so as not to be in the number.
 * SPDX-License-Identifier: MIT
 */
#include "../../demos/firmware/board/stack.h"

#if defined __AVR__
#include <avr/interrupt.h>
#include <avr/io.h>
#endif

void painted_end(void);
void painted_say(void);
uint8_t painted_stack[200] __attribute__((aligned(16)));

#if defined __AVR__
extern uint8_t _end[];
#define END _end
#define TOP ((uint8_t *)RAMEND + 1)

/* Before main: from the end of the variables to the end of the memory. And Timer 1, whose count is odd enough. */
__attribute__((naked, used, section(".init3"))) void painted_begin(void);
void painted_begin(void) {
    __asm__ volatile("ldi r30, lo8(_end)\n\tldi r31, hi8(_end)\n\tldi r24, %0\n\tldi r25, hi8(%1)\n"
                     "1:\tst Z+, r24\n\tcpi r30, lo8(%1)\n\tcpc r31, r25\n\tbrlo 1b\n\t"
                     "ldi r24, 1\n\tsts %2, r24" ::"M"(STACK_PAINT),
                     "i"(RAMEND + 1), "i"(_SFR_MEM_ADDR(TCCR1B)));
}

/* A main that returns. */
__attribute__((naked, used, section(".fini8"))) void painted_return(void);
void painted_return(void) {
    __asm__ volatile("jmp painted_end");
}

__attribute__((naked)) void painted_end(void) {
    __asm__ volatile(
        "ldi r24, lo8(painted_stack + 199)\n\tout 0x3d, r24\n\t"
        "ldi r24, hi8(painted_stack + 199)\n\tout 0x3e, r24\n\tclr r1\n\tjmp painted_say");
}

static void put(char c) {
    while (!(UCSR0A & _BV(UDRE0)))
        ;
    UCSR0A |= _BV(TXC0);
    UDR0 = (uint8_t)c;
}

static void end(void) {
    while (!(UCSR0A & _BV(TXC0)))
        ;
    SMCR = 1 << SE;
    cli();
    __asm__ volatile("sleep");
}

static void open_console(void) {
    UCSR0B = _BV(TXEN0);
}

#elif defined __arm__
extern uint8_t stack_end_[], *painted_top;
#define END stack_end_
#define TOP painted_top
#define UART ((volatile uint32_t *)0x40004000)

__attribute__((naked)) void painted_end(void) {
    __asm__ volatile("ldr r0, =painted_stack + 200\n\tmov sp, r0\n\tbl painted_say");
}

static void open_console(void) {
    UART[4] = 16;
    UART[2] = 1;
}

static void put(char c) {
    while (UART[1] & 1)
        ;
    UART[0] = (uint8_t)c;
}

static void end(void) {
    __asm__ volatile("movs r0, #0x18\n\tldr r1, =0x20026\n\tbkpt 0xab" ::: "r0", "r1", "memory");
}

#elif defined __riscv
extern uint8_t stack_end_[], *painted_top;
#define END stack_end_
#define TOP painted_top

__attribute__((naked)) void painted_end(void) {
    __asm__ volatile("la sp, painted_stack + 192\n\tj painted_say");
}

static void open_console(void) {
}

static void put(char c) {
    *(volatile uint8_t *)0x10000000 = (uint8_t)c;
}

static void end(void) {
    *(volatile uint32_t *)0x100000 = 0x5555;
}
#endif

__attribute__((used)) void painted_say(void) {
    size_t depth = stack_depth(END, TOP), digit = 10000;
    open_console();
    for (const char *at = "painted "; *at; at++)
        put(*at);
    for (; digit; digit /= 10)
        put((char)('0' + depth / digit % 10));
    put('\n');
    end();
    for (;;)
        ;
}
