/* test_cares.c - names looked up with c-ares: found, unknown, unanswered, cancelled at every turn.
 *
 * The name server is a socket in the same loop. Each test runs on every port; none waits for c-ares to lose its patience.
 */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1
#endif
#include "coir/cares.h"
#include "coir/coir.h"
#include "name_server.h"
#include "net.h"

/* ---- What all tests begin and end with ---- */

static struct coir_cares cares;

static void set_up(void) {
    open_name_server(&loop);
    ck_assert_int_eq(coir_cares_open(&cares, &loop, server_name), 0);
}

static void tear_down(void) {
    coir_cares_close(&cares);
    coir_cares_close(&cares);
    close_name_server();
}

/* A lookup, and its error as a result. */
struct look {
    CORO;
    const char *host;
    int family;
    struct coir_address found[8];
    struct coir_cares_lookup lookup;
    int result;
};

ASYNC(look) {
    TRY {
        AWAIT(self->lookup, coir_cares_lookup, .cares = &cares, .host = self->host, .port = 80,
              .family = self->family, .addresses = self->found, .count = 8);
        self->result = self->lookup.result;
    }
    CATCH(COIR_ERROR) {
        self->result = COIR_CAUGHT;
    }
    TRY_END
}
ASYNC_END

/* ---- Names ---- */

struct finds {
    CORO;
    struct look look;
    char text[COIR_ADDRESS_TEXT];
};

ASYNC(finds) {
    set_up();
    AWAIT(self->look, look, .host = "found.example", .family = 4);
    MUST(self->look.result == 1);
    MUST(strcmp(coir_address_text(&self->look.found[0], self->text), "127.0.0.1:80") == 0);
    AWAIT(self->look, look, .host = "found.example", .family = 6);
    MUST(self->look.result == 1);
    MUST(strcmp(coir_address_text(&self->look.found[0], self->text), "[::1]:80") == 0);
    AWAIT(self->look, look, .host = "found.example");
    MUST(self->look.result == 2);
    AWAIT(self->look, look, .host = "three.example");
    MUST(self->look.result == 3);
    MUST(self->look.found[2].family == 4 && self->look.found[2].port == 80);
    queries = 0;
    AWAIT(self->look, look, .host = "192.0.2.7");
    MUST(self->look.result == 1 && queries == 0);
    AWAIT(self->look, look, .host = "::1", .family = 4);
    MUST(self->look.result == COIR_UNKNOWN_HOST && queries == 0);
    tear_down();
}
ASYNC_END

START_TEST(addresses_of_both_families_are_found) {
    RUN(_i, finds);
}
END_TEST

struct fails {
    CORO;
    struct look look;
    struct coir_address found;
    struct coir_cares_lookup lookup;
    int errors;
};

ASYNC(fails) {
    set_up();
    AWAIT(self->look, look, .host = "unknown.example", .family = 4);
    MUST(self->look.result == COIR_UNKNOWN_HOST);
    AWAIT(self->look, look, .host = "three.example", .family = 6);
    MUST(self->look.result == COIR_UNKNOWN_HOST);
    AWAIT(self->look, look, .host = "error.example", .family = 4);
    MUST(self->look.result == COIR_NAME_SERVER);
    AWAIT(self->look, look, .host = "found.example", .family = 5);
    MUST(self->look.result == COIR_VALUE);
    TRY {
        AWAIT(self->lookup, coir_cares_lookup, .cares = &cares, .host = "x", .port = 65536,
              .addresses = &self->found, .count = 1);
    }
    CATCH(COIR_VALUE) {
        self->errors++;
    }
    TRY_END
    coir_cares_close(&cares);
    AWAIT(self->look, look, .host = "found.example");
    MUST(self->look.result == COIR_CLOSED && self->errors == 1);
    MUST(coir_cares_open(&cares, coir_running_loop(), "no address") == COIR_VALUE);
    tear_down();
}
ASYNC_END

START_TEST(errors_say_what_happened) {
    RUN(_i, fails);
}
END_TEST

struct nobody {
    CORO;
    struct look look;
};

/* The port is free again, so the kernel refuses. */
ASYNC(nobody) {
    set_up();
    coir_foreign_close(&server);
    close(server_fd);
    AWAIT(self->look, look, .host = "found.example", .family = 4);
    MUST(self->look.result == COIR_NAME_SERVER);
    coir_cares_close(&cares);
}
ASYNC_END

START_TEST(a_name_server_that_is_not_there_is_an_error) {
    RUN(_i, nobody);
}
END_TEST

struct many {
    CORO;
    COIR_TASK(look) tasks[30];
    int i;
};

ASYNC(many) {
    set_up();
    for (self->i = 0; self->i < 30; self->i++)
        START(coir_running_loop(), self->tasks[self->i], look,
              .host = self->i % 2 ? "three.example" : "found.example", .family = 4);
    for (self->i = 0; self->i < 30; self->i++) {
        AWAIT(coir_join(&self->tasks[self->i].task));
        MUST(self->tasks[self->i].frame.result == (self->i % 2 ? 3 : 1));
    }
    tear_down();
}
ASYNC_END

START_TEST(thirty_at_once_are_all_found) {
    RUN(_i, many);
}
END_TEST

/* ---- Lookups that are given up ---- */

struct gives_up {
    CORO;
    COIR_TASK(look) silence;
    COIR_TASK(look) closed;
    struct look look;
    int cancelled;
};

ASYNC(gives_up) {
    set_up();
    START(coir_running_loop(), self->silence, look, .host = "silent.example", .family = 4);
    AWAIT_UNTIL(silent > 0);
    AWAIT(self->look, look, .host = "found.example", .family = 4); /* others are not held up */
    MUST(self->look.result == 1);
    coir_cancel(&self->silence.task);
    TRY {
        AWAIT(coir_join(&self->silence.task));
    }
    CATCH(COIR_CANCELLED) {
        self->cancelled = 1;
    }
    TRY_END
    MUST(self->cancelled &&cares.lookups == 0);
    START(coir_running_loop(), self->closed, look, .host = "still.example", .family = 4);
    silent = 0;
    AWAIT_UNTIL(silent > 0);
    coir_cares_close(&cares);
    AWAIT(coir_join(&self->closed.task));
    MUST(self->closed.frame.result == COIR_CLOSED);
    tear_down();
}
ASYNC_END

/* Who waited is told, and does not look at the channel again. */
struct goes {
    CORO;
    struct coir_cares *channel;
    COIR_TASK(coir_cares_lookup) task[2];
    struct coir_address found[2];
    int i;
};

ASYNC(goes) {
    set_up();
    self->channel = (struct coir_cares *)calloc(1, sizeof *self->channel);
    AWAIT(coir_cares_open(self->channel, &loop, server_name));
    for (self->i = 0; self->i < 2; self->i++)
        START(&loop, self->task[self->i], coir_cares_lookup, .cares = self->channel,
              .host = "silent.example", .family = 4, .addresses = &self->found[self->i],
              .count = 1);
    AWAIT_UNTIL(silent > 1);
    coir_cares_close(self->channel);
    free(self->channel);
    for (self->i = 0; self->i < 2; self->i++) {
        while (!coir_done(&self->task[self->i].task))
            AWAIT(coir_sleep(0));
        MUST(coir_outcome(&self->task[self->i].task) == COIR_CLOSED);
    }
    tear_down();
}
ASYNC_END

START_TEST(a_channel_that_was_closed_may_go_at_once) {
    RUN(_i, goes);
}
END_TEST

START_TEST(silence_is_cancelled_and_closing_tells_who_waits) {
    RUN(_i, gives_up);
}
END_TEST

START_TEST(cancelled_at_any_turn_it_leaves_nothing) {
    static COIR_TASK(look) task;
    for (int turns = 0, completed = 0; completed < 2; turns++) {
        const int before = open_descriptors();
        begin(_i);
        set_up();
        START(&loop, task, look, .host = "found.example");
        for (int i = 0; i < turns; i++)
            coir_poll(&loop);
        coir_cancel(&task.task);
        while (!coir_done(&task.task))
            coir_poll(&loop);
        completed += coir_outcome(&task.task) == 0;
        ck_assert_uint_eq(cares.lookups, 0);
        tear_down();
        end();
        ck_assert_int_eq(open_descriptors(), before);
    }
}
END_TEST

static void ignore(const char *line) {
    (void)line;
}

START_TEST(a_channel_without_lookups_does_not_hide_a_deadlock) {
    begin(_i);
    loop.report = ignore;
    set_up();
    coir_foreign_want(&server, false);
    ck_assert_int_eq(coir_run_forever(&loop), COIR_DEADLOCK);
    tear_down();
    end();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("cares");
    TCase *tests = tcase_create("cares");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, addresses_of_both_families_are_found, 0, PORTS);
    tcase_add_loop_test(tests, errors_say_what_happened, 0, PORTS);
    tcase_add_loop_test(tests, a_name_server_that_is_not_there_is_an_error, 0, PORTS);
    tcase_add_loop_test(tests, thirty_at_once_are_all_found, 0, PORTS);
    tcase_add_loop_test(tests, silence_is_cancelled_and_closing_tells_who_waits, 0, PORTS);
    tcase_add_loop_test(tests, a_channel_that_was_closed_may_go_at_once, 0, PORTS);
    tcase_add_loop_test(tests, cancelled_at_any_turn_it_leaves_nothing, 0, PORTS);
    tcase_add_loop_test(tests, a_channel_without_lookups_does_not_hide_a_deadlock, 0, PORTS);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
