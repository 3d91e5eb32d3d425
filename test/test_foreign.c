/* test_foreign.c - a library with descriptors of its own: told as long as one is ready, and no
 * longer.
 *
 * The library is a few pipes that it reads a byte at a time, as one that leaves bytes behind. Each
 * test runs on every port, and none takes time.
 */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1
#endif
#include <unistd.h>

#include "coir/coir.h"
#include "coir/foreign.h"
#include "net.h"

static struct coir_foreign foreign;
static int pipes[3][2], calls, writable;
static char got[100];
static bool close_in_call;

static void ready(struct coir_foreign *which, int fd, int bits) {
    calls++;
    if (bits & COIR_WRITABLE) {
        writable++;
        coir_foreign_watch(which, fd, 0);
        return;
    }
    if (read(fd, got + strlen(got), 1) <= 0)
        coir_foreign_watch(which, fd, 0);
    if (close_in_call)
        coir_foreign_close(which);
}

static void set_up(void) {
    calls = writable = 0;
    memset(got, 0, sizeof got);
    close_in_call = false;
    ck_assert_int_eq(coir_foreign_open(&foreign, &loop, ready, NULL), 0);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(pipe(pipes[i]), 0);
        ck_assert_int_eq(coir_foreign_watch(&foreign, pipes[i][0], COIR_READABLE), 0);
    }
}

static void tear_down(void) {
    coir_foreign_close(&foreign);
    for (int i = 0; i < 3; i++) {
        close(pipes[i][0]);
        close(pipes[i][1]);
    }
}

static void put(int which, const char *text) {
    ck_assert_int_eq((int)write(pipes[which][1], text, strlen(text)), (int)strlen(text));
}

struct app {
    CORO;
};

ASYNC(app) {
    set_up();
    AWAIT(coir_sleep(0));
    put(0, "first");
    AWAIT_UNTIL(strlen(got) == 5);
    MUST(strcmp(got, "first") == 0 && calls == 5);
    put(1, "1");
    put(2, "22");
    AWAIT_UNTIL(strlen(got) == 8);
    tear_down();
}
ASYNC_END

START_TEST(it_is_told_as_long_as_bytes_are_left) {
    RUN(_i, app);
}
END_TEST

struct changes {
    CORO;
};

ASYNC(changes) {
    set_up();
    coir_foreign_watch(&foreign, pipes[0][0], 0);
    put(0, "unheard");
    put(1, "x");
    AWAIT_UNTIL(strlen(got) == 1);
    MUST(strcmp(got, "x") == 0);
    MUST(coir_foreign_watch(&foreign, pipes[2][1], COIR_WRITABLE) == 0);
    AWAIT_UNTIL(writable == 1);
    MUST(coir_foreign_watch(&foreign, pipes[0][0], COIR_READABLE) == 0);
    AWAIT_UNTIL(strlen(got) == 8);
    MUST(coir_foreign_watch(&foreign, 9999, COIR_READABLE) == COIR_CLOSED);
    tear_down();
    MUST(coir_foreign_watch(&foreign, 0, COIR_READABLE) == COIR_CLOSED);
}
ASYNC_END

START_TEST(descriptors_come_and_go) {
    RUN(_i, changes);
}
END_TEST

struct closes {
    CORO;
};

ASYNC(closes) {
    set_up();
    close_in_call = true;
    put(0, "a");
    put(1, "b");
    put(2, "c");
    AWAIT_UNTIL(calls == 1);
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    MUST(calls == 1);
    tear_down();
}
ASYNC_END

START_TEST(it_may_close_itself_when_it_is_told) {
    RUN(_i, closes);
}
END_TEST

/* What is closed is nobody's any more, also when it was closed by what it told. */
static void ready_and_free(struct coir_foreign *which, int fd, int bits) {
    (void)fd, (void)bits;
    calls++;
    coir_foreign_close(which);
    memset(which, 0xa5, sizeof *which);
    free(which);
}

struct frees {
    CORO;
    struct coir_foreign *foreign;
    int i;
};

ASYNC(frees) {
    set_up();
    self->foreign = (struct coir_foreign *)calloc(1, sizeof *self->foreign);
    AWAIT(coir_foreign_open(self->foreign, &loop, ready_and_free, NULL));
    for (self->i = 0; self->i < 3; self->i++) {
        coir_foreign_watch(&foreign, pipes[self->i][0], 0);
        coir_foreign_watch(self->foreign, pipes[self->i][0], COIR_READABLE);
        put(self->i, "a");
    }
    AWAIT_UNTIL(calls == 1);
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    MUST(calls == 1);
    tear_down();
}
ASYNC_END

START_TEST(its_memory_may_go_when_it_was_told) {
    RUN(_i, frees);
}
END_TEST

struct pauses {
    CORO;
};

ASYNC(pauses) {
    set_up();
    coir_foreign_want(&foreign, false);
    put(0, "late");
    AWAIT(coir_sleep(0));
    AWAIT(coir_sleep(0));
    MUST(calls == 0);
    coir_foreign_want(&foreign, true);
    AWAIT_UNTIL(strlen(got) == 4);
    tear_down();
}
ASYNC_END

START_TEST(what_came_while_nobody_wanted_it_is_told_afterwards) {
    RUN(_i, pauses);
}
END_TEST

static void ignore(const char *line) {
    (void)line;
}

START_TEST(a_deadlock_shows_when_nobody_wants_it) {
    begin(_i);
    loop.report = ignore;
    set_up();
    coir_foreign_want(&foreign, false);
    ck_assert_int_eq(coir_run_forever(&loop), COIR_DEADLOCK);
    tear_down();
    end();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("foreign");
    TCase *tests = tcase_create("foreign");
    tcase_add_loop_test(tests, it_is_told_as_long_as_bytes_are_left, 0, PORTS);
    tcase_add_loop_test(tests, descriptors_come_and_go, 0, PORTS);
    tcase_add_loop_test(tests, it_may_close_itself_when_it_is_told, 0, PORTS);
    tcase_add_loop_test(tests, its_memory_may_go_when_it_was_told, 0, PORTS);
    tcase_add_loop_test(tests, what_came_while_nobody_wanted_it_is_told_afterwards, 0, PORTS);
    tcase_add_loop_test(tests, a_deadlock_shows_when_nobody_wants_it, 0, PORTS);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
