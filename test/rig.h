/* rig.h - what tests of tasks share: a loop on the virtual clock, a trace, and the frame of main.
 *
 * A test opens the rig, starts tasks, runs the loop and compares the trace: words in the order in which
 * they were noted, with the time in seconds where it was asked for.
 * SPDX-License-Identifier: MIT
 */
#ifndef TEST_RIG_H
#define TEST_RIG_H

#include <stdio.h>

#include "coir/coir.h"
#include "suite.h"

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

/* The same with a number behind it: got3. */
static inline void note_number(const char *word, int number) {
    char text[40];
    snprintf(text, sizeof text, "%s%d", word, number);
    note(text);
}

/* The same with the time before it, in whole seconds: @3word. */
static inline void note_at(const char *word) {
    char text[80];
    snprintf(text, sizeof text, "@%ld%s", (long)(coir_now() / COIR_S(1)), word);
    note(text);
}

/* A listener for a loop whose reports are no matter. */
static inline void ignore(const char *line) {
    (void)line;
}

/* Run so many turns; after each the time is that of the next deadline, so whoever cancels then does so
 * in its turn. */
static inline void run_turns_and_wait(int turns) {
    for (int i = 0; i < turns; i++) {
        coir_time span = coir_poll(&loop);
        if (span && span != COIR_FOREVER)
            rig_port.time += span;
    }
}

/* Run so many turns, in which time passes when there is nothing to do, not even what an interrupt left. */
static inline void run_turns_quietly(int turns) {
    for (int i = 0; i < turns; i++) {
        coir_time span = coir_poll(&loop);
        if (!loop.inbox && span != COIR_FOREVER)
            rig_port.time += span;
    }
}

/* Cancel a task, and let it end at once. */
static inline void cancel_and_end(struct coir_task *task) {
    coir_cancel(task);
    while (coir_is_running(task))
        coir_poll(&loop);
    (void)coir_outcome(task);
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

#endif
