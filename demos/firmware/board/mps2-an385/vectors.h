/* vectors.h - the interrupts of this board. Included several times. SPDX-License-Identifier: MIT */
INTERRUPT(0, UART0_RX_Handler)
INTERRUPT(1, UART0_TX_Handler)
INTERRUPT(2, UART1_RX_Handler)
INTERRUPT(3, UART1_TX_Handler)
INTERRUPT(8, TIMER0_Handler)
INTERRUPT(9, TIMER1_Handler)
INTERRUPT(10, DUAL_TIMER_Handler)
INTERRUPT(31, PendLow_Handler) /* nobody's: for software */
