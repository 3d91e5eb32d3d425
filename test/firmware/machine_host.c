/* machine_host.c - an operating system with stdio: what the others are compared with.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>

#include "portable.h"

void put(char c) {
    putchar(c);
}

int main(void) {
    program();
    return 0;
}
