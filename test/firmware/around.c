/* around.c - be what stands around an ATmega328P: run a program, and print what it writes to its UART.
 *
 *     around PROGRAM.elf [THING ...]
 *
 * THING is one of these:
 *
 *     eeprom          4 KB with two bytes of address, at 0x50 of the I2C bus
 *     held:FROM:TO    somebody holds the clock line of that bus, between two milliseconds
 *     voltages        at input 0 of the converter, another one for each sample, as on the host
 *     pwm             says which duty Timer 0 is set to, and at which millisecond
 *
 * Ends when the chip sleeps for ever, with interrupts off.
 */
#include <stddef.h>

#include <simavr/avr_adc.h>
#include <simavr/avr_ioport.h>
#include <simavr/avr_timer.h>
#include <simavr/avr_twi.h>
#include <simavr/avr_uart.h>
#include <simavr/parts/i2c_eeprom.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_cycle_timers.h>
#include <simavr/sim_elf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static avr_t *chip;
static i2c_eeprom_t eeprom;

static avr_cycle_count_t milliseconds(unsigned long ms) {
    return (avr_cycle_count_t)ms * 16000;
}

static void byte_sent(struct avr_irq_t *irq, uint32_t byte, void *unused) {
    (void)irq;
    (void)unused;
    putchar((int)byte);
    if (byte == '\n')
        fflush(stdout);
}

static void listen(void) {
    uint32_t flags = 0;
    avr_ioctl(chip, AVR_IOCTL_UART_GET_FLAGS('0'), &flags);
    flags &= (uint32_t) ~(AVR_UART_FLAG_STDIO | AVR_UART_FLAG_POLL_SLEEP);
    avr_ioctl(chip, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
    avr_irq_register_notify(avr_io_getirq(chip, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT),
                            byte_sent, NULL);
}

static avr_irq_t *clock_line(void) {
    return avr_io_getirq(chip, AVR_IOCTL_IOPORT_GETIRQ('C'), 5);
}

static avr_cycle_count_t hold(struct avr_t *avr, avr_cycle_count_t when, void *level) {
    (void)avr;
    (void)when;
    avr_raise_irq(clock_line(), level != NULL);
    return 0;
}

/* In steps of the converter, 0 to 1023; it gets millivolts. */
static void next_voltage(struct avr_irq_t *irq, uint32_t value, void *unused) {
    static const unsigned steps[] = {200, 210, 205, 900, 215, 220, 225, 230, 0, 240, 245, 250};
    static unsigned at;
    (void)irq;
    (void)value;
    (void)unused;
    avr_raise_irq(avr_io_getirq(chip, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC0),
                  (steps[at++ % (sizeof steps / sizeof steps[0])] * 5000 + 1022) / 1023);
}

static void connect_voltages(void) {
    chip->vcc = chip->avcc = chip->aref = 5000;
    avr_irq_register_notify(avr_io_getirq(chip, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_OUT_TRIGGER),
                            next_voltage, NULL);
}

static void duty_set(struct avr_irq_t *irq, uint32_t duty, void *unused) {
    (void)irq;
    (void)unused;
    printf("%lu ms: duty %u\n", (unsigned long)(chip->cycle / milliseconds(1)), (unsigned)duty);
}

static void plug_in(const char *thing) {
    unsigned long from, to;
    if (strcmp(thing, "eeprom") == 0) {
        i2c_eeprom_init(chip, &eeprom, 0x50 << 1, 1, NULL, sizeof eeprom.ee);
        eeprom.verbose = 0;
        i2c_eeprom_attach(chip, &eeprom, AVR_IOCTL_TWI_GETIRQ(0));
    } else if (strcmp(thing, "voltages") == 0) {
        connect_voltages();
    } else if (strcmp(thing, "pwm") == 0) {
        avr_irq_register_notify(
            avr_io_getirq(chip, AVR_IOCTL_TIMER_GETIRQ('0'), TIMER_IRQ_OUT_PWM0), duty_set, NULL);
    } else if (sscanf(thing, "held:%lu:%lu", &from, &to) == 2) {
        avr_cycle_timer_register(chip, milliseconds(from), hold, NULL);
        avr_cycle_timer_register(chip, milliseconds(to), hold, chip);
    } else {
        fprintf(stderr, "around: what is %s?\n", thing);
        exit(2);
    }
}

/* What simavr has to say is not what the chip says. */
static void hush(avr_t *avr, const int level, const char *format, va_list arguments) {
    (void)avr;
    if (level <= LOG_WARNING)
        vfprintf(stderr, format, arguments);
}

int main(int argc, char **argv) {
    static elf_firmware_t program;
    int state = cpu_Running;
    avr_global_logger_set(hush);
    if (argc < 2 || elf_read_firmware(argv[1], &program) != 0)
        return 2;
    chip = avr_make_mcu_by_name("atmega328p");
    avr_init(chip);
    chip->frequency = 16000000;
    avr_load_firmware(chip, &program);
    listen();
    for (int i = 2; i < argc; i++)
        plug_in(argv[i]);
    while (state != cpu_Done && state != cpu_Crashed)
        state = avr_run(chip);
    return state == cpu_Crashed;
}
