/* itertools.h - build async generators out of async generators.
 *
 * Rung 10. map, filter, take, enumerate, zip and merge. Each takes its sources as values, so that
 * they can be of any type, and is an async generator itself, so that they stack up. Nothing is
 * copied: `value` is a pointer to the item, where the source keeps it, good until the next step.
 * Costs the frame of each, and with merge a task per source.
 *
 *     PREPARE(self->sensor, sensor, .pin = 3);
 *     PREPARE(self->warm, coir_filter, .source = COIR_SOURCE(self->sensor, sensor),
 *             .predicate = is_warm);
 *     ASYNC_FOR (self->some, coir_take, .source = COIR_SOURCE(self->warm, coir_filter), .count = 5) {
 *         printf("%d\n", COIR_ITEM(self->some, int));
 *     }
 *     ASYNC_FOR_END
 *
 * However the outermost is left (its end, break, an error, cancellation), the sources it has begun
 * are closed, and their cleanup has run, when the next statement does. An error of a source comes
 * out of what it feeds. If several fail while they are closed, the first is raised, or else
 * COIR_CANCELLED.
 *
 * Needs: loop.h, async_generator.h.   Semantics: Python's built-ins and itertools, over PEP 525;
 * merge as in aiostream.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_ITERTOOLS_H
#define COIR_ITERTOOLS_H

#include "coir/async_generator.h"
#include "coir/loop.h"

/* An async generator as a value: its frame, its body, where its value is and how large. */
struct coir_source {
    struct coir_frame *frame;
    coir_body body;
    void *value;
    size_t size; /* of the value; 0: value is a pointer to it */
};

COIR_C_BEGIN_

/* COIR_SOURCE(frame, name): an async generator as a value; a struct coir_source.
 *
 * frame     an lvalue of struct name with a member value, after PREPARE or begun already. Yours,
 *           lives until what it feeds has ended or was closed, and nobody else may step it
 *           meanwhile */
#define COIR_SOURCE(frame, name)                                                                   \
    (COIR_SAME_(frame, name),                                                                      \
     coir_source_(&(frame).coir_, name, &(frame).value, sizeof((frame).value)))
struct coir_source coir_source_(struct coir_frame *frame, coir_body body, void *value, size_t size);

/* COIR_ITEM(frame, type): the item that one of these generators yielded, as an lvalue; good until
 * its next step. Checking builds compare the size. */
#define COIR_ITEM(frame, type) (*(type *)coir_item_((frame).value, (frame).size, sizeof(type)))
COIR_INLINE_ void *coir_item_(void *item, size_t size, size_t wanted) {
    COIR_CHECK_(size == 0 || size == wanted, "COIR_ITEM of a type with another size");
    (void)size;
    (void)wanted;
    return item;
}

COIR_C_END_

/* In all of them: value is the item, and size its size, or 0 if that is not known. */

/* coir_map: what a function makes of each item.
 *
 * function  gets an item and sets *into; returns 0 or an error, which is raised. With a call, it
 *           gets the call's frame as `into` and sets its arguments (a PREPARE will do)
 * into      where results go, yours: what value points to; or for a call, the result in its frame
 * size      of what is there; 0: not checked
 * call      NULL, or a coroutine that is awaited for each item, after function; it begins again each
 *           time, with only its header reset
 * argument  for the function */
struct coir_map {
    COIR_CORO;
    struct coir_source source;
    int (*function)(const void *item, void *into, void *argument);
    void *into;
    size_t size;
    struct coir_frame *call;
    void *argument;
    void *value;
    /* private */
    coir_body body;
};

/* coir_filter: the items for which the predicate holds. */
struct coir_filter {
    COIR_CORO;
    struct coir_source source;
    bool (*predicate)(const void *item, void *argument);
    void *argument;
    void *value;
    size_t size;
};

/* coir_take: the first `count` items. The source is not asked for more than these. */
struct coir_take {
    COIR_CORO;
    struct coir_source source;
    size_t count;
    void *value;
    size_t size;
};

/* coir_enumerate: the items with their numbers, from `start` on: in the loop read
 * numbered.index and COIR_NUMBERED(self->each, type). value points to numbered. */
struct coir_numbered {
    size_t index;
    void *item;
};
struct coir_enumerate {
    COIR_CORO;
    struct coir_source source;
    size_t start;
    struct coir_numbered numbered;
    void *value;
    size_t size;
};
#define COIR_NUMBERED(frame, type) (*(type *)(frame).numbered.item)

/* coir_zip: one item of each source at a time, until the first of them ends. They are asked in their
 * order; what those before it had yielded is dropped, as in Python.
 *
 * sources   an array of count sources, yours
 * items     an array of count pointers, yours: the items, and what value points to. Read one with
 *           COIR_ZIPPED(self->zip, 0, int) */
struct coir_zip {
    COIR_CORO;
    struct coir_source *sources;
    size_t count;
    void **items;
    void *value;
    size_t size;
    /* private */
    size_t i;
    int error;
};
#define COIR_ZIPPED(frame, i, type) (*(type *)(frame).items[i])

COIR_ASYNC_DECLARE(coir_map);
COIR_ASYNC_DECLARE(coir_filter);
COIR_ASYNC_DECLARE(coir_take);
COIR_ASYNC_DECLARE(coir_enumerate);
COIR_ASYNC_DECLARE(coir_zip);

#if COIR_JOINS

/* The task that runs one source of a merge. */
struct coir_merge;
struct coir_pull_ {
    COIR_CORO;
    struct coir_source *source;
    struct coir_merge *merge;
};
COIR_ASYNC_DECLARE(coir_pull_);

/* One source of a merge. Set source; the rest is private. */
struct coir_arm {
    struct coir_source source;
    COIR_TASK(coir_pull_) pull;
    struct coir_handle handle;
};

/* coir_merge: the items of all sources, in the order of their arrival. Each source runs as a task,
 * and goes on when its last item was used: so it is at most one item ahead. When one fails, what
 * arrived before is still handed out, then its error is raised and the others are cancelled. Closed
 * before that, it raises the error all the same.
 *
 * arms      an array of count elements, yours, with the sources set
 * which     the number of the source that the item is from */
struct coir_merge {
    COIR_CORO;
    struct coir_arm *arms;
    size_t count;
    size_t which;
    void *value;
    size_t size;
    /* private */
    const struct coir_kind *kind;
    struct coir_link waiters; /* who awaits a step */
    struct coir_link arrived; /* tasks of arms that have an item */
    size_t running;
    struct coir_task *used; /* whose item was handed out */
    size_t before;          /* items that arrived before the error */
    size_t i;
    int error;
    bool stopping;
};

COIR_ASYNC_DECLARE(coir_merge);

#endif
#endif
