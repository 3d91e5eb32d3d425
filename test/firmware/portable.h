/* portable.h - what a test program for every machine writes with: no libc, one character at a time.
 *
 * A program is a function `program` that writes a trace; the host's trace says what is right. A
 * machine is a file that has `put` and calls `program` once: machine_host.c, machine_sdcc.c ...
 * SPDX-License-Identifier: MIT
 */
#ifndef PORTABLE_H
#define PORTABLE_H

#include "coir/config.h"

COIR_C_BEGIN_

/* The machine's: write a character. */
void put(char c);

/* The program's: the whole of it. */
void program(void);

COIR_C_END_

COIR_UNUSED_ static void text(const char *s) {
    while (*s)
        put(*s++);
}

/* A word, a space, a number in decimal, and the end of the line. */
COIR_UNUSED_ static void line(const char *word, long number) {
    char digits[12];
    uint8_t n = 0;
    unsigned long left = number < 0 ? 0UL - (unsigned long)number : (unsigned long)number;
    text(word);
    put(' ');
    if (number < 0)
        put('-');
    do {
        digits[n++] = (char)('0' + (char)(left % 10));
        left /= 10;
    } while (left);
    while (n)
        put(digits[--n]);
    put('\n');
}

#endif
