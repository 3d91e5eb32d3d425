/* coroutine.h - functions that wait for one another without holding a stack.
 *
 * Rung 5. A coroutine is a generator that knows who waits for it: AWAIT runs another coroutine in
 * a member of the own frame, and if that cannot finish, both are suspended until it can. Costs
 * the header of delegate.h (24 bytes, 12 on 32-bit, 8 on AVR). An AWAIT that need not wait is a C
 * call.
 *
 *     struct fetch { CORO; const char *host; struct connect connect; int result; };
 *
 *     ASYNC(fetch) {
 *         AWAIT(self->connect, connect, .host = self->host, .port = 80);
 *         RETURN(self->connect.result);
 *     }
 *     ASYNC_END
 *
 * When what was awaited is ready, whoever resumes (a loop, or you with coir_resume) calls the
 * innermost frame directly and then its callers, outwards: a resume costs the same at depth 1 and
 * 1000. The first descent does use the C stack, about 100 bytes a level.
 *
 * Needs: delegate.h.   Semantics: PEP 492.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_COROUTINE_H
#define COIR_COROUTINE_H

#include "coir/delegate.h"

/* CORO: first member of a coroutine's struct. `result` is what RETURN sets, if you declare it. */
#define COIR_CORO struct coir_frame coir_

/* ASYNC_DECLARE(name): in a header, for a coroutine that other files use; beside its struct. */
#define COIR_ASYNC_DECLARE(name) COIR_BODY_DECLARE_(name) struct name

/* ASYNC(name) { ... } ASYNC_END: the body of the coroutine whose frame is struct name. See
 * GENERATOR. */
#define COIR_ASYNC(name) COIR_BODY_(name, 1)
#define COIR_ASYNC_END COIR_BODY_END_

/* AWAIT(child, name, .argument = value, ...): run a coroutine to its end; go on here then.
 *
 * child     an lvalue of struct name that lives as long as this frame: usually a member. It is
 *           cleared, gets its arguments, and keeps its members afterwards: read child.result
 *           there.
 * values    are evaluated after the child was cleared: do not take them from the same child
 * An error it ends with is raised here. It is exactly
 *     clear and set child;  line = HERE;
 *     if (name(&child) is suspended) { return; case HERE: ; }
 *     if (it failed) raise;
 *
 * AWAIT(expression): wait for a leaf, a function that gives 0 or more when done, an error, or
 * COIR_PENDING after it has parked the task. What wakes the task brings the value, or
 * COIR_PENDING to have the expression evaluated again: so no side effects in its arguments. An
 * error is raised here. It is exactly
 *     do {
 *         r = expression;
 *         if (r == PENDING) { line = HERE;  return;  case HERE: ; }
 *     } while (r == PENDING);
 *     if (r < 0) raise; */
#define COIR_AWAIT(...) COIR_CAT_(COIR_AWAIT_, COIR_MANY_(__VA_ARGS__))(__VA_ARGS__)

/* AWAIT_INTO(lvalue, expression): as AWAIT(expression), and keep its value (0 or more). */
#define COIR_AWAIT_INTO(lvalue, ...) COIR_LEAF_((__VA_ARGS__), (lvalue) = coir_r_)

#define COIR_AWAIT_1(expression) COIR_LEAF_(expression, (void)0)
#define COIR_AWAIT_2(child, name) COIR_AWAIT_CHILD_(child, name, (void)0)
#define COIR_AWAIT_MANY(child, name, ...)                                                          \
    COIR_AWAIT_CHILD_(child, name, COIR_ASSIGN_(*coir_child_, __VA_ARGS__))

/* The resume point of an await; a compile error in a generator. */
#define COIR_AWAIT_POINT_(place) (COIR_POINT_(place) + COIR_MUST_(coir_async_))

#define COIR_LEAF_(expression, keep)                                                               \
    do {                                                                                           \
        enum { coir_point_ = COIR_AWAIT_POINT_(0) };                                               \
        do {                                                                                       \
            coir_r_ = (expression);                                                                \
            if (coir_r_ == COIR_PENDING || COIR_DETOUR_(coir_r_)) {                                \
                self->coir_.line = (coir_line)coir_point_;                                         \
                return self;                                                                       \
                COIR_CASE_(coir_point_) :;                                                         \
            }                                                                                      \
        } while (coir_r_ == COIR_PENDING);                                                         \
        if (COIR_UNLIKELY_(coir_r_ < 0))                                                           \
            COIR_RAISE_ARRIVED_                                                                    \
        keep;                                                                                      \
    } while (0)

#define COIR_AWAIT_CHILD_(child, name, arguments)                                                  \
    do {                                                                                           \
        enum { coir_point_ = COIR_AWAIT_POINT_(0) };                                               \
        {                                                                                          \
            struct name *coir_child_ = &(child);                                                   \
            COIR_SAME_(child, name);                                                               \
            COIR_UNUSED_FRAME_(coir_child_, name);                                                 \
            COIR_CLEAR_(*coir_child_);                                                             \
            arguments;                                                                             \
            coir_child_->coir_.body = name;                                                        \
            coir_child_->coir_.caller = &self->coir_;                                              \
            COIR_NOTE_CHILD_(&self->coir_, coir_child_);                                           \
            self->coir_.line = (coir_line)coir_point_;                                             \
            coir_next_ = name(coir_child_, 0);                                                     \
            COIR_CHECK_(coir_next_ || COIR_ENDED(*coir_child_), COIR_BARE_RETURN_);                \
            coir_r_ = COIR_OUTCOME(*coir_child_);                                                  \
        }                                                                                          \
        if (coir_next_ || COIR_DETOUR_(coir_r_)) {                                                 \
            return coir_next_ ? coir_next_ : (void *)self;                                         \
            COIR_CASE_(coir_point_) :;                                                             \
        }                                                                                          \
        if (COIR_UNLIKELY_(coir_r_ < 0))                                                           \
            COIR_RAISE_ARRIVED_                                                                    \
    } while (0)

/* AWAIT_CALL(call): run a coroutine that is given as a value to its end; go on here then.
 *
 * call      a struct coir_frame *, as COIR_CALL gives it: prepared, not begun. Evaluated once; it
 *           lives as long as this frame, and keeps its members afterwards
 * An error it ends with is raised here, as by AWAIT. */
#define COIR_AWAIT_CALL(call)                                                                      \
    do {                                                                                           \
        enum { coir_point_ = COIR_AWAIT_POINT_(0) };                                               \
        {                                                                                          \
            struct coir_frame *coir_child_ = (call);                                               \
            COIR_CHECK_(coir_child_->line == 0, "awaited a coroutine that has begun already");     \
            coir_child_->caller = &self->coir_;                                                    \
            COIR_NOTE_CHILD_(&self->coir_, coir_child_);                                           \
            self->coir_.line = (coir_line)coir_point_;                                             \
            coir_next_ = coir_child_->body(coir_child_, 0);                                        \
            COIR_CHECK_(coir_next_ || COIR_IS_DONE_(coir_child_->line), COIR_BARE_RETURN_);        \
            coir_r_ = -(int)coir_child_->err;                                                      \
        }                                                                                          \
        if (coir_next_ || COIR_DETOUR_(coir_r_)) {                                                 \
            return coir_next_ ? coir_next_ : (void *)self;                                         \
            COIR_CASE_(coir_point_) :;                                                             \
        }                                                                                          \
        if (COIR_UNLIKELY_(coir_r_ < 0))                                                           \
            COIR_RAISE_ARRIVED_                                                                    \
    } while (0)

/* A frame that is suspended may not be started again: checking builds look before they clear it.
 * (So they read a frame that was never used; give one from malloc with calloc.) */
#define COIR_UNUSED_FRAME_(frame, name)                                                            \
    COIR_CHECK_((frame)->coir_.body != name || (frame)->coir_.line == 0 || COIR_ENDED(*(frame)),   \
                "this frame is in use: " #name " was started twice")

#define COIR_BARE_RETURN_ "a coroutine left with a bare return: write RETURN"

/* The hostile build: an await that would go straight on is resumed by the runner instead, at
 * once, with the value it has; so whatever it kept in plain locals is gone. coir_detour_ says
 * that this happened. */
#if COIR_HOSTILE
struct coir_detour {
    bool taken;
    int arrived;
};
extern COIR_THREAD_LOCAL_ struct coir_detour coir_detour_;
#define COIR_DETOUR_(arrived_) (coir_detour_.taken = true, coir_detour_.arrived = (arrived_), true)
#else
#define COIR_DETOUR_(arrived_) 0
#endif

/* What a frame that returned NULL gives to its caller: how it ended, or 0 if it yielded. */
#if !COIR_CLEANUP
#define COIR_GIVES_(frame) (-(int)(frame)->err)
#else
#define COIR_GIVES_(frame) (COIR_IS_DONE_((frame)->line) ? -(int)(frame)->err : 0)
#endif

/* Resume a frame with what arrived, and as long as frames end, their callers with the outcome.
 * Returns the frame in which it is suspended then, or NULL with the outermost frame and its
 * outcome in *frame and *arrived. This is the whole runner; a loop only decides when to call it. */
COIR_INLINE_ struct coir_frame *coir_resume_(struct coir_frame **frame, int *arrived) {
    for (;;) {
        struct coir_frame *next = (struct coir_frame *)(*frame)->body(*frame, *arrived);
#if COIR_HOSTILE
        if (next && coir_detour_.taken) {
            coir_detour_.taken = false;
            *arrived = coir_detour_.arrived;
            *frame = next;
            continue;
        }
#endif
        if (!COIR_UNLIKELY_(!next))
            return next;
        *arrived = COIR_GIVES_(*frame);
        if (!(*frame)->caller) {
            COIR_CHECK_(COIR_IS_DONE_((*frame)->line), COIR_BARE_RETURN_);
            return NULL;
        }
        *frame = (*frame)->caller;
    }
}

/* Step a coroutine by hand, without a loop.
 *
 * frame     where it is suspended: what the last call returned, or COIR_CALL(...) at first
 * arrived   the value for the AWAIT that waits there: 0 or more, or an error; 0 at first
 * returns   the frame in which it is suspended now; NULL when the outermost has ended (see OUTCOME)
 * context   anywhere, one thread at a time
 * source    PEP 492; the direct resume is C++20's symmetric transfer */
COIR_INLINE_ struct coir_frame *coir_resume(struct coir_frame *frame, int arrived) {
    return coir_resume_(&frame, &arrived);
}

/* COIR_CALL(frame, name): the coroutine as a value: its frame, prepared, and what to run in it.
 * What AWAIT_CALL, coir_start and the combinators take, any mix of types.
 *
 * frame     an lvalue of struct name, after PREPARE
 * returns   a struct coir_frame * that coir_resume and coir_start accept */
#define COIR_CALL(frame, name) (COIR_SAME_(frame, name), (frame).coir_.body = name, &(frame).coir_)

#endif
