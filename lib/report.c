/* report.c - tell people what tasks there are, where they wait, and how one failed.
 *
 * Builds lines in a buffer on the stack and hands them to the loop's listener, or to standard
 * error. Linked where COIR_TASKS is on; uses no printf. SPDX-License-Identifier: MIT
 */
#include "coir/error_group.h"
#include "loop_.h"

#if COIR_TASKS

/* A line under construction; what does not fit is cut. */
struct line {
    size_t used;
    char text[160];
};

static void add_(struct line *line, const char *text) {
    while (*text && line->used < sizeof line->text - 1)
        line->text[line->used++] = *text++;
    line->text[line->used] = 0;
}

static void add_number_(struct line *line, int64_t number) {
    char digits[24];
    size_t at = sizeof digits - 1;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    digits[at] = 0;
    do
        digits[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (number < 0)
        digits[--at] = '-';
    add_(line, digits + at);
}

void coir_report_(struct coir_loop *loop, const char *line) {
    if (loop && loop->report)
        loop->report(line);
#if COIR_HOSTED && COIR_GNU_
    else
        (dprintf)(2, "%s\n", line);
#endif
}

/* The name and file of the body of a frame. A body asked for its name touches nothing. */
const struct coir_where *coir_where_(const struct coir_frame *frame) {
    static const struct coir_where unknown = {"?", "?"};
    const struct coir_where *answer = NULL;
    struct coir_frame probe;
    memset(&probe, 0, sizeof probe);
    probe.line = (coir_line)COIR_ASK_;
    if (frame->body)
        answer = (const struct coir_where *)frame->body(&probe, 0);
    return answer ? answer : &unknown;
}

static const struct coir_frame *outermost_(const struct coir_task *task) {
    const struct coir_frame *frame = task->frame;
    while (frame->caller)
        frame = frame->caller;
    return frame;
}

const char *coir_name(const struct coir_task *task) {
    if (task->name)
        return task->name;
    return task->frame ? coir_where_(outermost_(task))->function : "task";
}

static void report_place_(struct coir_loop *loop, const struct coir_where *where, int number) {
    struct line line = {0, ""};
    add_(&line, "    ");
    add_(&line, where->function);
    add_(&line, "  ");
    add_(&line, where->file);
    if (number) {
        add_(&line, ":");
        add_number_(&line, number);
    }
    coir_report_(loop, line.text);
}

/* The line where it waits or ended; 0: nobody knows, since it ended behind a TRY or WITH of its own. */
int coir_line_of_(const struct coir_frame *frame) {
    return COIR_DENSE || frame->line == COIR_DONE_ ? 0 : (int)(frame->line & 0x3fff);
}

static void report_frame_(struct coir_loop *loop, const struct coir_frame *frame) {
    report_place_(loop, coir_where_(frame), coir_line_of_(frame));
}

const struct coir_frame *coir_failed_child_(const struct coir_frame *frame) {
#if COIR_TRACEBACK_
    const struct coir_frame *child =
        (const struct coir_frame *)(const void *)((const char *)frame + frame->child);
    if (frame->child && child->caller == frame && child->err == frame->err)
        return child;
#else
    (void)frame;
#endif
    return NULL;
}

void coir_report_slow_(struct coir_loop *loop, const char *name, coir_time took,
                       const struct coir_where *where, int number) {
    struct line line = {0, ""};
    add_(&line, "slow step: ");
    add_(&line, name ? "task " : "a callback");
    add_(&line, name ? name : "");
    add_(&line, " ran for ");
    add_number_(&line, took);
    add_(&line, COIR_TICK_HZ == 1000000 ? " us" : " ticks");
    coir_report_(loop, line.text);
    if (where)
        report_place_(loop, where, number);
}

static void add_error_(struct line *line, struct coir_loop *loop, int error) {
    struct coir_error_row row = coir_error_find(loop->errors, error);
    add_(line, row.name);
    if (strcmp(row.name, "USER") == 0) {
        add_(line, "(");
        add_number_(line, COIR_USER(0) - row.error);
        add_(line, ")");
    }
    add_(line, ", ");
    add_(line, row.text);
}

void coir_report_error_(struct coir_loop *loop, const char *what, int error,
                        const struct coir_place_ *place, unsigned places) {
    struct line line = {0, ""};
#if COIR_CANCEL
    if (loop->on_error) {
        loop->on_error(loop, what, error);
        return;
    }
#endif
    add_(&line, what);
    add_(&line, ": ");
    add_error_(&line, loop, error);
    coir_report_(loop, line.text);
    for (; places-- > 0; place++)
        report_place_(loop, place->where, place->line);
}

/* What a task does, in words. */
static void add_state_(struct line *line, const struct coir_task *task) {
    static const char *const states[] = {"not started", "ready", "waiting", "done"};
    add_(line, task == coir_current() ? "running" : states[task->entry.state]);
    if (task->entry.state != COIR_PARKED)
        return;
    if (task->entry.wait == COIR_ON_TIMER) {
        add_(line, " for time ");
        add_number_(line, task->entry.on.time);
    }
#if COIR_CANCEL
    if (task->entry.wait == COIR_ON_TASK) {
        add_(line, " for task ");
        add_(line, coir_name((const struct coir_task *)task->entry.on.object));
    }
    if (task->entry.wait == COIR_ON_OBJECT &&
        *(const struct coir_kind *const *)task->entry.on.object) {
        add_(line, " for ");
        add_(line, (*(const struct coir_kind *const *)task->entry.on.object)->what);
    }
#endif
}

void coir_print_task(const struct coir_task *task) {
    struct line line = {0, ""};
    const struct coir_frame *frame;
    int depth = 0;
    add_(&line, "task ");
    add_(&line, coir_name(task));
    add_(&line, ": ");
    add_state_(&line, task);
    coir_report_(task->scope ? task->scope->loop : coir_running_, line.text);
    if (!coir_is_running(task))
        return;
    for (frame = task->frame; frame; frame = frame->caller)
        depth++;
    for (; depth > 0; depth--) {
        int above = depth - 1;
        for (frame = task->frame; above > 0; above--)
            frame = frame->caller;
        report_frame_(task->scope->loop, frame);
    }
}

void coir_print_tasks(struct coir_loop *loop) {
    struct coir_task *task = NULL;
    while ((task = coir_next_task(loop, task)))
        coir_print_task(task);
}

/* "task fetch failed: TIMEOUT, deadline passed", and its way. */
static void report_failure_(const struct coir_task *task) {
    struct line line = {0, ""};
    const struct coir_frame *frame = outermost_(task);
    add_(&line, "task ");
    add_(&line, coir_name(task));
    add_(&line, " failed: ");
    add_error_(&line, task->scope->loop, task->entry.word);
    coir_report_(task->scope->loop, line.text);
    for (; frame && COIR_IS_DONE_(frame->line); frame = coir_failed_child_(frame))
        report_frame_(task->scope->loop, frame);
}

void coir_print_failure(const struct coir_task *task) {
#if COIR_CANCEL
    const struct coir_errors *errors = coir_errors_of(task);
    struct coir_errors_at at;
    int error;
    report_failure_(task);
    memset(&at, 0, sizeof at);
    while (errors && (error = coir_errors_next(errors, &at))) {
        struct line line = {0, ""};
        if (at.task) {
            report_failure_(at.task);
            continue;
        }
        add_(&line, "and: ");
        add_error_(&line, task->scope->loop, error);
        coir_report_(task->scope->loop, line.text);
    }
#else
    report_failure_(task);
#endif
    (void)coir_outcome(task);
}

#endif
