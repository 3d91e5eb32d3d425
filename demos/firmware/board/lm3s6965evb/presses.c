/* presses.c - press the button, in the emulator, where nobody else does: at exact milliseconds.
 *
 * The emulator's command line says when: "AT:D2=LEVEL ...", in ascending order; level 0 is pressed. The
 * pin is made an output for a moment, and the level written. It relies on what QEMU's PL061 does then: the
 * pin, an input again, keeps that level, and if it had another before, that is an edge. So all that
 * pin.c has is at work, as with a finger: its registers, and its interrupt, which wakes the core. On a
 * real chip the pull-up would win.
 *
 * The loop's clock says when it is time, for in QEMU SysTick falls behind the other timers when the
 * core sleeps; timer 2 presses a little later, when the loop is asleep again.
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>

#include "../cortex_m/semihosting.h"
#include "gpio.h"

#include "coir/loop.h"

#define SELECT (1u << 1)
#define NVIC_ENABLE REGISTER(0xe000e100)
#define CLOCK_GATES_1 REGISTER(0x400fe104)
#define TIMER(offset) REGISTER(0x40032000 + (offset))
#define TIMER_MODE TIMER(0x04)
#define TIMER_CONTROL TIMER(0x0c)
#define TIMER_MASK TIMER(0x18)
#define TIMER_CLEAR TIMER(0x24)
#define TIMER_LOAD TIMER(0x28)

void board_press(struct coir_loop *loop);
void TIMER2A_Handler(void);

static char line[400];
static const char *next; /* of the line; NULL: not begun */
static struct coir_loop *clock;
static struct coir_handle later;

static void press(void) {
    const char *level = strchr(next, '=') + 1;
    GPIO_DIRECTION(GPIO_F) |= SELECT;
    GPIO_BITS(GPIO_F, SELECT) = *level == '1' ? SELECT : 0;
    GPIO_DIRECTION(GPIO_F) &= ~SELECT;
    next = level + 1;
}

void TIMER2A_Handler(void) {
    TIMER_CLEAR = 1;
    press();
}

/* Have the timer press, in 20 microseconds, and wait for the press after that. */
static int due(void *unused) {
    const char *after = strchr(next + 1, ' ');
    (void)unused;
    TIMER_CONTROL = 0;
    TIMER_LOAD = COIR_CPU_HZ / 50000;
    TIMER_CONTROL = 1;
    if (after)
        coir_call_at(clock, &later, COIR_MS(strtol(after, NULL, 10)), due, NULL);
    return 0;
}

static void start_timer(void) {
    CLOCK_GATES_1 |= 1 << 18;
    (void)CLOCK_GATES_1; /* it takes some cycles */
    TIMER(0) = 0;        /* 32 bits */
    TIMER_MODE = 1;      /* once */
    TIMER_MASK = 1;
    NVIC_ENABLE = 1 << 23;
}

/* On the command line the program's name stands first. What is at 0 is the level to begin with. */
void board_press(struct coir_loop *loop) {
    struct {
        char *text;
        uint32_t size;
    } answer = {line, sizeof line - 1};
    if (next)
        return;
    clock = loop;
    ask_debugger(COMMAND_LINE, &answer);
    next = strchr(line, ' ');
    if (next && strncmp(next, " 0:", 3) == 0)
        press();
    start_timer();
    if (next && *next)
        coir_call_at(loop, &later, COIR_MS(strtol(next, NULL, 10)), due, NULL);
}
