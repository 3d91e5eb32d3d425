/* closing.h - close, at the end of a program, the async generators that it left open.
 *
 * Rung 8, for those who step a generator by hand and may not come to close it. What is registered
 * is closed by coir_run_main (and so by COIR_RUN) when all tasks have ended, all at the same
 * time, and waited for. ASYNC_FOR needs none of this. Costs a struct coir_closer per generator,
 * which you provide.
 *
 *     PREPARE(self->feed, feed);
 *     COIR_CLOSE_AT_END(coir_running_loop(), &self->closer, self->feed, feed);
 *     ASYNC_NEXT(self->feed, feed);
 *
 * Needs: loop.h, async_generator.h.   Semantics: asyncio's loop.shutdown_asyncgens.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_CLOSING_H
#define COIR_CLOSING_H

#include "coir/async_generator.h"
#include "coir/loop.h"

#if COIR_TASKS

/* Closes one generator of any type: AWAIT(self->close, coir_close_any, .generator = ..., .body =
 * ...). */
struct coir_close_any {
    COIR_CORO;
    struct coir_frame *generator;
    coir_body body;
};

COIR_ASYNC_DECLARE(coir_close_any);

/* A generator that is to be closed at the end. All of it is private. */
struct coir_closer {
    struct coir_link link;
    COIR_TASK(coir_close_any) closing;
    struct coir_frame *generator;
    coir_body body;
};

COIR_C_BEGIN_

/* COIR_CLOSE_AT_END(loop, closer, generator, name): have it closed when the program ends.
 *
 * closer    yours, zeroed; it and the generator live until the end, or until coir_closer_forget
 * generator an lvalue of struct name, after PREPARE. One that has ended by then is left alone
 * context   the loop's thread */
#define COIR_CLOSE_AT_END(loop, closer, generator, name)                                           \
    (COIR_SAME_(generator, name), coir_close_at_end_(loop, closer, &(generator).coir_, name))
void coir_close_at_end_(struct coir_loop *loop, struct coir_closer *closer,
                        struct coir_frame *generator, coir_body body);

/* Do not close it after all; before its memory goes. Idempotent. */
void coir_closer_forget(struct coir_closer *closer);

COIR_C_END_

#endif
#endif
