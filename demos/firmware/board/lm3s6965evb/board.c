/* board.c - TI's LM3S6965 evaluation board, a Cortex-M3: UART 0, two pins of port F, SysTick.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/cortex_m.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define CLOCK REGISTER(0x400fe060)
#define CLOCK_STATUS REGISTER(0x400fe050)
#define CLOCK_GATES_1 REGISTER(0x400fe104)
#define CLOCK_GATES_2 REGISTER(0x400fe108)
#define GPIO_A 0x40004000
#define GPIO_F 0x40025000
#define GPIO_BITS(port, mask) REGISTER((port) + ((mask) << 2))
#define GPIO_DIRECTION(port) REGISTER((port) + 0x400)
#define GPIO_FUNCTION(port) REGISTER((port) + 0x420)
#define GPIO_DIGITAL(port) REGISTER((port) + 0x51c)
#define UART 0x4000c000
#define UART_DATA REGISTER(UART)
#define UART_FLAGS REGISTER(UART + 0x18)
#define UART_INTEGER REGISTER(UART + 0x24)
#define UART_FRACTION REGISTER(UART + 0x28)
#define UART_LINE REGISTER(UART + 0x2c)
#define UART_CONTROL REGISTER(UART + 0x30)

static struct coir_tickless port;

/* 50 MHz: the PLL's 200, from the crystal of 8 MHz, by 4. */
static void set_clock(void) {
    CLOCK = (CLOCK | 1u << 11) & ~(1u << 22); /* around the PLL meanwhile */
    CLOCK = (CLOCK & ~(0x1fu << 6 | 3u << 4 | 1u | 1u << 13)) | 0xe << 6; /* crystal, PLL on */
    CLOCK = (CLOCK & ~(0xfu << 23)) | 3u << 23 | 1u << 22;
    while (!(CLOCK_STATUS & 1 << 6))
        ;
    CLOCK &= ~(1u << 11);
}

static void set_console(void) {
    CLOCK_GATES_1 |= 1;
    CLOCK_GATES_2 |= 1 << 0 | 1 << 5;
    (void)CLOCK_GATES_2; /* it takes some cycles */
    GPIO_FUNCTION(GPIO_A) |= 3;
    GPIO_DIGITAL(GPIO_A) |= 3;
    UART_INTEGER = 27; /* 50 MHz / 16 / 115200 = 27.127 */
    UART_FRACTION = 8;
    UART_LINE = 0x60;
    UART_CONTROL = 0x301;
    GPIO_DIRECTION(GPIO_F) |= 3;
    GPIO_DIGITAL(GPIO_F) |= 3;
}

struct coir_port *board_begin(uint32_t start) {
    set_clock();
    set_console();
    coir_cortex_m_init(&port);
    port.ticks = start;
    return &port.port;
}

void board_put(char c) {
    while (UART_FLAGS & 1 << 5)
        ;
    UART_DATA = (uint8_t)c;
}

void board_light(int light, bool on) {
    GPIO_BITS(GPIO_F, 1u << light) = (uint32_t)on << light;
}

uint32_t board_wakeups(void) {
#if COIR_COUNT_WAKEUPS
    return port.wakeups - port.steps;
#else
    return 0;
#endif
}
