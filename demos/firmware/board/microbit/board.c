/* board.c - the BBC micro:bit, a Cortex-M0 (nRF51822): the UART, two pins, TIMER 0.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/cortex_m.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define UART(offset) REGISTER(0x40002000 + (offset))
#define UART_SENT UART(0x11c)
#define GPIO(offset) REGISTER(0x50000000 + (offset))
#define TX_PIN 24
#define FIRST_LIGHT 13

static struct coir_tickless port;

static void set_console(void) {
    GPIO(0x518) = 1u << TX_PIN | 3u << FIRST_LIGHT; /* DIRSET */
    UART(0x50c) = TX_PIN;
    UART(0x524) = 0x01d7e000; /* 115200 baud */
    UART(0x500) = 4;          /* on */
    UART(0x008) = 1;          /* start to transmit */
}

struct coir_port *board_begin(uint32_t start) {
    set_console();
    coir_cortex_m_init(&port);
    port.ticks = start;
    return &port.port;
}

void board_put(char c) {
    UART_SENT = 0;
    UART(0x51c) = (uint8_t)c;
    while (!UART_SENT)
        ;
}

void board_light(int light, bool on) {
    GPIO(on ? 0x508 : 0x50c) = 1u << (FIRST_LIGHT + light); /* OUTSET, OUTCLR */
}

uint32_t board_wakeups(void) {
#if COIR_COUNT_WAKEUPS
    return port.wakeups - port.steps;
#else
    return 0;
#endif
}
