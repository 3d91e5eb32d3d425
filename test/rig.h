/* rig.h - what tests of tasks share: a loop on the virtual clock, a trace, and the frame of main.
 *
 * A test opens the rig, starts tasks, runs the loop and compares the trace: words in the order in which
 * they were noted, with the time in seconds where it was asked for.
 * SPDX-License-Identifier: MIT
 */
#ifndef TEST_RIG_H
#define TEST_RIG_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "coir/coir.h"

static struct coir_virtual rig_port;
static struct coir_loop loop;
static char trace[2000];

static inline void open_rig(void) {
    trace[0] = 0;
    coir_virtual_init(&rig_port);
    coir_loop_init(&loop, &rig_port.port);
}

static inline void close_rig(void) {
    coir_loop_close(&loop);
    coir_virtual_close(&rig_port);
}

/* A test may leave tasks behind in a loop that is gone; the next one begins with fresh memory. */
#define FRESH(tasks) memset(&(tasks), 0, sizeof(tasks))

/* Append a word to the trace. */
static inline void note(const char *word) {
    size_t used = strlen(trace);
    snprintf(trace + used, sizeof trace - used, "%s%s", used ? " " : "", word);
}

/* The same with the time before it, in whole seconds: @3word. */
static inline void note_at(const char *word) {
    char text[80];
    snprintf(text, sizeof text, "@%ld%s", (long)(coir_now() / COIR_S(1)), word);
    note(text);
}

/* Run turns as coir_run would, so many of them or, with -1, until no task is left. */
static inline void run_turns(int turns) {
    coir_time span = 0;
    for (int i = 0; i != turns && loop.tasks; i++) {
        if (span != COIR_FOREVER)
            rig_port.time += span;
        span = coir_poll(&loop);
    }
}

/* The end of every test program. */
static inline int run_suite(Suite *suite) {
    SRunner *runner = srunner_create(suite);
    int failed;
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
