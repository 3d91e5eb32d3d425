/* sensor.c - sample, filter, queue and report, each in a task of its own, the last under a deadline.
 *
 * A sample every 10 ms goes through a median of three, which a single outlier does not pass. The reports
 * take their time: the third is so slow that its deadline ends it, and what was measured meanwhile waits
 * in the queue.
 *
 * Boards: host atmega328p lm3s6965evb
 * Parts: adc
 * Around: voltages
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/adc.h"
#include "coir/queue.h"
#include "coir/timeout.h"

extern const struct coir_adc_registers board_adc;

#define REPORTS 10

static struct coir_loop loop;
static struct coir_adc_converter converter;
static struct coir_queue filtered;
static int slots[4];

struct sampling {
    CORO;
    struct coir_adc adc;
    int last[3], count, median;
};

static int median(const int *a) {
    int low = a[0] < a[1] ? a[0] : a[1], high = a[0] < a[1] ? a[1] : a[0];
    return a[2] < low ? low : a[2] > high ? high : a[2];
}

ASYNC(sampling) {
    ASYNC_FOR(self->adc, coir_adc, .converter = &converter, .input = 0, .every = COIR_MS(10)) {
        self->last[self->count++ % 3] = self->adc.value;
        if (self->count < 3)
            continue;
        self->median = median(self->last);
        AWAIT(coir_queue_put(&filtered, &self->median));
    }
    ASYNC_FOR_END
}
ASYNC_END

struct transmit {
    CORO;
    int value, takes;
};

/* A radio that must be waited for. */
ASYNC(transmit) {
    AWAIT(coir_sleep_ms(self->takes));
    print_line("sent ", self->value);
}
ASYNC_END

struct reporting {
    CORO;
    struct coir_timeout deadline;
    struct transmit transmit;
    int value, number;
};

ASYNC(reporting) {
    for (; self->number < REPORTS; self->number++) {
        AWAIT(coir_queue_get(&filtered, &self->value));
        TRY {
            ASYNC_WITH(self->deadline, coir_timeout, .delay = COIR_MS(25)) {
                AWAIT(self->transmit, transmit, .value = self->value,
                      .takes = self->number == 2 ? 1000 : 4);
            }
            ASYNC_WITH_END
        }
        CATCH(COIR_TIMEOUT) {
            print_line("late ", self->value);
        }
        TRY_END
    }
}
ASYNC_END

static COIR_TASK(sampling) sampler;
static COIR_TASK(reporting) reporter;

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    coir_adc_init(&converter, &loop, &board_adc);
    coir_queue_init(&filtered, slots, sizeof slots[0], 4);
    START(&loop, sampler, sampling);
    START(&loop, reporter, reporting);
    return board_end(coir_run_until(&loop, &reporter.task) != 0);
}
