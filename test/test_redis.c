/* test_redis.c - commands and messages of a real redis-server: replies, errors, cancellation, and
 * its end.
 *
 * Each test runs on every port. Nothing depends on time.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <sys/time.h>

#include <hiredis/async.h>
#include <hiredis/hiredis.h>

#include "coir/coir.h"
#include "coir/redis.h"
#include "net.h"
#include "redis_server.h"

static struct coir_redis redis, other;

/* A fresh server's worth of keys. */
struct open_it {
    CORO;
    struct coir_redis *redis;
    struct coir_redis_open open;
    struct coir_redis_answer answer;
};

ASYNC(open_it) {
    AWAIT(self->open, coir_redis_open, .redis = self->redis, .path = redis_path);
    AWAIT(coir_redis_command(self->redis, &self->answer, "FLUSHALL"));
    coir_redis_free(&self->answer);
}
ASYNC_END

struct commands {
    CORO;
    struct open_it open;
    struct coir_redis_answer answer;
};

ASYNC(commands) {
    AWAIT(self->open, open_it, .redis = &redis);
    AWAIT(coir_redis_command(&redis, &self->answer, "SET %s %b", "a key", "1\0002", (size_t)3));
    AWAIT(coir_redis_command(&redis, &self->answer, "GET %s", "a key"));
    MUST(self->answer.reply->len == 3 && memcmp(self->answer.reply->str, "1\0002", 3) == 0);
    AWAIT(coir_redis_command(&redis, &self->answer, "RPUSH list %s %d", "one", 2));
    MUST(self->answer.reply->integer == 2);
    AWAIT(coir_redis_command(&redis, &self->answer, "LRANGE list 0 -1"));
    MUST(self->answer.reply->elements == 2);
    AWAIT(coir_redis_command(&redis, &self->answer, "ECHO %s",
                             self->answer.reply->element[1]->str)); /* of the reply it replaces */
    MUST(strcmp(self->answer.reply->str, "2") == 0);
    AWAIT(coir_redis_command(&redis, &self->answer, "GET nothing"));
    MUST(self->answer.reply->type == REDIS_REPLY_NIL);
    coir_redis_free(&self->answer);
    coir_redis_free(&self->answer);
    coir_redis_close(&redis);
    coir_redis_close(&redis);
}
ASYNC_END

START_TEST(replies_come_as_hiredis_makes_them) {
    RUN(_i, commands);
}
END_TEST

struct counter {
    CORO;
    int times;
    struct coir_redis_answer answer;
    long long last;
};

ASYNC(counter) {
    TRY {
        for (; self->times > 0; self->times--) {
            AWAIT(coir_redis_command(&redis, &self->answer, "INCR counter"));
            MUST(self->answer.reply->integer > self->last);
            self->last = self->answer.reply->integer;
        }
    }
    FINALLY {
        coir_redis_free(&self->answer);
    }
    TRY_END
}
ASYNC_END

struct many {
    CORO;
    struct open_it open;
    COIR_TASK(counter) task[50];
    struct coir_redis_answer answer;
    int i;
};

ASYNC(many) {
    AWAIT(self->open, open_it, .redis = &redis);
    for (self->i = 0; self->i < 50; self->i++)
        START(&loop, self->task[self->i], counter, .times = 20);
    for (self->i = 0; self->i < 50; self->i++)
        AWAIT(coir_join(&self->task[self->i].task));
    AWAIT(coir_redis_command(&redis, &self->answer, "GET counter"));
    MUST(strcmp(self->answer.reply->str, "1000") == 0);
    coir_redis_free(&self->answer);
    coir_redis_close(&redis);
}
ASYNC_END

START_TEST(many_tasks_share_a_connection) {
    RUN(_i, many);
}
END_TEST

struct large {
    CORO;
    struct open_it open;
    struct coir_redis_answer answer;
};

static char block[3000000];

ASYNC(large) {
    AWAIT(self->open, open_it, .redis = &redis);
    memset(block, 'x', sizeof block);
    AWAIT(coir_redis_command(&redis, &self->answer, "SET block %b", block, sizeof block));
    AWAIT(coir_redis_command(&redis, &self->answer, "GET block"));
    MUST(self->answer.reply->len == sizeof block);
    MUST(memcmp(self->answer.reply->str, block, sizeof block) == 0);
    coir_redis_free(&self->answer);
    coir_redis_close(&redis);
}
ASYNC_END

START_TEST(large_values_go_both_ways) {
    RUN(_i, large);
}
END_TEST

/* ---- What goes wrong ---- */

struct errors {
    CORO;
    struct open_it open;
    struct coir_redis_open opening;
    struct coir_redis_answer answer;
    int error;
};

ASYNC(errors) {
    TRY {
        AWAIT(self->opening, coir_redis_open, .redis = &redis, .path = "/nowhere/socket");
    }
    CATCH(COIR_NOT_FOUND) {
        self->error++;
    }
    TRY_END
    TRY {
        AWAIT(self->opening, coir_redis_open, .redis = &redis, .host = "127.0.0.1", .port = 1);
    }
    CATCH(COIR_REFUSED) {
        self->error++;
    }
    TRY_END
    TRY {
        AWAIT(coir_redis_command(&redis, &self->answer, "PING"));
    }
    CATCH(COIR_REFUSED) {
        self->error++;
    }
    TRY_END
    AWAIT(self->open, open_it, .redis = &redis);
    TRY {
        AWAIT(coir_redis_command(&redis, &self->answer, "NONSENSE"));
    }
    CATCH(COIR_VALUE) {
        MUST(strncmp(self->answer.reply->str, "ERR unknown command", 19) == 0);
        self->error++;
    }
    TRY_END
    coir_redis_close(&redis);
    TRY {
        AWAIT(coir_redis_command(&redis, &self->answer, "PING"));
    }
    CATCH(COIR_CLOSED) {
        self->error++;
    }
    TRY_END
    MUST(self->error == 5);
    MUST(!self->answer.reply);
}
ASYNC_END

START_TEST(errors_say_what_happened) {
    RUN(_i, errors);
}
END_TEST

/* A server that vanishes without a word would be waited for without end. */
struct alive {
    CORO;
    struct coir_listener listener;
    struct coir_redis_open open;
    socklen_t size;
    int on;
};

ASYNC(alive) {
    AWAIT(coir_listen(&self->listener, coir_running_loop(), "127.0.0.1", 0));
    AWAIT(self->open, coir_redis_open, .redis = &redis, .host = "127.0.0.1",
          .port = self->listener.address.port);
    self->size = sizeof self->on;
    MUST(getsockopt(redis.context->c.fd, SOL_SOCKET, SO_KEEPALIVE, &self->on, &self->size) == 0);
    MUST(self->on);
    coir_redis_close(&redis);
    coir_listener_close(&self->listener);
}
ASYNC_END

START_TEST(a_connection_asks_whether_the_server_is_still_there) {
    RUN(_i, alive);
}
END_TEST

/* Waits for a list that stays empty. */
struct blocked {
    CORO;
    struct coir_redis *redis;
    struct coir_redis_answer answer;
};

ASYNC(blocked) {
    TRY {
        AWAIT(coir_redis_command(self->redis, &self->answer, "BLPOP empty 0"));
    }
    FINALLY {
        coir_redis_free(&self->answer);
    }
    TRY_END
}
ASYNC_END

/* Go on when a client of the server is blocked. */
struct until_blocked {
    CORO;
    struct coir_redis_answer answer;
};

ASYNC(until_blocked) {
    do
        AWAIT(coir_redis_command(&other, &self->answer, "INFO clients"));
    while (!strstr(self->answer.reply->str, "blocked_clients:1"));
    coir_redis_free(&self->answer);
}
ASYNC_END

struct dropped {
    CORO;
    struct open_it open;
    struct until_blocked until;
    struct coir_redis_answer answer;
    COIR_TASK(blocked) first, second;
    int errors;
};

ASYNC(dropped) {
    AWAIT(self->open, open_it, .redis = &redis);
    AWAIT(self->open, open_it, .redis = &other);
    START(&loop, self->first, blocked, .redis = &redis);
    AWAIT(self->until, until_blocked);
    coir_cancel(&self->first.task);
    TRY {
        AWAIT(coir_join(&self->first.task));
    }
    CATCH(COIR_CANCELLED) {
        self->errors++;
    }
    TRY_END
    START(&loop, self->second, blocked, .redis = &redis);
    AWAIT(coir_redis_command(&other, &self->answer, "RPUSH empty dropped"));
    AWAIT(coir_redis_command(&other, &self->answer, "RPUSH empty taken"));
    AWAIT(coir_join(&self->second.task)); /* its reply is the second one */
    AWAIT(coir_redis_command(&other, &self->answer, "LLEN empty"));
    MUST(self->answer.reply->integer == 0);

    START(&loop, self->first, blocked, .redis = &redis);
    AWAIT(self->until, until_blocked);
    coir_redis_close(&redis);
    TRY {
        AWAIT(coir_join(&self->first.task));
    }
    CATCH(COIR_CLOSED) {
        self->errors++;
    }
    TRY_END

    AWAIT(self->open, open_it, .redis = &redis);
    START(&loop, self->first, blocked, .redis = &redis);
    AWAIT(self->until, until_blocked);
    AWAIT(coir_redis_command(&other, &self->answer, "CLIENT KILL SKIPME yes TYPE normal"));
    TRY {
        AWAIT(coir_join(&self->first.task));
    }
    CATCH(COIR_ERROR) {
        MUST(COIR_CAUGHT == COIR_EOF || COIR_CAUGHT == COIR_RESET);
        self->errors++;
    }
    TRY_END
    MUST(self->errors == 3 && !redis.context);
    coir_redis_free(&self->answer);
    coir_redis_close(&redis);
    coir_redis_close(&other);
}
ASYNC_END

START_TEST(who_waits_is_cancelled_or_told_that_the_connection_is_gone) {
    RUN(_i, dropped);
}
END_TEST

struct worker {
    CORO;
    struct open_it open;
    struct counter counter;
};

ASYNC(worker) {
    AWAIT(self->open, open_it, .redis = &redis);
    AWAIT(self->counter, counter, .times = 3);
}
ASYNC_END

START_TEST(cancelled_at_any_turn_it_leaves_nothing) {
    static COIR_TASK(worker) task;
    for (int turns = 0, completed = 0; completed < 2; turns++) {
        const int before = open_descriptors();
        begin(_i);
        START(&loop, task, worker);
        for (int i = 0; i < turns; i++)
            coir_poll(&loop);
        coir_cancel(&task.task);
        while (!coir_done(&task.task))
            coir_poll(&loop);
        completed += coir_outcome(&task.task) == 0;
        coir_redis_free(&task.frame.open.answer);
        coir_redis_close(&redis);
        end();
        ck_assert_int_eq(open_descriptors(), before);
    }
}
END_TEST

struct killed {
    CORO;
    struct open_it open;
    struct coir_redis_answer answer;
    int error;
};

ASYNC(killed) {
    AWAIT(self->open, open_it, .redis = &redis);
    AWAIT(self->open, open_it, .redis = &other);
    AWAIT(coir_redis_command(&other, &self->answer, "CLIENT KILL SKIPME yes TYPE normal"));
    coir_redis_free(&self->answer);
    TRY {
        AWAIT(coir_redis_command(&redis, &self->answer, "PING"));
    }
    CATCH(COIR_ERROR) {
        self->error = COIR_CAUGHT;
    }
    TRY_END
    MUST(self->error == COIR_EOF || self->error == COIR_PIPE || self->error == COIR_RESET);
    MUST(!redis.context && !self->answer.reply);
    coir_redis_close(&redis);
    coir_redis_close(&other);
}
ASYNC_END

START_TEST(a_server_that_left_meanwhile_is_an_error_and_no_signal) {
    RUN(_i, killed);
}
END_TEST

static void ignore(const char *line) {
    (void)line;
}

struct stuck {
    CORO;
    struct open_it open;
};

ASYNC(stuck) {
    AWAIT(self->open, open_it, .redis = &redis);
    TRY {
        AWAIT(coir_sleep(COIR_FOREVER));
    }
    FINALLY {
        coir_redis_close(&redis);
    }
    TRY_END
}
ASYNC_END

START_TEST(an_idle_connection_does_not_hide_a_deadlock) {
    static COIR_TASK(stuck) task;
    begin(_i);
    loop.report = ignore;
    START(&loop, task, stuck);
    ck_assert_int_eq(coir_run_main(&loop, &task.task), COIR_DEADLOCK);
    end();
}
END_TEST

/* ---- Messages ---- */

struct listener_task {
    CORO;
    struct coir_redis_subscription *subscription;
    int want, got;
    struct redisReply *reply;
    char text[200];
};

ASYNC(listener_task) {
    for (; self->got < self->want; self->got++) {
        AWAIT(coir_redis_next(self->subscription, &self->reply));
        strcat(self->text, self->reply->element[0]->str);
        if (self->reply->element[2]->str)
            strcat(self->text, self->reply->element[2]->str);
        strcat(self->text, " ");
        freeReplyObject(self->reply);
    }
}
ASYNC_END

struct talks {
    CORO;
    struct open_it open;
    struct coir_redis_subscription subscription;
    struct redisReply *ring[16];
    COIR_TASK(listener_task) reader, more;
    struct coir_redis_answer answer;
    int closed;
};

ASYNC(talks) {
    AWAIT(self->open, open_it, .redis = &redis);
    AWAIT(self->open, open_it, .redis = &other);
    MUST(coir_redis_subscribe(&self->subscription, &redis, self->ring, 16, "SUBSCRIBE news") == 0);
    MUST(coir_redis_subscribe(&self->subscription, &redis, self->ring, 16, "SUBSCRIBE x") ==
         COIR_RUNTIME);
    START(&loop, self->reader, listener_task, .subscription = &self->subscription, .want = 4);
    AWAIT_UNTIL(self->reader.frame.got == 1);
    for (self->closed = 0; self->closed < 4; self->closed++)
        AWAIT(coir_redis_command(&other, &self->answer, "PUBLISH news %d", self->closed));
    AWAIT(coir_join(&self->reader.task));
    MUST(strcmp(self->reader.frame.text, "subscribe message0 message1 message2 ") == 0);
    START(&loop, self->reader, listener_task, .subscription = &self->subscription, .want = 2);
    AWAIT_UNTIL(self->reader.frame.got == 1);
    MUST(strcmp(self->reader.frame.text, "message3 ") == 0);
    START(&loop, self->more, listener_task, .subscription = &self->subscription, .want = 1);
    AWAIT(coir_sleep(0));
    coir_cancel(&self->reader.task);
    TRY {
        AWAIT(coir_join(&self->reader.task));
    }
    CATCH(COIR_CANCELLED) {
        self->closed = 10;
    }
    TRY_END
    coir_redis_close(&redis);
    TRY {
        AWAIT(coir_join(&self->more.task));
    }
    CATCH(COIR_CLOSED) {
        self->closed++;
    }
    TRY_END
    MUST(self->closed == 11 && self->subscription.lost == 0);
    coir_redis_free(&self->answer);
    coir_redis_close(&other);
}
ASYNC_END

START_TEST(messages_reach_who_waits_for_them_in_order) {
    RUN(_i, talks);
}
END_TEST

struct floods {
    CORO;
    struct open_it open;
    struct coir_redis_subscription subscription;
    struct redisReply *ring[2];
    COIR_TASK(listener_task) reader;
    struct coir_redis_answer answer;
    int i;
};

ASYNC(floods) {
    AWAIT(self->open, open_it, .redis = &redis);
    AWAIT(self->open, open_it, .redis = &other);
    MUST(coir_redis_subscribe(&self->subscription, &redis, self->ring, 2, "PSUBSCRIBE n*") == 0);
    START(&loop, self->reader, listener_task, .subscription = &self->subscription, .want = 1);
    AWAIT(coir_join(&self->reader.task));
    for (self->i = 0; self->i < 9; self->i++)
        AWAIT(coir_redis_command(&other, &self->answer, "PUBLISH news x"));
    START(&loop, self->reader, listener_task, .subscription = &self->subscription, .want = 1);
    AWAIT(coir_join(&self->reader.task));
    AWAIT_UNTIL(self->subscription.count + self->subscription.lost <= 8);
    coir_redis_free(&self->answer);
    coir_redis_close(&redis); /* and with it what was not taken */
    MUST(self->subscription.count == 0);
    coir_redis_close(&other);
}
ASYNC_END

START_TEST(a_burst_beyond_the_ring_is_counted_and_the_rest_given_back) {
    RUN(_i, floods);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("redis");
    TCase *tests = tcase_create("redis");
    int status;
    start_redis();
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, replies_come_as_hiredis_makes_them, 0, PORTS);
    tcase_add_loop_test(tests, many_tasks_share_a_connection, 0, PORTS);
    tcase_add_loop_test(tests, large_values_go_both_ways, 0, PORTS);
    tcase_add_loop_test(tests, a_connection_asks_whether_the_server_is_still_there, POLL, PORTS);
    tcase_add_loop_test(tests, errors_say_what_happened, 0, PORTS);
    tcase_add_loop_test(tests, who_waits_is_cancelled_or_told_that_the_connection_is_gone, 0,
                        PORTS);
    tcase_add_loop_test(tests, a_server_that_left_meanwhile_is_an_error_and_no_signal, 0, PORTS);
    tcase_add_loop_test(tests, cancelled_at_any_turn_it_leaves_nothing, 0, PORTS);
    tcase_add_loop_test(tests, an_idle_connection_does_not_hide_a_deadlock, 0, PORTS);
    tcase_add_loop_test(tests, messages_reach_who_waits_for_them_in_order, 0, PORTS);
    tcase_add_loop_test(tests, a_burst_beyond_the_ring_is_counted_and_the_rest_given_back, 0,
                        PORTS);
    suite_add_tcase(suite, tests);
    status = run_suite(suite);
    stop_redis();
    return status;
}
