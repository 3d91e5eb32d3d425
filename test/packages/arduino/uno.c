/* uno.c - be an Arduino Uno: run a program for so long, and print what it does with two pins and its
 * serial line:
 *
 *     uno PROGRAM.elf MILLISECONDS [AT:low | AT:high | AT:=TEXT] ...
 *
 * AT milliseconds after the start, pin 2 gets a level, or the serial line a text and a newline. Each
 * change of pin 13 or 12 is a line "MILLISECONDS PIN LEVEL", each line that is heard one "heard TEXT".
 */
#include <simavr/avr_ioport.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static avr_t *uno;
static char heard[100];
static size_t heard_size;

static unsigned long now(void) {
    return (unsigned long)(uno->cycle / 16000);
}

static void pin_changed(struct avr_irq_t *irq, uint32_t level, void *pin) {
    if (irq->value != level)
        printf("%lu %s %u\n", now(), (const char *)pin, (unsigned)level);
}

static void byte_sent(struct avr_irq_t *irq, uint32_t byte, void *unused) {
    (void)irq;
    (void)unused;
    if (byte == '\n') {
        printf("heard %.*s\n", (int)heard_size, heard);
        heard_size = 0;
    } else if (heard_size < sizeof heard) {
        heard[heard_size++] = (char)byte;
    }
}

static avr_irq_t *pin(char port, int number) {
    return avr_io_getirq(uno, AVR_IOCTL_IOPORT_GETIRQ(port), number);
}

static avr_irq_t *serial(int which) {
    return avr_io_getirq(uno, AVR_IOCTL_UART_GETIRQ('0'), which);
}

static void plug_in(void) {
    static char led[] = "13", other[] = "12";
    uint32_t flags = 0;
    avr_irq_register_notify(pin('B', 5), pin_changed, led);
    avr_irq_register_notify(pin('B', 4), pin_changed, other);
    avr_irq_register_notify(serial(UART_IRQ_OUTPUT), byte_sent, NULL);
    avr_ioctl(uno, AVR_IOCTL_UART_GET_FLAGS('0'), &flags);
    flags &= (uint32_t) ~(AVR_UART_FLAG_STDIO | AVR_UART_FLAG_POLL_SLEEP);
    avr_ioctl(uno, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
    avr_raise_irq(pin('D', 2), 1);
}

/* What stands behind the colon of an argument. */
static void act(const char *what) {
    if (strcmp(what, "low") == 0 || strcmp(what, "high") == 0) {
        avr_raise_irq(pin('D', 2), what[0] == 'h');
        return;
    }
    for (what++; *what; what++)
        avr_raise_irq(serial(UART_IRQ_INPUT), (uint8_t)*what);
    avr_raise_irq(serial(UART_IRQ_INPUT), '\n');
}

int main(int argc, char **argv) {
    elf_firmware_t program;
    unsigned long end = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    int next = 3;
    memset(&program, 0, sizeof program);
    if (argc < 3 || elf_read_firmware(argv[1], &program) != 0)
        return 2;
    uno = avr_make_mcu_by_name("atmega328p");
    avr_init(uno);
    uno->frequency = 16000000;
    avr_load_firmware(uno, &program);
    plug_in();
    while (now() < end) {
        int state = avr_run(uno);
        if (state == cpu_Done || state == cpu_Crashed)
            return 1;
        if (next < argc && now() >= strtoul(argv[next], NULL, 10))
            act(strchr(argv[next++], ':') + 1);
    }
    return 0;
}
