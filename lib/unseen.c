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

static void add_place_(struct coir_unseen_ *unseen, const struct coir_frame *frame) {
    struct coir_place_ *place = &unseen->place[unseen->places++];
    place->where = coir_where_(frame);
    place->line = coir_line_of_(frame);
}

void coir_remember_unseen_(struct coir_loop *loop, const struct coir_task *task) {
    struct coir_unseen_ *unseen = find_(loop, NULL);
    const struct coir_frame *frame = task->frame, *child;
    if (is_joined_(task))
        return;
    if (!unseen) {
        loop->unseen_more++;
        return;
    }
    unseen->task = task;
    unseen->error = task->entry.word;
    unseen->places = 0;
    add_place_(unseen, frame);
    while ((child = coir_failed_child_(frame)))
        frame = child;
    if (frame != task->frame)
        add_place_(unseen, frame);
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
        coir_report_error_(loop, "Task exception was never retrieved", place->error, place->place,
                           place->places);
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
