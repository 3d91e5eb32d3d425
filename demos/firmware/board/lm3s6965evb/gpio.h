/* gpio.h - the ports of an LM3S6965's pins. A bit of a register is a pin of the port.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef GPIO_H
#define GPIO_H

#include <stdint.h>

#ifndef REGISTER
#define REGISTER(address) (*(volatile uint32_t *)(address))
#endif
#define CLOCK_GATES_2 REGISTER(0x400fe108) /* bit 0: port A, and so on */
#define GPIO_A 0x40004000
#define GPIO_B 0x40005000
#define GPIO_F 0x40025000
#define GPIO_BITS(port, mask) REGISTER((port) + ((mask) << 2)) /* only those in the mask */
#define GPIO_DIRECTION(port) REGISTER((port) + 0x400)          /* 1: output */
#define GPIO_BY_LEVEL(port) REGISTER((port) + 0x404)           /* interrupts: 0 by edges, */
#define GPIO_BOTH_EDGES(port) REGISTER((port) + 0x408)         /* ... 1 by both, */
#define GPIO_INTERRUPTS(port) REGISTER((port) + 0x410)         /* ... 1 at all */
#define GPIO_CLEAR(port) REGISTER((port) + 0x41c)
#define GPIO_FUNCTION(port) REGISTER((port) + 0x420)
#define GPIO_PULL_UP(port) REGISTER((port) + 0x510)
#define GPIO_DIGITAL(port) REGISTER((port) + 0x51c)

#endif
