/* spawn.h - start tasks whose number is not known before.
 *
 * SPAWN allocates a task and its frame in one piece. You hold a handle until you give it back
 * with coir_release; the memory is freed when both have happened, the end and the release. Costs
 * one allocation; loop.allocate and loop.release replace malloc by a pool.
 *
 *     struct coir_task *task;
 *     if (SPAWN(task, coir_running_loop(), fetch, .host = host) < 0)
 *         RAISE(COIR_NO_MEMORY);
 *     AWAIT(coir_join(task));
 *     status = COIR_FRAME(task, fetch)->result;
 *     coir_release(task);
 *
 * Needs: loop.h.   Semantics: asyncio.create_task.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_SPAWN_H
#define COIR_SPAWN_H

#include "coir/loop.h"

#if COIR_TASKS

/* SPAWN(handle, owner, name, .argument = value, ...): allocate a task and start it.
 *
 * handle    an lvalue of struct coir_task *: the task, or NULL after an error
 * owner     a pointer to a loop or a group
 * returns   0
 * errors    COIR_NO_MEMORY, and as START; then nothing is left allocated */
#define COIR_SPAWN(...) COIR_CAT_(COIR_SPAWN_, COIR_MORE_(__VA_ARGS__))(__VA_ARGS__)
#define COIR_SPAWN_3(handle, owner, name)                                                          \
    (((handle) = coir_allocate_((owner)->scope.loop, sizeof(struct name), name))                   \
         ? coir_start_spawned_(&(owner)->scope, &(handle))                                         \
         : (int)COIR_NO_MEMORY)
#define COIR_SPAWN_MANY(handle, owner, name, ...)                                                  \
    (((handle) = coir_allocate_((owner)->scope.loop, sizeof(struct name), name))                   \
         ? (COIR_ASSIGN_(*COIR_FRAME(handle, name), __VA_ARGS__),                                  \
            coir_start_spawned_(&(owner)->scope, &(handle)))                                       \
         : (int)COIR_NO_MEMORY)

/* The frame of a spawned task, a struct name *: its result is there after the end, until
 * coir_release. */
#define COIR_FRAME(task, name) ((struct name *)coir_spawned_frame_(task))

/* What SPAWN allocates: the task, and behind it a frame that is larger than shown here. */
struct coir_spawned_ {
    struct coir_task task;
    struct coir_frame frame;
};

static inline void *coir_spawned_frame_(struct coir_task *task) {
    return &((struct coir_spawned_ *)(void *)task)->frame;
}

COIR_C_BEGIN_

struct coir_task *coir_allocate_(struct coir_loop *loop, size_t frame_size, coir_body body);
int coir_start_spawned_(struct coir_scope *scope, struct coir_task **handle);

/* Give the handle back: freed now if the task is done, else at its end. Afterwards the handle is
 * gone, and so are the errors of a group that failed in it: read them before. Does nothing to NULL. An error of a task that nobody holds goes to the loop's error
 * handler.
 *
 * context   the loop's thread */
void coir_release(struct coir_task *task);

COIR_C_END_

#endif
#endif
