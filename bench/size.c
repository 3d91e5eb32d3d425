/* size.c - sizes that a compiler can tell without running: one object per row, as large as what it measures.
 *
 * Compiled for each target by size.py, which reads the sizes of these symbols.
 * SPDX-License-Identifier: MIT
 */
#include "coir/cleanup.h"
#include "coir/loop.h"
#include "coir/ring.h"
#include "coir/with.h"
#if COIR_CANCEL
#include "coir/future.h"
#include "coir/barrier.h"
#include "coir/channel.h"
#include "coir/condition.h"
#include "coir/event.h"
#include "coir/gather.h"
#include "coir/group.h"
#include "coir/inlet.h"
#include "coir/lock.h"
#include "coir/notice.h"
#include "coir/queue.h"
#include "coir/semaphore.h"
#include "coir/timeout.h"
#endif

/* Frames as users write them. */
struct counter {
    GENERATOR_FRAME;
    int from, to, value;
};
struct blink {
    CORO;
    uint8_t pin;
    int ms;
};
struct caller {
    CORO;
    struct blink child;
    int result;
};

#define ROW(name, type) char row_##name[sizeof(type)];
ROW(generator_header, struct coir_generator)
ROW(coroutine_header, struct coir_frame)
ROW(generator_counter, struct counter)
ROW(coroutine_blink, struct blink)
ROW(coroutine_with_child, struct caller)
ROW(task, struct coir_task)
ROW(timer_or_callback, struct coir_entry)
ROW(loop, struct coir_loop)
#if COIR_CALLBACKS
ROW(callback_handle, struct coir_handle)
ROW(timeout, struct coir_timeout)
#endif
#if COIR_GRANTS
ROW(event, struct coir_event)
ROW(lock, struct coir_lock)
ROW(semaphore, struct coir_semaphore)
ROW(condition, struct coir_condition)
ROW(barrier, struct coir_barrier)
ROW(queue, struct coir_queue)
#endif
ROW(ring, struct coir_ring)
#if COIR_CALLBACKS
ROW(notice, struct coir_notice)
ROW(inlet, struct coir_inlet)
#endif
#if COIR_JOINS
ROW(future, struct coir_future)
ROW(gather, struct coir_gather)
ROW(channel, struct coir_channel)
#if COIR_GROUPS
ROW(task_with_groups, struct coir_task)
ROW(group, struct coir_group)
#endif
#endif
