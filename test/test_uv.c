/* test_uv.c - a Coir loop in a libuv loop: as in any host, and how libuv ends.
 *
 * Real time, but nothing here depends on how fast it is.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <stdlib.h>
#include <uv.h>

#include "coir/uv.h"

static struct coir_uv guest;
static struct coir_loop loop;
static uv_loop_t uv;
static uv_timer_t timer;

static void host_open(void) {
    uv_loop_init(&uv);
    uv_timer_init(&uv, &timer);
    coir_uv_init(&guest, &loop, &uv);
    coir_loop_init(&loop, &guest.port);
}

static void host_close(void) {
    coir_uv_close(&guest);
    if (!uv_is_closing((uv_handle_t *)&timer))
        uv_close((uv_handle_t *)&timer, NULL);
    uv_run(&uv, UV_RUN_DEFAULT);
    if (uv_loop_close(&uv) < 0)
        abort();
}

/* With UV_RUN_ONCE libuv's timers are called last, and may have started a task. */
static void host_once(void) {
    if (!uv_run(&uv, UV_RUN_ONCE))
        coir_uv_turn(&guest);
}

static void (*later)(void);

static void on_timer(uv_timer_t *which) {
    (void)which;
    later();
}

static void host_later(int ms, void (*function)(void)) {
    later = function;
    uv_timer_start(&timer, on_timer, (uint64_t)ms, 0);
}

#include "guest.h"

START_TEST(libuv_ends_by_itself_when_tasks_and_callbacks_are_done) {
    static COIR_TASK(sleeper) task;
    begin();
    start_talkers(3);
    START(&loop, task, sleeper, .name = "slept", .ms = 2);
    host_later(1, start_late);
    ck_assert_int_eq(uv_run(&uv, UV_RUN_DEFAULT), 0);
    ck_assert_uint_eq(loop.tasks, 0);
    ck_assert(coir_done(&late.task) && coir_done(&task.task));
    close_talkers();
    end();
}
END_TEST

START_TEST(a_task_that_waits_for_anything_keeps_libuv_running) {
    static COIR_TASK(waiter) task;
    begin();
    coir_future_init(&future, &loop);
    START(&loop, task, waiter);
    ck_assert(uv_run(&uv, UV_RUN_NOWAIT));
    ck_assert(uv_run(&uv, UV_RUN_NOWAIT));
    coir_future_set(&future, 3);
    ck_assert_int_eq(uv_run(&uv, UV_RUN_DEFAULT), 0);
    ck_assert_int_eq(task.frame.value, 3);
    end();
}
END_TEST

static void closed(uv_handle_t *which) {
    (void)which;
    START(&loop, late, sleeper, .name = "after", .ms = 0);
    coir_uv_turn(&guest);
}

START_TEST(a_turn_is_asked_for_by_the_last_close_callback) {
    begin();
    uv_close((uv_handle_t *)&timer, closed);
    ck_assert_int_eq(uv_run(&uv, UV_RUN_DEFAULT), 0);
    ck_assert_str_eq(trace, "after");
    end();
}
END_TEST

START_TEST(closing_twice_does_nothing) {
    begin();
    coir_uv_close(&guest);
    end();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("uv");
    TCase *own = tcase_create("libuv");
    suite_add_tcase(suite, guest_tests());
    tcase_add_test(own, libuv_ends_by_itself_when_tasks_and_callbacks_are_done);
    tcase_add_test(own, a_task_that_waits_for_anything_keeps_libuv_running);
    tcase_add_test(own, a_turn_is_asked_for_by_the_last_close_callback);
    tcase_add_test(own, closing_twice_does_nothing);
    suite_add_tcase(suite, own);
    return run_suite(suite);
}
