/* pin.c - the button `select` of the board: PF1, to ground, with the chip's pull-up.
 *
 * SPDX-License-Identifier: MIT
 */
#include "coir/pin.h"

#include "gpio.h"

#define SELECT (1u << 1)
#define NVIC_ENABLE REGISTER(0xe000e100)

/* The rig that presses it in the emulator, where it is linked: presses.c. */
__attribute__((weak)) void board_press(struct coir_loop *loop);

static struct coir_pin *button;

static int is_pressed(void) {
    return !GPIO_BITS(GPIO_F, SELECT);
}

void GPIOF_Handler(void);
void GPIOF_Handler(void) {
    GPIO_CLEAR(GPIO_F) = SELECT;
    coir_pin_changed_from_isr(button, is_pressed());
}

static void begin(void) {
    CLOCK_GATES_2 |= 1 << 5;
    (void)CLOCK_GATES_2; /* it takes some cycles */
    GPIO_DIRECTION(GPIO_F) &= ~SELECT;
    GPIO_PULL_UP(GPIO_F) |= SELECT;
    GPIO_DIGITAL(GPIO_F) |= SELECT;
    GPIO_BY_LEVEL(GPIO_F) &= ~SELECT;
    GPIO_BOTH_EDGES(GPIO_F) |= SELECT;
    NVIC_ENABLE = 1u << 30;
    if (board_press)
        board_press(button->changes.loop);
}

static int attach(struct coir_pin *pin) {
    GPIO_INTERRUPTS(GPIO_F) &= ~SELECT;
    if (pin) {
        button = pin;
        begin();
        GPIO_CLEAR(GPIO_F) = SELECT;
        GPIO_INTERRUPTS(GPIO_F) |= SELECT;
    }
    return is_pressed();
}

const struct coir_pin_registers board_button = {attach};
