/* group.c - a block that waits for its tasks, and stops them all if one fails.
 *
 * One ready entry per task that ends, the task's own; nothing per task besides.
 * SPDX-License-Identifier: MIT
 */
#include "coir/group.h"
#include "loop_.h"

#if COIR_CANCEL && COIR_GROUPS

static const struct coir_kind kind_ = {COIR_WHAT_("the tasks of a group"), NULL, NULL};

static struct coir_group *group_of_(struct coir_scope *scope) {
    return (struct coir_group *)(void *)((char *)scope - offsetof(struct coir_group, scope));
}

static void cancel_tasks_(struct coir_group *self) {
    struct coir_link *link = self->scope.tasks.next, *next;
    self->stopping = true;
    for (; link != &self->scope.tasks; link = next) {
        next = link->next;
        coir_cancel((struct coir_task *)(void *)((char *)link - offsetof(struct coir_task, all)));
    }
}

/* Stop the tasks and the block. That the owner is asked here is taken back when the block ends. */
static void stop_(struct coir_group *self) {
    cancel_tasks_(self);
    self->asked = true;
    coir_cancel(self->scope.owner);
}

void coir_group_cancel(struct coir_group *group) {
    if (group->scope.loop && !group->stopping)
        stop_(group);
}

/* ---- What the loop asks and tells ---- */

static int adopt_(struct coir_scope *scope, struct coir_task *task) {
    struct coir_group *self = group_of_(scope);
    (void)task;
    if (self->stopping || (self->leaving && !self->left))
        return COIR_RUNTIME;
    self->left++;
    return 0;
}

/* A task that was spawned may be released, and freed, before we are asked. */
static void keep_error_(struct coir_group *self, struct coir_task *task) {
    if (COIR_TASKS && task->entry.flags & COIR_SPAWNED_)
        coir_errors_add_gone_(&self->errors, task->entry.word);
    else
        coir_errors_add_(&self->errors, task);
}

static void ended_(struct coir_scope *scope, struct coir_task *task) {
    struct coir_group *self = group_of_(scope);
    int outcome = task->entry.word;
    if (--self->left == 0)
        coir_wake_all_(&self->waiters, 0);
    if (outcome >= 0 || outcome == COIR_CANCELLED)
        return;
    keep_error_(self, task);
    if (!self->stopping)
        stop_(self);
}

/* ---- The block ---- */

static void open_(struct coir_group *self) {
    struct coir_loop *loop = coir_running_;
    self->kind = &kind_;
    self->scope.owner = loop->current;
    coir_list_init(&self->waiters);
    self->scope.loop = loop;
    self->scope.adopt = adopt_;
    self->scope.ended = ended_;
    coir_list_init(&self->scope.tasks);
#if COIR_TASKS
    coir_link_before(&loop->scope.others, &self->scope.others);
#endif
}

/* The block is over, with this error or 0. */
static void leave_(struct coir_group *self, int error) {
    self->leaving = true;
    if (error == COIR_CANCELLED)
        self->cancelled = true;
    else
        self->errors.block = error;
    if (error == COIR_GROUP)
        self->errors.inner = coir_errors();
    if (error < 0 && !self->stopping)
        cancel_tasks_(self);
}

static int wait_(struct coir_group *self) {
    return self->left ? coir_park(&self->waiters, &self->kind) : 0;
}

/* What the block ends with, after its last task. A cancellation from outside that the errors would
 * hide is asked for again, and comes at the next await. */
static int close_(struct coir_group *self) {
    struct coir_task *owner = self->scope.owner;
#if COIR_TASKS
    coir_unlink(&self->scope.others);
#endif
    self->scope.loop = NULL;
    if (self->asked && coir_uncancel(owner) == 0)
        self->cancelled = false;
    if (self->errors.block == COIR_GENERATOR_EXIT && !self->errors.first)
        return COIR_GENERATOR_EXIT;
    if (!coir_errors_count(&self->errors))
        return self->cancelled ? (int)COIR_CANCELLED : 0;
    if (coir_cancelling(owner)) {
        coir_uncancel(owner);
        coir_cancel(owner);
    }
    owner->detail.errors = &self->errors;
    owner->entry.flags |= COIR_HAS_ERRORS_;
    owner->entry.cancels &= (uint8_t)~COIR_NAKED_;
    return COIR_GROUP;
}

COIR_ASYNC(coir_group) {
    open_(self);
    COIR_TRY {
        COIR_YIELD(0);
        leave_(self, 0);
    }
    COIR_CATCH(COIR_ANY) {
        leave_(self, COIR_CAUGHT);
    }
    COIR_TRY_END
    while (self->left) {
        COIR_TRY {
            COIR_AWAIT(wait_(self));
        }
        COIR_CATCH(COIR_CANCELLED) {
            if (!self->stopping) {
                self->cancelled = true;
                cancel_tasks_(self);
            }
        }
        COIR_TRY_END
    }
    COIR_AWAIT(close_(self));
}
COIR_ASYNC_END

#endif
