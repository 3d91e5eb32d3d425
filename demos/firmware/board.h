/* board.h - what the firmware demos ask of a board.
 *
 * The same for every board, and for the host, where a clock jumps instead of waiting: so one program
 * runs on all of them and prints the same. Each board has a folder: board/NAME.
 * SPDX-License-Identifier: MIT
 */
#ifndef BOARD_H
#define BOARD_H

#include "coir/loop.h"

/* Set the clock and the console up, and allow interrupts. The clock's first tick is `start`.
 *
 * returns   the port, for coir_loop_init */
struct coir_port *board_begin(uint32_t start);

/* One byte to the console; waits until it can be sent. */
void board_put(char c);

/* Switch a light. There are two. Not every board really has them; those only say so. */
void board_light(int light, bool on);

/* The end, in an emulator of the emulator too: `return board_end(0);`. An exit status other than 0 is
 * an error. Returns on the host only. */
int board_end(int status);

/* How often the chip was woken, but for the steps of a short timer; 0 on the host. */
uint32_t board_wakeups(void);

/* ---- interrupts.c: for programs that want some ---- */

/* Call a function from the interrupt of a timer that is not the clock's: first soon, then each time
 * after as many of the timer's counts, 1 to 200, as it returned; 0 ends that. A count is 20 to 64 ns,
 * on AVR 4000. */
void board_every(unsigned (*function)(void));

/* Say which function board_trigger calls, in an interrupt of low priority: at once, or when interrupts
 * are no longer masked. */
void board_on_trigger(void (*function)(void));
void board_trigger(void);

/* ---- uart.c: for programs that read the console too; while it is open, board_put is not for use ---- */

struct coir_uart_registers;
extern const struct coir_uart_registers board_uart;

/* ---- stack.c: for programs that want to know how deep their stack is ---- */

/* Paint what is free of it, as often as you like; then ask how many bytes were in use since, interrupts' too. */
void board_paint_stack(void);
unsigned board_stack_depth(void);

/* ---- pin.c: for programs with a button; its level is 1 while it is pressed ---- */

struct coir_pin_registers;
extern const struct coir_pin_registers board_button;

/* ---- print.c: the same on all boards ---- */

/* Milliseconds on the loop's clock since it began. */
long milliseconds(void);

/* Print a text; a number; both and the end of the line. */
void print(const char *text);
void print_number(long number);
void print_line(const char *text, long number);

/* Switch a light, and print when. */
void light(int which, bool on);

/* Red is the first, green the other one. */
enum { RED, GREEN };

#endif
