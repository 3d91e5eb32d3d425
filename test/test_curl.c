/* test_curl.c - transfers with libcurl: to the end, at once, refused, broken off at every turn.
 *
 * The servers run in the same loop. Each test runs on every port; only CURLOPT_TIMEOUT_MS takes
 * time.
 */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1
#endif
#include <curl/curl.h>

#include "coir/coir.h"
#include "coir/curl.h"
#include "net.h"

/* ---- A server: says what a page should be by its path ---- */

static struct coir_listener listener;
static int connections, silent, received;

struct answer {
    COIR_CONNECTION;
    char buffer[1024], line[256], head[128], path[100];
    long size, n;
    int got;
};

static char block[8192];

ASYNC(answer) {
    connections++;
    coir_stream_buffer(self->stream, self->buffer, sizeof self->buffer);
    for (;;) {
        AWAIT_INTO(self->got, coir_readline(self->stream, self->line, sizeof self->line));
        if (self->got == 0)
            RETURN();
        sscanf(self->line, "%*s %99s", self->path);
        self->size = 0;
        do {
            AWAIT_INTO(self->got, coir_readline(self->stream, self->line, sizeof self->line));
            sscanf(self->line, "Content-Length: %ld", &self->size);
        } while (self->got > 2);
        for (; self->size > 0; self->size -= self->got) {
            AWAIT_INTO(self->got, coir_read(self->stream, self->line, sizeof self->line));
            received += self->got;
        }
        if (strcmp(self->path, "/silent") == 0) {
            silent++;
            AWAIT_INTO(self->got, coir_read(self->stream, self->line, 1));
            silent--;
            RETURN();
        }
        sscanf(self->path, "/%ld", &self->size);
        snprintf(self->head, sizeof self->head, "HTTP/1.1 %s\r\nContent-Length: %ld\r\n\r\n",
                 strcmp(self->path, "/gone") == 0 ? "410 Gone" : "200 OK", self->size);
        AWAIT(coir_write_all(self->stream, self->head, strlen(self->head)));
        if (strcmp(self->path, "/99999") == 0) /* cut short */
            self->size = 7, self->head[0] = 0;
        for (; self->size > 0; self->size -= self->n) {
            self->n = self->size < (long)sizeof block ? self->size : (long)sizeof block;
            AWAIT(coir_write_all(self->stream, block, (size_t)self->n));
        }
        if (self->head[0] == 0)
            RETURN();
    }
}
ASYNC_END

struct server {
    CORO;
    struct coir_serve serve;
};

ASYNC(server) {
    AWAIT(self->serve, coir_serve, .listener = &listener, COIR_HANDLER(answer));
}
ASYNC_END

/* ---- What all tests begin and end with ---- */

static COIR_TASK(server) serving;
static struct coir_curl_client client;
static size_t bytes;

static void set_up(void) {
    connections = silent = received = 0;
    bytes = 0;
    ck_assert_int_eq(coir_listen(&listener, &loop, "127.0.0.1", 0), 0);
    START(&loop, serving, server);
    ck_assert_int_eq(coir_curl_open(&client, &loop), 0);
}

static void tear_down(void) {
    coir_curl_close(&client);
    coir_listener_close(&listener);
}

static size_t count(char *data, size_t size, size_t items, void *none) {
    (void)data, (void)none;
    bytes += size * items;
    return size * items;
}

static CURL *prepare(const char *path) {
    char url[100];
    CURL *easy = curl_easy_init();
    snprintf(url, sizeof url, "http://127.0.0.1:%d%s", listener.address.port, path);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, count);
    return easy;
}

/* One transfer, with its handle. */
struct get {
    CORO;
    const char *path;
    long timeout_ms;
    const char *body;
    long size;
    CURL *easy;
    struct coir_curl curl;
    int code;
    long status;
};

ASYNC(get) {
    self->easy = prepare(self->path);
    curl_easy_setopt(self->easy, CURLOPT_TIMEOUT_MS, self->timeout_ms);
    if (self->body) {
        curl_easy_setopt(self->easy, CURLOPT_EXPECT_100_TIMEOUT_MS,
                         1L); /* the server says nothing */
        curl_easy_setopt(self->easy, CURLOPT_POSTFIELDSIZE, self->size);
        curl_easy_setopt(self->easy, CURLOPT_POSTFIELDS, self->body);
    }
    TRY {
        AWAIT(self->curl, coir_curl, .client = &client, .easy = self->easy);
    }
    FINALLY {
        self->code = self->curl.code;
        curl_easy_getinfo(self->easy, CURLINFO_RESPONSE_CODE, &self->status);
        curl_easy_cleanup(self->easy);
    }
    TRY_END
}
ASYNC_END

/* ---- Transfers that work ---- */

struct one {
    CORO;
    struct get get;
};

ASYNC(one) {
    set_up();
    AWAIT(self->get, get, .path = "/1000000");
    MUST(bytes == 1000000);
    MUST(self->get.status == 200 && self->get.code == CURLE_OK);
    tear_down();
}
ASYNC_END

START_TEST(a_page_comes_whole) {
    RUN(_i, one);
}
END_TEST

struct two {
    CORO;
    struct get get;
    int i;
};

ASYNC(two) {
    set_up();
    for (self->i = 0; self->i < 5; self->i++)
        AWAIT(self->get, get, .path = "/10");
    MUST(bytes == 50);
    MUST(connections == 1);
    tear_down();
}
ASYNC_END

START_TEST(one_after_the_other_share_a_connection) {
    RUN(_i, two);
}
END_TEST

struct many {
    CORO;
    COIR_TASK(get) task[40];
    int i;
};

ASYNC(many) {
    set_up();
    for (self->i = 0; self->i < 40; self->i++)
        START(&loop, self->task[self->i], get, .path = "/20000");
    for (self->i = 0; self->i < 40; self->i++)
        AWAIT(coir_join(&self->task[self->i].task));
    MUST(bytes == 40 * 20000);
    tear_down();
}
ASYNC_END

START_TEST(forty_at_once_all_come) {
    RUN(_i, many);
}
END_TEST

struct post {
    CORO;
    struct get get;
};

ASYNC(post) {
    static char body[3000000];
    set_up();
    AWAIT(self->get, get, .path = "/5", .body = body, .size = sizeof body);
    MUST(received == 3000000 && bytes == 5);
    tear_down();
}
ASYNC_END

START_TEST(an_upload_waits_for_a_slow_reader) {
    RUN(_i, post);
}
END_TEST

/* ---- Transfers that do not ---- */

struct fails {
    CORO;
    struct get get;
    int error;
};

/* Runs a get that must fail so. */
#define MUST_FAIL(expected, ...)                                                                   \
    do {                                                                                           \
        self->error = 0;                                                                           \
        TRY {                                                                                      \
            AWAIT(self->get, get, __VA_ARGS__);                                                    \
        }                                                                                          \
        CATCH(COIR_ERROR) {                                                                        \
            self->error = COIR_CAUGHT;                                                             \
        }                                                                                          \
        TRY_END                                                                                    \
        MUST(self->error == (expected));                                                           \
    } while (0)

ASYNC(fails) {
    set_up();
    AWAIT(self->get, get, .path = "/gone");
    MUST(self->get.status == 410);
    MUST_FAIL(COIR_EOF, .path = "/99999");
    MUST(self->get.code == CURLE_PARTIAL_FILE);
    MUST_FAIL(COIR_TIMEOUT, .path = "/silent", .timeout_ms = 20);
    coir_listener_close(&listener);
    coir_curl_close(&client);
    MUST(coir_curl_open(&client, &loop) == 0);
    MUST_FAIL(COIR_REFUSED, .path = "/1");
    tear_down();
}
ASYNC_END

START_TEST(errors_say_what_happened) {
    RUN(_i, fails);
}
END_TEST

struct watched {
    CORO;
    CURL *easy;
    struct coir_curl curl;
};

struct busy {
    CORO;
    CURL *easy;
    struct coir_curl again;
    COIR_TASK(watched) first;
    int error;
};

ASYNC(watched) {
    AWAIT(self->curl, coir_curl, .client = &client, .easy = self->easy);
}
ASYNC_END

ASYNC(busy) {
    static char private_data[] = "mine";
    char *found;
    set_up();
    self->easy = prepare("/silent");
    curl_easy_setopt(self->easy, CURLOPT_PRIVATE, private_data);
    START(&loop, self->first, watched, .easy = self->easy);
    AWAIT_UNTIL(silent == 1);
    TRY {
        AWAIT(self->again, coir_curl, .client = &client, .easy = self->easy);
    }
    CATCH(COIR_RUNTIME) {
        self->error = 1;
    }
    TRY_END
    MUST(self->error);
    coir_cancel(&self->first.task);
    TRY {
        AWAIT(coir_join(&self->first.task));
    }
    CATCH(COIR_CANCELLED) {
    }
    TRY_END
    MUST(self->first.frame.curl.code == -1);
    AWAIT_UNTIL(silent == 0); /* libcurl has closed the connection */
    curl_easy_getinfo(self->easy, CURLINFO_PRIVATE, &found);
    MUST(found == private_data);
    curl_easy_cleanup(self->easy);
    tear_down();
}
ASYNC_END

START_TEST(a_handle_in_use_is_refused_and_a_cancelled_one_is_free_again) {
    RUN(_i, busy);
}
END_TEST

/* ---- Broken off at any moment ---- */

static void cancelled_after(int port, int turns) {
    static COIR_TASK(get) task;
    const int before = open_descriptors();
    begin(port);
    set_up();
    START(&loop, task, get, .path = "/50000");
    for (int i = 0; i < turns; i++)
        coir_poll(&loop);
    coir_cancel(&task.task);
    while (!coir_done(&task.task))
        coir_poll(&loop);
    ck_assert(coir_cancelled(&task.task) || bytes == 50000);
    ck_assert_uint_eq(client.transfers, 0);
    tear_down();
    ck_assert_int_eq(coir_run(&loop), 0);
    end();
    ck_assert_int_eq(open_descriptors(), before);
}

/* Its outcome is there, and it has not run yet: what it was told is that it was cancelled. */
START_TEST(cancelled_in_the_turn_of_its_end_it_has_no_code) {
    static COIR_TASK(get) task;
    begin(_i);
    set_up();
    START(&loop, task, get, .path = "/100");
    coir_poll(&loop);
    while (!coir_future_done(&task.frame.curl.over))
        coir_poll(&loop);
    coir_cancel(&task.task);
    while (!coir_done(&task.task))
        coir_poll(&loop);
    ck_assert(coir_cancelled(&task.task));
    ck_assert_int_eq(task.frame.curl.code, -1);
    tear_down();
    ck_assert_int_eq(coir_run(&loop), 0);
    end();
}
END_TEST

START_TEST(cancelled_at_any_turn_it_leaves_nothing) {
    for (int turns = 0; turns < 60; turns++)
        cancelled_after(_i, turns);
}
END_TEST

static void ignore(const char *line) {
    (void)line;
}

START_TEST(a_client_without_transfers_does_not_hide_a_deadlock) {
    begin(_i);
    loop.report = ignore;
    ck_assert_int_eq(coir_curl_open(&client, &loop), 0);
    ck_assert_int_eq(coir_run_forever(&loop), COIR_DEADLOCK);
    coir_curl_close(&client);
    end();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("curl");
    TCase *tests = tcase_create("curl");
    int status;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_page_comes_whole, 0, PORTS);
    tcase_add_loop_test(tests, one_after_the_other_share_a_connection, 0, PORTS);
    tcase_add_loop_test(tests, forty_at_once_all_come, 0, PORTS);
    tcase_add_loop_test(tests, an_upload_waits_for_a_slow_reader, 0, PORTS);
    tcase_add_loop_test(tests, errors_say_what_happened, 0, PORTS);
    tcase_add_loop_test(tests, a_handle_in_use_is_refused_and_a_cancelled_one_is_free_again, 0,
                        PORTS);
    tcase_add_loop_test(tests, cancelled_in_the_turn_of_its_end_it_has_no_code, 0, PORTS);
    tcase_add_loop_test(tests, cancelled_at_any_turn_it_leaves_nothing, 0, PORTS);
    tcase_add_loop_test(tests, a_client_without_transfers_does_not_hide_a_deadlock, 0, PORTS);
    suite_add_tcase(suite, tests);
    status = run_suite(suite);
    curl_global_cleanup();
    return status;
}
