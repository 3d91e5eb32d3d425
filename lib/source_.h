/* source_.h - step and close an async generator whose type is not known.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_LIB_SOURCE_H
#define COIR_LIB_SOURCE_H

#include "coir/itertools.h"

/* The header of any generator, as something with a member coir_. */
struct coir_any_ {
    COIR_CORO;
};
#define COIR_ANY_OF_(source) (*(struct coir_any_ *)(void *)(source)->frame)

/* As ASYNC_NEXT and ASYNC_CLOSE; source is a struct coir_source *, the same in every evaluation. */
#define COIR_SOURCE_NEXT_(source)                                                                  \
    do {                                                                                           \
        enum { coir_point_ = COIR_AWAIT_POINT_(0) };                                               \
        COIR_STEP_(COIR_ANY_OF_(source), (source)->body, 0, coir_point_)                           \
        COIR_RAISE_IF_                                                                             \
    } while (0)

#define COIR_SOURCE_CLOSE_(source)                                                                 \
    do {                                                                                           \
        enum { coir_point_ = COIR_AWAIT_POINT_(0) };                                               \
        COIR_CLOSE_STEP_(COIR_ANY_OF_(source), (source)->body, coir_point_)                        \
        COIR_RAISE_IF_                                                                             \
    } while (0)

static inline bool coir_source_ended_(const struct coir_source *source) {
    return COIR_IS_DONE_(source->frame->line);
}

static inline void *coir_source_item_(const struct coir_source *source) {
    return source->size ? source->value : *(void **)source->value;
}

/* Of the errors of several closings, which one is raised? */
static inline int coir_worse_(int before, int now) {
    return before == 0 || now == COIR_CANCELLED ? now : before;
}

#endif
