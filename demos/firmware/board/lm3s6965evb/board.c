/* board.c - TI's LM3S6965 evaluation board, a Cortex-M3: UART 0, SysTick, and two lights: the
 * board's LED at PF0, and PB0, for another one.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/cortex_m.h"

#include "gpio.h"

#define CLOCK REGISTER(0x400fe060)
#define CLOCK_STATUS REGISTER(0x400fe050)
#define CLOCK_GATES_1 REGISTER(0x400fe104)
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
    CLOCK_GATES_2 |= 1 << 0;
    (void)CLOCK_GATES_2; /* it takes some cycles */
    GPIO_FUNCTION(GPIO_A) |= 3;
    GPIO_DIGITAL(GPIO_A) |= 3;
    UART_INTEGER = 27; /* 50 MHz / 16 / 115200 = 27.127 */
    UART_FRACTION = 8;
    UART_LINE = 0x60;
    UART_CONTROL = 0x301;
}

static void set_lights(void) {
    CLOCK_GATES_2 |= 1 << 1 | 1 << 5;
    (void)CLOCK_GATES_2;
    GPIO_DIRECTION(GPIO_F) |= 1;
    GPIO_DIGITAL(GPIO_F) |= 1;
    GPIO_DIRECTION(GPIO_B) |= 1;
    GPIO_DIGITAL(GPIO_B) |= 1;
}

struct coir_port *board_begin(uint32_t start) {
    set_clock();
    set_console();
    set_lights();
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
    GPIO_BITS(light ? GPIO_B : GPIO_F, 1u) = on;
}

uint32_t board_wakeups(void) {
#if COIR_COUNT_WAKEUPS
    return port.wakeups - port.steps;
#else
    return 0;
#endif
}
