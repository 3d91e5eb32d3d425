/* uno.c - be an Arduino Uno: run a program, join its serial line to a pty, press its buttons:
 *
 *     uno PROGRAM.elf pty
 *     uno PROGRAM.elf [AT:PIN=LEVEL] ...
 *
 * What the chip sends goes to the standard output; with `pty`, to a pty too, whose name stands in the
 * standard error, and time is real. Otherwise time is as fast as can be, and AT milliseconds
 * after the start a pin, D2 say, gets a level. It ends when the chip sleeps with interrupts off.
 * SPDX-License-Identifier: MIT
 */
#include <simavr/avr_ioport.h>
#include <simavr/avr_uart.h>
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
static uart_pty_t pty;

static void byte_sent(struct avr_irq_t *irq, uint32_t byte, void *unused) {
    (void)irq, (void)unused;
    putc((int)byte, heard);
    fflush(heard);
}

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

static void do_not_wait(avr_t *avr, avr_cycle_count_t cycles) {
    (void)avr, (void)cycles;
}

static void plug_in(void) {
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

int main(int argc, char **argv) {
    elf_firmware_t program;
    int state = cpu_Running;
    memset(&program, 0, sizeof program);
    if (argc < 2 || elf_read_firmware(argv[1], &program) != 0)
        return 2;
    uno = avr_make_mcu_by_name("atmega328p");
    keep_output_clean();
    avr_init(uno);
    uno->frequency = HERTZ;
    avr_load_firmware(uno, &program);
    plug_in();
    if (argc == 3 && strcmp(argv[2], "pty") == 0) {
        uart_pty_init(uno, &pty);
        uart_pty_connect(&pty, '0');
    } else {
        uno->sleep = do_not_wait;
        for (int i = 2; i < argc; i++)
            avr_cycle_timer_register(uno, 1 + (avr_cycle_count_t)atol(argv[i]) * (HERTZ / 1000),
                                     press, argv[i]);
    }
    while (state != cpu_Done && state != cpu_Crashed)
        state = avr_run(uno);
    return state == cpu_Crashed;
}
