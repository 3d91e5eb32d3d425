/* uno.c - be an Arduino Uno, and what stands around it: run a program, and print what it sends.
 *
 *     uno PROGRAM.elf [THING ...]
 *
 * THING is one of these:
 *
 *     AT:PIN=LEVEL    AT milliseconds after the start a pin, D2 say, gets a level
 *     eeprom          4 KB with two bytes of address, at 0x50 of the I2C bus
 *     held:FROM:TO    somebody holds the clock line of that bus, between two milliseconds
 *     voltages        at input 0 of the converter, another one for each sample, as on the host
 *     pwm             says which duty Timer 0 is set to, and at which millisecond
 *     pty             its serial line is joined to a pty too, whose name stands in the standard error
 *
 * Time is as fast as can be; with `pty` it is real. Ends when the chip sleeps for ever, with interrupts
 * off. SPDX-License-Identifier: MIT
 */
#include <stddef.h>

#include <simavr/avr_adc.h>
#include <simavr/avr_ioport.h>
#include <simavr/avr_timer.h>
#include <simavr/avr_twi.h>
#include <simavr/avr_uart.h>
#include <simavr/parts/i2c_eeprom.h>
#include <simavr/parts/uart_pty.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>
#include <simavr/sim_time.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HERTZ = 16000000 };

static avr_t *uno;
static FILE *heard;
static i2c_eeprom_t eeprom;
static uart_pty_t pty;

static avr_cycle_count_t milliseconds(unsigned long ms) {
    return (avr_cycle_count_t)ms * (HERTZ / 1000);
}

/* ---- What it sends ---- */

static void byte_sent(struct avr_irq_t *irq, uint32_t byte, void *unused) {
    (void)irq, (void)unused;
    putc((int)byte, heard);
    fflush(heard);
}

static void listen(void) {
    uint32_t flags = 0;
    avr_irq_register_notify(avr_io_getirq(uno, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT),
                            byte_sent, NULL);
    avr_ioctl(uno, AVR_IOCTL_UART_GET_FLAGS('0'), &flags);
    flags &= (uint32_t) ~(AVR_UART_FLAG_STDIO | AVR_UART_FLAG_POLL_SLEEP);
    avr_ioctl(uno, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
}

/* libsimavr talks to the standard output itself. */
static void keep_output_clean(void) {
    heard = fdopen(dup(1), "w");
    dup2(2, 1);
    setvbuf(stdout, NULL, _IOLBF, 0);
}

/* ---- What stands around it ---- */

static void set_pin(const char *name, int level) {
    avr_raise_irq(avr_io_getirq(uno, AVR_IOCTL_IOPORT_GETIRQ(name[0]), name[1] - '0'),
                  (uint32_t)level);
}

static avr_cycle_count_t press(avr_t *avr, avr_cycle_count_t when, void *what) {
    const char *pin = strchr((const char *)what, ':') + 1;
    (void)avr, (void)when;
    set_pin(pin, pin[3] == '1');
    return 0;
}

/* The clock line is C5. */
static avr_cycle_count_t hold(avr_t *avr, avr_cycle_count_t when, void *level) {
    (void)avr, (void)when;
    set_pin("C5", level != NULL);
    return 0;
}

/* In steps of the converter, 0 to 1023; it gets millivolts. */
static void next_voltage(struct avr_irq_t *irq, uint32_t value, void *unused) {
    static const unsigned steps[] = {200, 210, 205, 900, 215, 220, 225, 230, 0, 240, 245, 250};
    static unsigned at;
    (void)irq, (void)value, (void)unused;
    avr_raise_irq(avr_io_getirq(uno, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC0),
                  (steps[at++ % (sizeof steps / sizeof steps[0])] * 5000 + 1022) / 1023);
}

static void duty_set(struct avr_irq_t *irq, uint32_t duty, void *unused) {
    (void)irq, (void)unused;
    fprintf(heard, "%lu ms: duty %u\n", (unsigned long)(uno->cycle / milliseconds(1)),
            (unsigned)duty);
}

static void do_not_wait(avr_t *avr, avr_cycle_count_t cycles) {
    (void)avr, (void)cycles;
}

static void connect_eeprom(void) {
    i2c_eeprom_init(uno, &eeprom, 0x50 << 1, 1, NULL, sizeof eeprom.ee);
    eeprom.verbose = 0;
    i2c_eeprom_attach(uno, &eeprom, AVR_IOCTL_TWI_GETIRQ(0));
}

static void connect_voltages(void) {
    uno->vcc = uno->avcc = uno->aref = 5000;
    avr_irq_register_notify(avr_io_getirq(uno, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_OUT_TRIGGER),
                            next_voltage, NULL);
}

static void connect_pty(void) {
    uno->sleep = avr_callback_sleep_raw;
    uart_pty_init(uno, &pty);
    uart_pty_connect(&pty, '0');
}

static void plug_in(char *thing) {
    unsigned long from, to;
    if (strchr(thing, '=')) {
        avr_cycle_timer_register(uno, 1 + milliseconds(strtoul(thing, NULL, 10)), press, thing);
    } else if (strcmp(thing, "eeprom") == 0) {
        connect_eeprom();
    } else if (sscanf(thing, "held:%lu:%lu", &from, &to) == 2) {
        avr_cycle_timer_register(uno, milliseconds(from), hold, NULL);
        avr_cycle_timer_register(uno, milliseconds(to), hold, uno);
    } else if (strcmp(thing, "voltages") == 0) {
        connect_voltages();
    } else if (strcmp(thing, "pwm") == 0) {
        avr_irq_register_notify(avr_io_getirq(uno, AVR_IOCTL_TIMER_GETIRQ('0'), TIMER_IRQ_OUT_PWM0),
                                duty_set, NULL);
    } else if (strcmp(thing, "pty") == 0) {
        connect_pty();
    } else {
        fprintf(stderr, "uno: what is %s?\n", thing);
        exit(2);
    }
}

int main(int argc, char **argv) {
    static elf_firmware_t program;
    int state = cpu_Running;
    if (argc < 2 || elf_read_firmware(argv[1], &program) != 0)
        return 2;
    uno = avr_make_mcu_by_name("atmega328p");
    keep_output_clean();
    avr_init(uno);
    uno->frequency = HERTZ;
    uno->sleep = do_not_wait;
    avr_load_firmware(uno, &program);
    listen();
    for (int i = 2; i < argc; i++)
        plug_in(argv[i]);
    while (state != cpu_Done && state != cpu_Crashed)
        state = avr_run(uno);
    return state == cpu_Crashed;
}
