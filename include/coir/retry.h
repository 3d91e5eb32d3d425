/* retry.h - try again what failed, after a pause that grows.
 *
 * Rung 10. A coroutine as a value is run until it ends without an error, or has failed too often.
 * The pause doubles up to a limit, and a part of it is left to chance, so that many who failed
 * together do not come back together. Costs its frame.
 *
 *     PREPARE(self->fetch, fetch, .host = host);
 *     AWAIT(self->retry, coir_retry, .call = COIR_CALL(self->fetch, fetch), .attempts = 5,
 *           .delay = COIR_MS(100), .max_delay = COIR_S(2), .jitter = 50);
 *
 * Beginning again resets the header of the frame and nothing else: arguments are still there, and so
 * is whatever the last attempt left in the other members. A coroutine that changes its arguments, or
 * counts on zeroed locals, gets a `prepare` that sets them.
 *
 * Needs: loop.h.   Semantics: ours; the jitter is "full jitter" at 100.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_RETRY_H
#define COIR_RETRY_H

#include "coir/loop.h"

/* Run until it succeeds: AWAIT(self->retry, coir_retry, .call = ..., .attempts = ...). The result is
 * in the frame of the call.
 *
 * call       prepared and not begun; yours, lives until this is over
 * attempts   how often at most; 0: without end
 * delay      the pause before the second attempt, in ticks; it doubles with each further one. 0 or
 *            less: one turn each time
 * max_delay  the longest pause; 0: no limit
 * jitter     how much of each pause is left to chance, 0 to 100 percent: with 30, the pause is a
 *            random 70 to 100 percent
 * random     gives 32 random bits; NULL: a generator of Coir's own, which begins with seed and gives
 *            the same numbers for the same seed. Take a different one in each device
 * should_retry  is it worth another attempt after this error? NULL: after every one. Cancellation is
 *            never retried, nor asked about
 * prepare    called before every attempt but the first, to set the frame's arguments anew; it may
 *            clear the frame with PREPARE. NULL: only the header is reset
 * argument   for the three functions
 * tried      how many attempts there were, once it is over or while it runs
 * errors     of the last attempt; COIR_CANCELLED
 * context    a task */
struct coir_retry {
    COIR_CORO;
    struct coir_frame *call;
    unsigned attempts;
    coir_time delay;
    coir_time max_delay;
    uint8_t jitter;
    uint32_t (*random)(void *argument);
    uint32_t seed;
    bool (*should_retry)(int error, void *argument);
    void (*prepare)(struct coir_frame *call, void *argument);
    void *argument;
    unsigned tried;
    /* private */
    coir_body body;
    coir_time pause; /* the next one, before jitter and limit */
    coir_time wait;
};

COIR_ASYNC_DECLARE(coir_retry);

#endif
