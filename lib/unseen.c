/* unseen.c - remember tasks that failed while nobody waited for them, and tell at the end.
 *
 * A few words per loop, nothing per task, and no work unless a task fails. What is remembered does not
 * touch the task's memory again, which is its owner's as soon as it is done.
 * SPDX-License-Identifier: MIT
 */
#include "loop_.h"

#if COIR_TASKS

/* Does a task wait for this one? A callback may look at how it ended, or not. */
static bool is_joined_(const struct coir_task *task) {
#if COIR_CANCEL
    const struct coir_link *link = task->done.next;
    for (; link != &task->done; link = link->next)
        if (!(((const struct coir_entry *)link)->flags & COIR_IS_CALLBACK_))
            return true;
#else
    (void)task;
#endif
    return false;
}

static struct coir_unseen_ *find_(struct coir_loop *loop, const struct coir_task *task) {
    for (unsigned i = 0; i < COIR_UNSEEN_; i++)
        if (loop->unseen[i].task == task)
            return &loop->unseen[i];
    return NULL;
}

void coir_remember_unseen_(struct coir_loop *loop, const struct coir_task *task) {
    struct coir_unseen_ *place = find_(loop, NULL);
    if (is_joined_(task))
        return;
    if (!place) {
        loop->unseen_more++;
        return;
    }
    place->task = task;
    place->where = coir_where_(task->frame);
    place->line =
        COIR_DENSE || task->frame->line == COIR_DONE_ ? 0 : (int)(task->frame->line & 0x3fff);
    place->error = task->entry.word;
}

void coir_seen_(const struct coir_task *task) {
    struct coir_loop *loop = task->scope ? task->scope->loop : NULL;
    struct coir_unseen_ *place = loop ? find_(loop, task) : NULL;
    if (place)
        place->task = NULL;
    else if (loop && loop->unseen_more)
        loop->unseen_more--;
}

static void tell_(struct coir_loop *loop, struct coir_unseen_ *place) {
    if (place->task)
        coir_report_error_(loop, "Task exception was never retrieved", place->error, place->where,
                           place->line);
    place->task = NULL;
}

void coir_report_unseen_(struct coir_loop *loop, const struct coir_task *task) {
    struct coir_unseen_ *place = task ? find_(loop, task) : NULL;
    if (place)
        tell_(loop, place);
    if (task)
        return;
    for (place = loop->unseen; place < loop->unseen + COIR_UNSEEN_; place++)
        tell_(loop, place);
    if (loop->unseen_more)
        coir_report_(loop, "... and more tasks");
    loop->unseen_more = 0;
}

#endif
