/* board.c - ARM's MPS2 board with a Cortex-M3: UART 0, two lights, SysTick at 25 MHz.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/cortex_m.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define UART_DATA REGISTER(0x40004000)
#define UART_STATE REGISTER(0x40004004)
#define UART_CONTROL REGISTER(0x40004008)
#define UART_DIVIDER REGISTER(0x40004010)
#define LIGHTS REGISTER(0x40028000)

static struct coir_tickless port;

struct coir_port *board_begin(uint32_t start) {
    UART_DIVIDER = 25000000 / 115200;
    UART_CONTROL = 1; /* transmit */
    coir_cortex_m_init(&port);
    port.ticks = start;
    return &port.port;
}

void board_put(char c) {
    while (UART_STATE & 1)
        ;
    UART_DATA = (uint8_t)c;
}

void board_light(int light, bool on) {
    LIGHTS = (LIGHTS & ~(1u << light)) | (uint32_t)on << light;
}

uint32_t board_wakeups(void) {
#if COIR_COUNT_WAKEUPS
    return port.wakeups - port.steps;
#else
    return 0;
#endif
}
