/* sequence.c - do what the operations of a task say, and keep the books.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>

#include "world.h"

static struct operation *here(struct sequence *self) {
    return &world.program.operation[self->task][self->at];
}

static void say(const struct sequence *self, const char *what) {
    if (world.tracing)
        printf("@%ld task %u, operation %u: %s\n", (long)(coir_now() / COIR_S(1)), self->task,
               self->at, what);
}

/* ---- The books ---- */

static int make_item(void) {
    if (world.items_made == ITEMS)
        return 0;
    return (int)world.items_made++;
}

static void note_put(int item) {
    if (world.items[item])
        fail("an item was put twice");
    world.items[item] = 1;
}

static void note_got(int item) {
    if (item < 0 || item >= ITEMS || world.items[item] != 1)
        fail("an item came that was not put, or a second time");
    else
        world.items[item] = 2;
}

static void note_held(struct sequence *self, unsigned which) {
    if (world.holder[which] != NOBODY)
        fail("two tasks hold a lock");
    world.holder[which] = self->task;
}

static void note_free(struct sequence *self, unsigned which) {
    if (world.holder[which] != self->task)
        fail("a lock is given back by who does not hold it");
    world.holder[which] = NOBODY;
}

static void note_permit(unsigned which) {
    if (++world.permits_out[which] > which + 1)
        fail("more permits are out than there are");
}

/* The clock jumps from deadline to deadline, so a sleeper wakes exactly then. */
static void note_time(coir_time when) {
    if (coir_now() != when)
        fail("a deadline came at another time");
}

static int called(void *argument) {
    struct callback *callback = (struct callback *)argument;
    callback->set = false;
    if (world.calling)
        fail("a callback was called at once");
    note_time(callback->when);
    return 0;
}

static void call(coir_time delay) {
    struct callback *callback = &world.callback[world.callbacks % 32];
    if (callback->set)
        return;
    world.callbacks++;
    callback->set = true;
    callback->when = coir_now() + delay;
    world.calling = true;
    if (delay)
        coir_call_later(&world.loop, &callback->handle, delay, called, callback);
    else
        coir_call_soon(&world.loop, &callback->handle, called, callback);
    world.calling = false;
}

/* ---- Operations that do not wait ---- */

static struct runner *other(struct sequence *self) {
    return &world.runner[here(self)->a % world.program.tasks];
}

static void cancel(struct sequence *self) {
    struct runner *runner = other(self);
    if (coir_cancel(&runner->task))
        runner->cancelled = true;
}

static void do_nowait(struct sequence *self) {
    struct operation *operation = here(self);
    struct coir_queue *queue = &world.queue[operation->b % THINGS];
    int item = 0;
    switch (operation->kind) {
    case DO_PUT_NOWAIT:
        item = make_item();
        if (coir_queue_put_nowait(queue, &item) == 0)
            note_put(item);
        break;
    case DO_GET_NOWAIT:
        if (coir_queue_get_nowait(queue, &item) == 0)
            note_got(item);
        break;
    case DO_EVENT_SET:
        coir_event_set(&world.event);
        break;
    case DO_EVENT_CLEAR:
        coir_event_clear(&world.event);
        break;
    case DO_NOTIFY:
        coir_condition_notify(&world.condition, 1 + operation->b);
        break;
    case DO_FUTURE_SET:
        coir_future_set(&world.future[operation->b % THINGS], operation->a);
        break;
    case DO_CANCEL:
        cancel(self);
        break;
    case DO_CALL_SOON:
        call(0);
        break;
    case DO_CALL_LATER:
        call(COIR_S(1 + operation->b));
        break;
    case DO_ACQUIRE_NOWAIT:
        if (coir_semaphore_acquire_nowait(&world.semaphore[operation->b % THINGS]) == 0) {
            note_permit(operation->b % THINGS);
            world.permits_out[operation->b % THINGS]--;
            coir_semaphore_release(&world.semaphore[operation->b % THINGS]);
        }
        break;
    default:
        break;
    }
}

/* Two other tasks that were started. */
static bool watch_two(struct sequence *self) {
    unsigned first = here(self)->a % world.program.tasks;
    self->watch[0].task = &world.runner[first].task;
    self->watch[1].task = &world.runner[(first + 1) % world.program.tasks].task;
    return self->watch[0].task != coir_current() && self->watch[1].task != coir_current();
}

/* The same child, spawned and let go of at once. */
static void spawn_child(struct sequence *self, unsigned task) {
    struct coir_task *spawned;
    SPAWN(spawned, &self->group, sequence, .task = (uint8_t)task, .to = world.program.count[task]);
    coir_release(spawned);
}

static void check_done(const struct coir_task *task) {
    if (!coir_done(task))
        fail("somebody goes on as if a task were done");
}

/* A child of a group; its frame is its runner's. */
static void start_child(struct sequence *self, unsigned task) {
    struct runner *runner = &world.runner[task];
    if (coir_is_busy_(&runner->task))
        return;
    PREPARE(runner->frame, sequence, .task = (uint8_t)task, .to = world.program.count[task]);
    coir_start(&self->group.scope, &runner->task, COIR_CALL(runner->frame, sequence));
}

/* A block that cancels its own task has taken that back, and nothing else. */
static void check_taken_back(struct sequence *self) {
    int requests = coir_cancelling(coir_current());
    if (requests < self->cancelling)
        fail("a request to cancel was taken back twice");
    if (requests > self->cancelling && world.program.calm && self->task < world.program.tasks &&
        self->depth == 0 && !world.ending)
        fail("a request to cancel was not taken back");
}

/* ---- The interpreter ---- */

#define IS(what) (here(self)->kind == (what))
#define WHICH (here(self)->b % THINGS)

/* The operations inside of this one, run by the next frame of this task. */
#define RUN_INSIDE()                                                                               \
    AWAIT(world.runner[self->task].inner[self->depth], sequence, .task = self->task,               \
          .depth = (uint8_t)(self->depth + 1), .from = (uint8_t)(self->at + 1),                    \
          .to = here(self)->end)

ASYNC(sequence) {
    for (self->at = self->from; self->at < self->to; self->at = here(self)->end) {
        say(self, "begins");
        world.done++;
        self->cancelling = coir_cancelling(coir_current());
        if (IS(DO_FINALLY)) {
            world.runner[self->task].finally_entered++;
            TRY {
                RUN_INSIDE();
            }
            FINALLY {
                world.runner[self->task].finally_left++;
                if (here(self)->b == 1)
                    AWAIT(coir_sleep(COIR_S(1)));
            }
            TRY_END
        } else if (IS(DO_CATCH)) {
            TRY {
                RUN_INSIDE();
            }
            CATCH(COIR_ANY) {
                say(self, coir_error_name(CAUGHT));
                if (CAUGHT == COIR_CANCELLED && !here(self)->b)
                    RAISE(CAUGHT);
            }
            TRY_END
        } else if (IS(DO_TIMEOUT)) {
            ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(1 + here(self)->b)) {
                RUN_INSIDE();
            }
            ASYNC_WITH_END
            check_taken_back(self);
        } else if (IS(DO_MOVE_ON)) {
            ASYNC_WITH(self->move_on, coir_move_on_after, .delay = COIR_S(1 + here(self)->b)) {
                RUN_INSIDE();
            }
            ASYNC_WITH_END
            check_taken_back(self);
        } else if (IS(DO_HOLD)) {
            ASYNC_WITH(self->hold, coir_hold, .lock = &world.lock[WHICH]) {
                note_held(self, WHICH);
                TRY {
                    if (here(self)->a % 3 == 0)
                        AWAIT(coir_sleep(0));
                    RUN_INSIDE();
                }
                FINALLY {
                    note_free(self, WHICH);
                }
                TRY_END
            }
            ASYNC_WITH_END
        } else if (IS(DO_PERMIT)) {
            ASYNC_WITH(self->permit, coir_permit, .semaphore = &world.semaphore[WHICH]) {
                note_permit(WHICH);
                TRY {
                    RUN_INSIDE();
                }
                FINALLY {
                    world.permits_out[WHICH]--;
                }
                TRY_END
            }
            ASYNC_WITH_END
        } else if (IS(DO_GROUP)) {
            TRY {
                ASYNC_WITH(self->group, coir_group) {
                    start_child(self, here(self)->a);
                    spawn_child(self, here(self)->a + 1u);
                    RUN_INSIDE();
                }
                ASYNC_WITH_END
            }
            FINALLY {
                check_done(&world.runner[here(self)->a].task);
                check_taken_back(self);
            }
            TRY_END
        } else if (IS(DO_SLEEP)) {
            self->until = coir_now() + COIR_S(here(self)->b);
            AWAIT(coir_sleep(COIR_S(here(self)->b)));
            note_time(self->until);
        } else if (IS(DO_PUT)) {
            self->item = make_item();
            AWAIT(coir_queue_put(&world.queue[WHICH], &self->item));
            note_put(self->item);
        } else if (IS(DO_GET)) {
            AWAIT(coir_queue_get(&world.queue[WHICH], &self->item));
            note_got(self->item);
        } else if (IS(DO_SEND)) {
            self->item = make_item();
            AWAIT(coir_send(&world.sender, &self->item));
            note_put(self->item);
        } else if (IS(DO_RECEIVE)) {
            AWAIT(coir_receive(&world.receiver, &self->item));
            note_got(self->item);
        } else if (IS(DO_EVENT_WAIT)) {
            AWAIT(coir_event_wait(&world.event));
        } else if (IS(DO_CONDITION)) {
            ASYNC_WITH(self->hold, coir_hold, .lock = &world.lock[0]) {
                note_held(self, 0);
                note_free(self, 0);
                TRY {
                    AWAIT(self->condition, coir_condition_wait, .condition = &world.condition);
                }
                FINALLY {
                    note_held(self, 0);
                    note_free(self, 0);
                }
                TRY_END
            }
            ASYNC_WITH_END
        } else if (IS(DO_BARRIER)) {
            AWAIT(self->barrier, coir_barrier_wait, .barrier = &world.barrier);
        } else if (IS(DO_FUTURE_WAIT)) {
            AWAIT_INTO(self->item, coir_future_wait(&world.future[WHICH]));
        } else if (IS(DO_JOIN)) {
            AWAIT(coir_join(&other(self)->task));
            check_done(&other(self)->task);
        } else if (IS(DO_SHIELD) && &other(self)->task != coir_current()) {
            AWAIT(self->shield, coir_shield, .task = &other(self)->task);
            check_done(&other(self)->task);
        } else if (IS(DO_GATHER) && watch_two(self)) {
            AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2);
            check_done(self->watch[0].task);
            check_done(self->watch[1].task);
        } else if (IS(DO_WAIT) && watch_two(self)) {
            AWAIT(self->wait, coir_wait, .watch = self->watch, .count = 2,
                  .when = (enum coir_when)(here(self)->b % 3), .timeout = COIR_S(3));
        } else if (IS(DO_RAISE)) {
            RAISE(COIR_USER(here(self)->b));
        } else {
            do_nowait(self);
        }
    }
}
ASYNC_END
