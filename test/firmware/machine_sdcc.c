/* machine_sdcc.c - the 8051, the Z80 and the STM8 as ucsim has them.
 *
 * ucsim watches one cell of memory: 'p' and a character written there prints it, 's' ends the run.
 * SPDX-License-Identifier: MIT
 */
#include "portable.h"

#if defined __SDCC_mcs51
#define CELL (*(volatile __xdata unsigned char *)0xffff)
#elif defined __SDCC_stm8
#define CELL (*(volatile unsigned char *)0x5fff)
#else
#define CELL (*(volatile unsigned char *)0xbffe)
#endif

void put(char c) {
    CELL = 'p';
    CELL = (unsigned char)c;
}

int main(void) {
    program();
    CELL = 's';
    for (;;) {
    }
}
