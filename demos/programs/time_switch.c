/* time_switch.c - a digital time switch: programs for the week, and outputs that follow them.
 *
 * Each program is a coroutine that knows one line: on these days, on at this time, off at that
 * time, which may be after midnight. It sleeps until then, switches, and sleeps again; no table is
 * searched every minute. Two programs may have the same output: it is on while any of them wants it.
 * Here a week passes, on a clock that jumps. On a microcontroller another port makes it a real one.
 */
#include <stdio.h>

#include "coir/coir.h"

#define MINUTE COIR_S(60)
#define DAY (24 * 60 * MINUTE)
#define AT(hours, minutes) ((hours)*60 + (minutes))

enum { HEATING, LAMP, PUMP, OUTPUTS };

static const char *const output_name[OUTPUTS] = {"heating", "lamp", "pump"};
static int wanted[OUTPUTS]; /* by how many programs */

struct line {
    const char *days; /* from Monday; a dot is a day off */
    int on, off;      /* minutes of the day */
    int output;
};

static const struct line lines[] = {
    {"MTWTF..", AT(6, 0), AT(8, 30), HEATING},  {"MTWTF..", AT(17, 0), AT(22, 30), HEATING},
    {".....SS", AT(7, 30), AT(23, 0), HEATING}, {"....FS.", AT(21, 0), AT(2, 0), LAMP},
    {"..W...S", AT(12, 0), AT(12, 20), PUMP},   {"......S", AT(12, 10), AT(12, 45), PUMP},
};

enum { LINES = sizeof lines / sizeof lines[0] };

static void switch_output(int output, int change) {
    static const char *const day_name[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    long minutes = (long)(coir_now() / MINUTE);
    int before = wanted[output];
    wanted[output] += change;
    if (!before != !wanted[output])
        printf("%s %02ld:%02ld  %-8s %s\n", day_name[minutes / 1440 % 7], minutes / 60 % 24,
               minutes % 60, output_name[output], before ? "off" : "on");
}

static int over_midnight(const struct line *line) {
    return line->off <= line->on;
}

/* One line of the table, for ever. However it ends, its output is not left on. */
struct program {
    CORO;
    const struct line *line;
    int day;
};

ASYNC(program) {
    for (;; self->day++) {
        if (self->line->days[self->day % 7] == '.')
            continue;
        AWAIT(coir_sleep_until(self->day * DAY + self->line->on * MINUTE));
        switch_output(self->line->output, 1);
        TRY {
            AWAIT(coir_sleep_until((self->day + over_midnight(self->line)) * DAY +
                                   self->line->off * MINUTE));
        }
        FINALLY {
            switch_output(self->line->output, -1);
        }
        TRY_END
    }
}
ASYNC_END

static struct coir_virtual port;
static struct coir_loop loop;
static COIR_TASK(program) programs[LINES];

struct week {
    CORO;
};

ASYNC(week) {
    for (int i = 0; i < LINES; i++)
        START(coir_running_loop(), programs[i], program, .line = &lines[i]);
    AWAIT(coir_sleep(7 * DAY));
}
ASYNC_END

static COIR_TASK(week) this_week;

int main(void) {
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    START(&loop, this_week, week);
    coir_run_main(&loop, &this_week.task);
    coir_loop_close(&loop);
    coir_virtual_close(&port);
    return 0;
}
