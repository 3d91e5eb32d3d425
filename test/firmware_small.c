/* firmware_small.c - cancel, wake, hand over and time out: a trace that both loops must agree on.
 *
 * sizes.py runs it with the loop of loop.c and with that of small.c. SPDX-License-Identifier: MIT
 */
#include "coir/cleanup.h"
#include "coir/event.h"
#include "coir/inlet.h"
#include "coir/loop.h"
#include "coir/notice.h"
#include "coir/queue.h"
#include "coir/ring.h"
#include "coir/semaphore.h"
#include "coir/timeout.h"
#include "coir/virtual.h"
#include "firmware/portable.h"

static struct coir_loop loop;
static struct coir_virtual port;
static struct coir_event event;
static struct coir_queue queue;
static struct coir_semaphore permit;
static int slots[1];

/* Waits in every way there is, and cleans up, waiting again. */
struct work {
    CORO;
    int name, at, item;
};

ASYNC(work) {
    TRY {
        self->at = 1;
        AWAIT(coir_sleep(0));
        self->at = 2;
        AWAIT(coir_sleep_ms(10));
        self->at = 3;
        AWAIT(coir_event_wait(&event));
        self->at = 4;
        AWAIT(coir_semaphore_acquire(&permit));
        self->at = 5;
        AWAIT(coir_sleep_ms(10));
        coir_semaphore_release(&permit);
        self->at = 6;
        AWAIT(coir_queue_get(&queue, &self->item));
        self->at = 100 + self->item;
    }
    CATCH(COIR_CANCELLED) {
        line("caught by", self->name);
        line("at", self->at);
        if (self->at == 5)
            coir_semaphore_release(&permit);
        AWAIT(coir_sleep_ms(3));
        RAISE(CAUGHT);
    }
    FINALLY {
        line("cleans up", self->name);
        AWAIT(coir_sleep_ms(2));
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(work) one, two;

/* Makes the others go on, and cancels one of them at some time, twice if it says so. */
struct boss {
    CORO;
    int after, times, i;
};

ASYNC(boss) {
    for (self->i = 0; self->i < 60; self->i++) {
        if (self->i == self->after)
            for (int n = 0; n < self->times; n++)
                line("cancel", coir_cancel(&one.task));
        if (self->i == 20)
            coir_event_set(&event);
        if (self->i == 45)
            AWAIT(coir_queue_put(&queue, &self->i));
        if (self->i == 50)
            AWAIT(coir_queue_put(&queue, &self->i));
        AWAIT(coir_sleep_ms(1));
    }
}
ASYNC_END

static COIR_TASK(boss) master;

static void round_of(int after, int times) {
    line("after", after);
    coir_event_init(&event);
    coir_semaphore_init(&permit, 1, 1);
    coir_queue_init(&queue, slots, sizeof slots[0], 1);
    START(&loop, master, boss, .after = after, .times = times);
    START(&loop, one, work, .name = 1);
    START(&loop, two, work, .name = 2);
    line("twice", START(&loop, one, work));
    if (after < 0)
        line("cancel", coir_cancel(&one.task));
    line("run", coir_run_until(&loop, &master.task));
    coir_cancel(&one.task);
    coir_cancel(&two.task);
    line("run", coir_run(&loop));
    line("one", coir_outcome(&one.task));
    line("two", coir_outcome(&two.task));
    line("at", one.frame.at);
    line("at", two.frame.at);
    line("requests", coir_cancelling(&one.task));
}

/* Asks itself to stop, takes that back or not, and goes on until it must wait. */
struct selfish {
    CORO;
    bool regrets;
};

ASYNC(selfish) {
    line("self", coir_cancel(coir_current()));
    if (self->regrets)
        line("left", coir_uncancel(coir_current()));
    AWAIT(coir_sleep_ms(5));
    text("slept\n");
}
ASYNC_END

static COIR_TASK(selfish) myself;

/* A block that is too slow, and one that is not; and one whose deadline comes with its end. */
struct timed {
    CORO;
    int ms;
    struct coir_timeout timeout;
};

ASYNC(timed) {
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_MS(10)) {
            AWAIT(coir_sleep_ms(self->ms));
            text("in time\n");
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_TIMEOUT) {
        line("timed out after", self->ms);
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(timed) fast, just, slow;

static int tell(void *argument) {
    text((const char *)argument);
    return 0;
}

static struct coir_handle soon, later, never;

/* What interrupts say, as if they came while another task runs: calls in their order, an event that was set
 * twice, permits that are counted, bytes. */
static struct coir_notice happened, released;
static struct coir_ring ring;
static struct coir_inlet inlet;
static char bytes[4];
static int puts[4];

struct hear {
    CORO;
    char got[4];
    int item;
    int i, count;
};

ASYNC(hear) {
    AWAIT(coir_event_wait(&event));
    text("event\n");
    for (self->i = 0; self->i < 3; self->i++) {
        AWAIT(coir_semaphore_acquire(&permit));
        line("permit", self->i);
    }
    for (self->i = 0; self->i < 2; self->i++) {
        AWAIT_INTO(self->count, coir_ring_get(&ring, self->got, sizeof self->got));
        line("bytes", self->count);
        line("first", self->got[0]);
    }
    for (self->i = 0; self->i < 5; self->i++) {
        AWAIT(coir_queue_get(&queue, &self->item));
        line("item", self->item);
        AWAIT(coir_sleep_ms(1));
    }
}
ASYNC_END

static COIR_TASK(hear) ear;

struct say {
    CORO;
    int i;
};

ASYNC(say) {
    AWAIT(coir_sleep_ms(1));
    line("call", coir_call_soon_from_isr(&loop, &soon, tell, (void *)"first\n"));
    line("call", coir_call_soon_from_isr(&loop, &later, tell, (void *)"second\n"));
    line("again", coir_call_soon_from_isr(&loop, &soon, tell, (void *)"never\n"));
    line("taken back", coir_handle_cancel(&soon));
    AWAIT(coir_sleep_ms(1));
    line("again", coir_call_soon_from_isr(&loop, &soon, tell, (void *)"third\n"));
    coir_event_set_from_isr(&happened, &event);
    coir_event_set_from_isr(&happened, &event);
    AWAIT(coir_sleep_ms(1));
    for (self->i = 0; self->i < 3; self->i++)
        coir_semaphore_release_from_isr(&released, &permit);
    AWAIT(coir_sleep_ms(1));
    for (self->i = 0; self->i < 6; self->i++)
        line("byte", coir_ring_put_from_isr(&ring, "abcdef" + self->i));
    AWAIT(coir_sleep_ms(1));
    line("byte", coir_ring_put_from_isr(&ring, "g"));
    for (self->i = 0; self->i < 5; self->i++)
        line("put", coir_queue_put_from_isr(&inlet, &self->i));
    AWAIT(coir_sleep_ms(3));
    line("put", coir_queue_put_from_isr(&inlet, &self->i));
}
ASYNC_END

static COIR_TASK(say) mouth;

static void hear_interrupts(void) {
    coir_event_init(&event);
    coir_semaphore_init(&permit, 0, 3);
    coir_notice_init(&happened, &loop);
    coir_notice_init(&released, &loop);
    coir_ring_init(&ring, &loop, bytes, 1, sizeof bytes);
    coir_queue_init(&queue, slots, sizeof slots[0], 1);
    coir_inlet_init(&inlet, &loop, &queue, puts, 4);
    START(&loop, ear, hear);
    START(&loop, mouth, say);
    line("run", coir_run(&loop));
    coir_queue_shutdown(&queue, false);
    line("put", coir_queue_put_from_isr(&inlet, &slots[0]));
    coir_inlet_close(&inlet);
    line("left", coir_inlet_take_left(&inlet, &slots[0]));
    coir_ring_close(&ring);
    coir_notice_close(&released);
    coir_notice_close(&happened);
}

void program(void) {
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    for (int after = -1; after < 58; after++)
        round_of(after, 1 + after % 2);
    for (int regrets = 0; regrets < 2; regrets++) {
        START(&loop, myself, selfish, .regrets = regrets != 0);
        line("run", coir_run(&loop));
        line("outcome", coir_outcome(&myself.task));
    }
    START(&loop, slow, timed, .ms = 20);
    START(&loop, just, timed, .ms = 10);
    START(&loop, fast, timed, .ms = 5);
    coir_call_later(&loop, &later, COIR_MS(5), tell, (void *)"later\n");
    coir_call_later(&loop, &never, COIR_MS(6), tell, (void *)"never\n");
    coir_call_soon(&loop, &soon, tell, (void *)"soon\n");
    line("taken back", coir_handle_cancel(&never));
    line("taken back", coir_handle_cancel(&never));
    line("run", coir_run(&loop));
    hear_interrupts();
    line("poll", (long)coir_poll(&loop));
    line("now", (long)(port.time / COIR_MS(1)));
    coir_loop_close(&loop);
}
