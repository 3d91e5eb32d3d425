/* spawn.c - allocate tasks, and free them when they have ended and nobody holds them.
 *
 * One malloc and one free per task, or the loop's own functions.
 * SPDX-License-Identifier: MIT
 */
#include "coir/error_group.h"
#include "coir/spawn.h"

#if COIR_TASKS
#include "loop_.h"

#if COIR_HOSTED
#include <stdlib.h>
#endif

/* malloc, not calloc: glibc's calloc passes its cache by, and takes three times as long. */
static void *allocate_(struct coir_loop *loop, size_t size) {
    if (loop && loop->allocate)
        return loop->allocate(size);
#if COIR_HOSTED
    return malloc(size);
#else
    return NULL;
#endif
}

static void free_(struct coir_loop *loop, struct coir_task *task) {
#if COIR_HOSTILE
    memset(task, 0xdd, sizeof(struct coir_spawned_));
#endif
    if (loop && loop->release)
        loop->release(task);
#if COIR_HOSTED
    else if (!loop || !loop->allocate)
        free(task);
#endif
}

struct coir_task *coir_allocate_(struct coir_loop *loop, size_t frame_size, coir_body body) {
    size_t size = offsetof(struct coir_spawned_, frame) + frame_size;
    struct coir_spawned_ *spawned = (struct coir_spawned_ *)allocate_(loop, size);
    if (!spawned)
        return NULL;
    memset(&spawned->frame, 0, frame_size);
    spawned->frame.body = body;
    spawned->task.entry.state = COIR_IDLE; /* coir_start sets the rest */
    spawned->task.entry.flags = COIR_SPAWNED_;
    spawned->task.name = NULL;
#if COIR_PRIORITY
    spawned->task.entry.urgent = false;
#endif
    return &spawned->task;
}

int coir_start_spawned_(struct coir_scope *scope, struct coir_task **handle) {
    struct coir_task *task = *handle;
    int refused = coir_start(scope, task, (struct coir_frame *)coir_spawned_frame_(task));
    if (refused) {
        free_(scope->loop, task);
        *handle = NULL;
    }
    return refused;
}

/* The errors of its group go with it: nobody who joined it may look there any more. */
static void forget_errors_(struct coir_loop *loop, const struct coir_task *task) {
#if COIR_CANCEL
    const struct coir_errors *errors = coir_errors_of(task);
    struct coir_task *other = NULL;
    while (errors && (other = coir_next_task(loop, other)))
        if (coir_errors_of(other) == errors) {
            other->entry.flags &= (uint8_t)~COIR_HAS_ERRORS_;
            other->detail.reason = NULL;
        }
#else
    (void)loop, (void)task;
#endif
}

void coir_release(struct coir_task *task) {
    struct coir_loop *loop;
    if (!task || !(task->entry.flags & COIR_SPAWNED_))
        return;
    loop = task->scope->loop;
    task->entry.flags |= COIR_RELEASED_;
    if (coir_is_busy_(task))
        return;
    if (task->entry.word < 0)
        coir_report_unseen_(loop, task);
    forget_errors_(loop, task);
    free_(loop, task);
}

#endif
