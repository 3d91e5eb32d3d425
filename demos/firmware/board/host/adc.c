/* adc.c - no converter at all: the same voltages each time, at once.
 *
 * SPDX-License-Identifier: MIT
 */
#include "coir/adc.h"

#if COIR_CANCEL

static const int script[] = {200, 210, 205, 900, 215, 220, 225, 230, 0, 240, 245, 250};
static struct coir_adc_converter *converter;
static unsigned at;

static void attach(struct coir_adc_converter *with) {
    converter = with;
}

static void convert(uint8_t input) {
    (void)input;
    coir_adc_converted_from_isr(converter, script[at++ % (sizeof script / sizeof script[0])]);
}

const struct coir_adc_registers board_adc = {attach, convert};

#endif
