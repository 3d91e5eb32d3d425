/* error_group.c - the errors behind COIR_GROUP: several tasks failed together.
 *
 * Everything walks the errors once; nesting is walked by recursion, a level per group.
 * SPDX-License-Identifier: MIT
 */
#include "coir/group.h"
#include "loop_.h"

#if COIR_JOINS && COIR_GROUPS

static struct coir_task *after_(const struct coir_task *task) {
    struct coir_link *link = task->all.next;
    return link ? (struct coir_task *)(void *)((char *)link - offsetof(struct coir_task, all))
                : NULL;
}

static bool fits_(int error, int kind) {
    return COIR_MATCHES_((uint8_t)-error, kind);
}

/* ---- Keeping ---- */

void coir_errors_add_(struct coir_errors *errors, struct coir_task *task) {
    task->all.next = NULL;
    if (errors->last)
        errors->last->all.next = &task->all;
    else
        errors->first = task;
    errors->last = task;
}

/* An error without a task: each kind once. If there are too many kinds, the last place says so. */
void coir_errors_add_gone_(struct coir_errors *errors, int error) {
    int i = 0;
    while (i < COIR_GONE_ - 1 && errors->gone[i] && errors->gone[i] != (uint8_t)-error)
        i++;
    errors->gone[i] = i < COIR_GONE_ - 1 ? (uint8_t)-error : (uint8_t)-COIR_GROUP;
}

/* ---- Finding ---- */

/* A task is marked while a CATCH_STAR has a naked error. The group whose errors it knows may be gone
 * then, so nothing is read or written there. */
static bool is_naked_(const struct coir_task *task) {
    return task->entry.cancels & COIR_NAKED_;
}
static void set_naked_(struct coir_task *task, bool naked) {
    task->entry.cancels &= (uint8_t)~COIR_NAKED_;
    if (naked)
        task->entry.cancels |= COIR_NAKED_;
}

struct coir_errors *coir_errors_of(const struct coir_task *task) {
    return task->entry.flags & COIR_HAS_ERRORS_ ? task->detail.errors : NULL;
}

struct coir_errors *coir_errors(void) {
    struct coir_task *task = coir_current();
    return task ? coir_errors_of(task) : NULL;
}

/* What was taken out of these; both are members of a group. */
static struct coir_errors *caught_(struct coir_errors *errors) {
    return &((struct coir_group *)(void *)((char *)errors - offsetof(struct coir_group, errors)))
                ->caught;
}

struct coir_errors *coir_errors_caught(void) {
    struct coir_errors *errors = coir_errors();
    if (!errors || is_naked_(coir_current()))
        return NULL;
    return coir_errors_count(caught_(errors)) ? caught_(errors) : NULL;
}

/* The errors that a task's error stands for, or NULL if it stands for itself. */
static struct coir_errors *behind_(const struct coir_task *task) {
    return task->entry.word == COIR_GROUP ? coir_errors_of(task) : NULL;
}

static unsigned count_(const struct coir_errors *errors, int kind) {
    unsigned n = 0;
    const struct coir_task *task = errors ? errors->first : NULL;
    if (!errors)
        return 0;
    for (; task; task = after_(task))
        n += behind_(task) ? count_(behind_(task), kind) : (unsigned)fits_(task->entry.word, kind);
    for (int i = 0; i < COIR_GONE_; i++)
        n += errors->gone[i] && fits_(-(int)errors->gone[i], kind);
    if (errors->inner)
        return n + count_(errors->inner, kind);
    return n + (errors->block && fits_(errors->block, kind));
}

unsigned coir_errors_count(const struct coir_errors *errors) {
    return count_(errors, COIR_ANY);
}

bool coir_errors_has(const struct coir_errors *errors, int kind) {
    return count_(errors, kind) > 0;
}

/* ---- Iterating ---- */

static void enter_(struct coir_errors_at *at, const struct coir_errors *errors) {
    at->level[at->depth].errors = errors;
    at->level[at->depth].next = errors->first;
    at->level[at->depth].place = 0;
    at->depth++;
}

/* One step on the present level: an error and what it stands for, or 0. */
static int step_(struct coir_errors_at *at, const struct coir_errors **behind) {
    const struct coir_errors *errors = at->level[at->depth - 1].errors;
    int *place = &at->level[at->depth - 1].place;
    struct coir_task *task = at->level[at->depth - 1].next;
    at->task = task;
    *behind = task ? behind_(task) : NULL;
    if (task) {
        at->level[at->depth - 1].next = after_(task);
        return task->entry.word;
    }
    while (*place < COIR_GONE_)
        if (errors->gone[(*place)++])
            return -(int)errors->gone[*place - 1];
    *behind = errors->inner;
    return (*place)++ == COIR_GONE_ ? errors->block : 0;
}

int coir_errors_next(const struct coir_errors *errors, struct coir_errors_at *at) {
    const struct coir_errors *behind;
    int error;
    if (!at->begun && errors)
        enter_(at, errors);
    at->begun = true;
    while (at->depth) {
        error = step_(at, &behind);
        if (!error)
            at->depth--;
        else if (behind && at->depth < (int)(sizeof at->level / sizeof at->level[0]))
            enter_(at, behind);
        else
            return error;
    }
    return 0;
}

/* ---- Taking ---- */

static void give_(struct coir_errors *taken, int error) {
    if (taken)
        coir_errors_add_gone_(taken, error);
}

/* Tasks that fail to fit stay; the list is built anew. */
static unsigned take_tasks_(struct coir_errors *errors, int kind, struct coir_errors *taken) {
    struct coir_task *task = errors->first, *next;
    unsigned n = 0;
    errors->first = errors->last = NULL;
    for (; task; task = next) {
        struct coir_errors *behind = behind_(task);
        bool fits = !behind && fits_(task->entry.word, kind);
        next = after_(task);
        n += behind ? coir_errors_take(behind, kind, taken) : (unsigned)fits;
        if (behind ? coir_errors_count(behind) : !fits)
            coir_errors_add_(errors, task);
        else if (fits && taken)
            coir_errors_add_(taken, task);
    }
    return n;
}

static unsigned take_gone_(struct coir_errors *errors, int kind, struct coir_errors *taken) {
    unsigned n = 0;
    int kept = 0;
    for (int i = 0; i < COIR_GONE_; i++) {
        uint8_t error = errors->gone[i];
        errors->gone[i] = 0;
        if (error && fits_(-(int)error, kind)) {
            give_(taken, -(int)error);
            n++;
        } else if (error) {
            errors->gone[kept++] = error;
        }
    }
    return n;
}

/* The block's own error; in the set of the same group it stays the block's. */
static unsigned take_block_(struct coir_errors *errors, int kind, struct coir_errors *taken) {
    unsigned n;
    if (errors->inner) {
        n = coir_errors_take(errors->inner, kind, taken);
        if (coir_errors_count(errors->inner))
            return n;
        errors->inner = NULL;
        errors->block = 0;
        return n;
    }
    if (!errors->block || !fits_(errors->block, kind))
        return 0;
    if (taken && !taken->block)
        taken->block = errors->block;
    else
        give_(taken, errors->block);
    errors->block = 0;
    return 1;
}

unsigned coir_errors_take(struct coir_errors *errors, int kind, struct coir_errors *taken) {
    unsigned n;
    if (!errors)
        return 0;
    n = take_tasks_(errors, kind, taken);
    n += take_gone_(errors, kind, taken);
    return n + take_block_(errors, kind, taken);
}

/* ---- CATCH_STAR ---- */

int coir_star_begin_(uint8_t err) {
    struct coir_errors *errors = err ? coir_errors() : NULL;
    if (errors) {
        set_naked_(coir_current(), err != (uint8_t)-COIR_GROUP);
        if (err == (uint8_t)-COIR_GROUP)
            memset(caught_(errors), 0, sizeof *errors);
    }
    return err != 0;
}

int coir_star_(uint8_t *err, int kind) {
    struct coir_errors *errors = *err == (uint8_t)-COIR_GROUP ? coir_errors() : NULL;
    struct coir_errors_at at;
    if (!errors)
        return *err != (uint8_t)-COIR_GROUP && COIR_MATCHES_(*err, kind);
    if (!coir_errors_take(errors, kind, caught_(errors)))
        return 0;
    memset(&at, 0, sizeof at);
    if (!coir_errors_count(errors))
        *err = (uint8_t)-coir_errors_next(caught_(errors), &at);
    return 1;
}

void coir_star_failed_(uint8_t *err) {
    struct coir_errors *errors = coir_errors();
    if (*err == 255 || !errors || is_naked_(coir_current()) || !coir_errors_count(errors))
        return;
    if (*err != (uint8_t)-COIR_GROUP)
        coir_errors_add_gone_(errors, -(int)*err);
    *err = (uint8_t)-COIR_GROUP;
}

#endif
