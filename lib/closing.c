/* closing.c - close, at the end of a program, the async generators that it left open.
 *
 * One task per generator, in the memory that came with it.
 * SPDX-License-Identifier: MIT
 */
#include "coir/closing.h"
#include "loop_.h"

#if COIR_TASKS

/* The header of any generator, as something with a member coir_. */
struct any {
    COIR_CORO;
};

COIR_ASYNC(coir_close_any) {
    enum { closed = COIR_POINT_(0) };
    COIR_CLOSE_STEP_(*(struct any *)(void *)self->generator, self->body, closed)
    COIR_RAISE_IF_
}
COIR_ASYNC_END

void coir_close_at_end_(struct coir_loop *loop, struct coir_closer *closer,
                        struct coir_frame *generator, coir_body body) {
    coir_closer_forget(closer);
    closer->generator = generator;
    closer->body = body;
    coir_link_before(&loop->closers, &closer->link);
}

void coir_closer_forget(struct coir_closer *closer) {
    if (closer->link.next)
        coir_unlink(&closer->link);
    closer->link.next = NULL;
}

void coir_start_closers_(struct coir_loop *loop) {
    while (!coir_list_empty(&loop->closers)) {
        struct coir_closer *closer = (struct coir_closer *)loop->closers.next;
        coir_closer_forget(closer);
        COIR_START(loop, closer->closing, coir_close_any, .generator = closer->generator,
                   .body = closer->body);
    }
}

#endif
