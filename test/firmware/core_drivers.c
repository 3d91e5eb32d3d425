/* core_drivers.c - drivers keep their times across the moment when the clock becomes negative, and for weeks.
 *
 * Their registers are made up: a bus that is held, a converter that is done at once.
 * Boards: all but host attiny85
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/adc.h"
#include "coir/i2c.h"
#include "coir/pwm.h"
#include "coir/tickless.h"
#include "coir/watchdog.h"

#define BEGIN (0x80000000u - 30)

static struct coir_loop loop;
static struct coir_tickless *clock;
static struct coir_i2c_bus bus;
static struct coir_adc_converter converter;
static struct coir_pwm lamp;
static struct coir_watchdog watchdog;
static int fed;

static long since(void) {
    return (long)((uint32_t)coir_now() - BEGIN);
}

static void attach_bus(struct coir_i2c_bus *with) {
    (void)with;
}
static bool held(void) {
    return true;
}
static const struct coir_i2c_registers bus_registers = {attach_bus, held, NULL, NULL};

static void attach_converter(struct coir_adc_converter *with) {
    (void)with;
}
static void convert(uint8_t input) {
    coir_adc_converted_from_isr(&converter, input);
}
static const struct coir_adc_registers converter_registers = {attach_converter, convert};

static void attach_lamp(void) {
}
static void set_lamp(uint8_t duty) {
    (void)duty;
}
static const struct coir_pwm_registers lamp_registers = {attach_lamp, set_lamp};

static void start(uint16_t ms) {
    (void)ms;
}
static void feed(void) {
    fed++;
}
static const struct coir_watchdog_registers watchdog_registers = {start, feed};

struct transfer {
    CORO;
    struct coir_i2c transaction;
};

ASYNC(transfer) {
    TRY {
        AWAIT(self->transaction, coir_i2c, .bus = &bus, .address = 1, .read = &fed, .read_size = 1);
    }
    CATCH(COIR_BUS_HELD) {
        print_line("the bus is held, at ", since());
    }
    TRY_END
}
ASYNC_END

struct sampler {
    CORO;
    coir_time every;
    int times;
    struct coir_adc adc;
};

ASYNC(sampler) {
    ASYNC_FOR(self->adc, coir_adc, .converter = &converter, .input = 7, .every = self->every) {
        if (--self->times == 0)
            break;
    }
    ASYNC_FOR_END
}
ASYNC_END

struct fader {
    CORO;
    struct coir_fade fade;
};

ASYNC(fader) {
    AWAIT(self->fade, coir_fade, .pwm = &lamp, .to = 100, .during = 100, .every = 10);
    print_line("faded, at ", since());
}
ASYNC_END

struct worker {
    CORO;
    struct coir_sign sign;
    int times;
};

ASYNC(worker) {
    coir_watchdog_expect(&watchdog, &self->sign, "worker", 50);
    for (self->times = 0; self->times < 5; self->times++) {
        AWAIT(coir_sleep(40));
        coir_alive(&self->sign);
    }
    coir_watchdog_forget(&watchdog, &self->sign);
}
ASYNC_END

static COIR_TASK(transfer) transferring;
static COIR_TASK(sampler) sampling, hurrying;
static COIR_TASK(fader) fading;
static COIR_TASK(worker) working;
static COIR_TASK(coir_feed) feeding;

struct app {
    CORO;
};

ASYNC(app) {
    START(&loop, transferring, transfer);
    START(&loop, sampling, sampler, .every = 10, .times = 11);
    START(&loop, fading, fader);
    START(&loop, working, worker);
    START(&loop, feeding, coir_feed, .watchdog = &watchdog);
    AWAIT(coir_join(&sampling.task));
    print_line("eleven samples, at ", since());
    AWAIT(coir_join(&fading.task));
    AWAIT(coir_join(&transferring.task));
    AWAIT(coir_join(&working.task));
    print_line("still fed, at ", coir_done(&feeding.task) ? -1 : since());
    coir_cancel(&feeding.task);
    (void)coir_done(&feeding.task);
    START(&loop, hurrying, sampler, .every = 0, .times = 40);
    AWAIT(coir_sleep(0));
    clock->ticks += 0x40000000;
    AWAIT(coir_sleep(0));
    clock->ticks += 0x40000000;
    AWAIT(coir_join(&hurrying.task));
    print("as fast as it goes, for weeks\n");
}
ASYNC_END

static COIR_TASK(app) main_task;

int main(void) {
    clock = (struct coir_tickless *)(void *)board_begin(BEGIN);
    coir_loop_init(&loop, &clock->port);
    coir_i2c_init(&bus, &loop, &bus_registers);
    coir_adc_init(&converter, &loop, &converter_registers);
    coir_pwm_init(&lamp, &lamp_registers);
    coir_watchdog_init(&watchdog, &watchdog_registers, 40);
    START(&loop, main_task, app);
    coir_run_until(&loop, &main_task.task);
    return board_end(0);
}
