/* print.c - print a little, without stdio.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

long milliseconds(void) {
    coir_time seconds = coir_now() / COIR_TICK_HZ, rest = coir_now() % COIR_TICK_HZ;
    return (long)(seconds * 1000 + rest * 1000 / COIR_TICK_HZ);
}

void print(const char *text) {
    while (*text)
        board_put(*text++);
}

void print_number(long number) {
    char digits[12], *at = digits + sizeof digits;
    unsigned long left = number < 0 ? 0ul - (unsigned long)number : (unsigned long)number;
    *--at = 0;
    do
        *--at = (char)('0' + left % 10);
    while (left /= 10);
    if (number < 0)
        *--at = '-';
    print(at);
}

void print_line(const char *text, long number) {
    print(text);
    print_number(number);
    print("\n");
}

void light(int which, bool on) {
    board_light(which, on);
    print_number(milliseconds());
    print(which == RED ? " red" : " green");
    print(on ? " on\n" : " off\n");
}
