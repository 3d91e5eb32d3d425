/* vectors.h - the interrupts of this board. Included several times. SPDX-License-Identifier: MIT */
INTERRUPT(2, UART0_Handler)
INTERRUPT(6, GPIOTE_Handler)
INTERRUPT(8, TIMER0_Handler)
INTERRUPT(9, TIMER1_Handler)
INTERRUPT(10, TIMER2_Handler)
INTERRUPT(20, SWI0_Handler)
