/* world.c - run a random program, and look at the books when it is over.
 *
 * SPDX-License-Identifier: MIT
 */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

struct world world;

void fail(const char *what) {
    if (world.tracing)
        printf("FAILED: %s\n", what);
    if (!world.failure)
        world.failure = what;
}

static void be_quiet(const char *line) {
    if (world.tracing)
        printf("    | %s\n", line);
}

static void ignore_error(struct coir_loop *loop, const char *what, int error) {
    (void)loop, (void)what, (void)error;
}

static void *allocate(size_t size) {
    world.allocated++;
    return malloc(size);
}

static void release(void *memory) {
    world.allocated--;
    free(memory);
}

static void make_things(void) {
    for (unsigned i = 0; i < THINGS; i++) {
        coir_queue_init(&world.queue[i], world.slots[i], sizeof(int), 1 + 2 * i);
        coir_lock_init(&world.lock[i]);
        world.holder[i] = NOBODY;
        coir_semaphore_init(&world.semaphore[i], i + 1, i + 1);
        coir_future_init(&world.future[i], &world.loop);
    }
    coir_channel_init(&world.channel, world.channel_slots, sizeof(int), 2);
    coir_sender_open(&world.sender, &world.channel);
    coir_receiver_open(&world.receiver, &world.channel);
    coir_condition_init(&world.condition, &world.lock[0]);
    coir_event_init(&world.event);
    coir_barrier_init(&world.barrier, 2);
}

static void begin(uint32_t seed, bool tracing) {
    memset(&world, 0, sizeof world);
    world.tracing = tracing;
    program_make(&world.program, seed);
    coir_virtual_init(&world.port);
    coir_loop_init(&world.loop, &world.port.port);
    world.loop.report = be_quiet;
    world.loop.on_error = ignore_error;
    world.loop.allocate = allocate;
    world.loop.release = release;
#if COIR_CHECKS
    world.loop.shuffle = seed % 4 ? seed * 2246822519u + 1 : 0;
#endif
    make_things();
    for (unsigned i = 0; i < world.program.tasks; i++)
        START(&world.loop, world.runner[i], sequence, .task = (uint8_t)i,
              .to = world.program.count[i]);
}

/* ---- When everybody waits ---- */

static void check_side(const struct coir_queue_side *side, unsigned things) {
    if (things > side->granted && !coir_list_empty(&side->waiters))
        fail("somebody waits for a queue and there is something for him");
    if (side->granted)
        fail("something of a queue is reserved and nobody takes it");
}

static void check_semaphore(const struct coir_semaphore *semaphore) {
    if (semaphore->granted)
        fail("a permit is reserved and nobody takes it");
    if (semaphore->value && !coir_list_empty(&semaphore->waiters))
        fail("somebody waits for a permit and there is one");
}

static void check_nobody_was_forgotten(void) {
    for (unsigned i = 0; i < THINGS; i++) {
        struct coir_queue *queue = &world.queue[i];
        check_side(&queue->getters, queue->count);
        check_side(&queue->putters, queue->room - queue->count);
        check_semaphore(&world.semaphore[i]);
        check_semaphore(&world.lock[i].permit);
        if (coir_future_done(&world.future[i]) && !coir_list_empty(&world.future[i].waiters))
            fail("somebody waits for a future that is done");
    }
    check_side(&world.channel.queue.getters, world.channel.queue.count);
    if (coir_event_is_set(&world.event) && !coir_list_empty(&world.event.waiters))
        fail("somebody waits for an event that is set");
    if (coir_barrier_waiting(&world.barrier) >= 2)
        fail("all have come to the barrier and nobody goes");
}

/* Who waits for what cannot come is cancelled; cleanup may wait again, so several times. */
static void run_to_the_end(void) {
    int error = coir_run(&world.loop);
    for (int round = 0; error == COIR_DEADLOCK && round < 40; round++) {
        struct coir_task *task = NULL;
        if (!world.ending)
            check_nobody_was_forgotten();
        world.ending = true;
        while ((task = coir_next_task(&world.loop, task)))
            coir_cancel(task);
        error = coir_run(&world.loop);
    }
    if (error)
        fail("a task does not end, however often it is cancelled");
}

/* ---- When all is over ---- */

static void check_items(void) {
    int item;
    for (unsigned i = 0; i < THINGS; i++)
        while (coir_queue_get_nowait(&world.queue[i], &item) == 0)
            world.items[item] = world.items[item] == 1 ? 2 : 3;
    while (coir_receive_nowait(&world.receiver, &item) == 0)
        world.items[item] = world.items[item] == 1 ? 2 : 3;
    for (unsigned i = 0; i < ITEMS; i++)
        if (world.items[i] == 1 || world.items[i] == 3)
            fail("an item was put and is not there, or is there and was not put");
}

static void check_things(void) {
    for (unsigned i = 0; i < THINGS; i++) {
        if (coir_lock_locked(&world.lock[i]) || world.holder[i] != NOBODY)
            fail("a lock is not free");
        if (world.semaphore[i].value != i + 1 || world.permits_out[i])
            fail("a permit is not back");
    }
    if (world.allocated)
        fail("memory of a task that was let go of is not freed");
    if (world.barrier.count)
        fail("somebody is still in the barrier");
}

static void check_task(const struct runner *runner) {
    if (coir_is_running(&runner->task))
        fail("a task has not ended");
    if (runner->finally_entered != runner->finally_left)
        fail("a FINALLY did not run exactly once");
    if (runner->cancelled && !world.program.swallows && !world.program.catches &&
        coir_outcome(&runner->task) >= 0)
        fail("a cancellation was lost");
}

static void end(void) {
    check_items();
    check_things();
    for (unsigned i = 0; i < TASKS; i++)
        check_task(&world.runner[i]);
    if (world.loop.tasks || !coir_list_empty(&world.loop.scope.tasks) ||
        !coir_list_empty(&world.loop.scope.others))
        fail("the loop still knows of a task or a group");
    coir_loop_close(&world.loop);
    coir_virtual_close(&world.port);
}

const char *world_run(uint32_t seed, bool tracing) {
    begin(seed, tracing);
    if (tracing)
        program_print(&world.program);
    run_to_the_end();
    end();
    return world.failure;
}
