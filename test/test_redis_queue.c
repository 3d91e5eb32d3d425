/* test_redis_queue.c - a queue for several processes: nothing is lost, whoever is killed.
 *
 * The workers are processes of their own with connections of their own, killed with SIGKILL at
 * moments of all kinds; a set in Redis keeps what was done. Leases are real time, and short: if
 * the machine is slow, items are done twice, which is allowed, and never not at all.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <sys/time.h>

#include <hiredis/hiredis.h>

#include "coir/coir.h"
#include "coir/redis_queue.h"
#include "net.h"
#include "redis_server.h"

#define LEASE COIR_MS(60)

/* A connection and the queue, as one of the processes sees it. */
struct place {
    struct coir_redis redis;
    struct coir_redis_queue queue;
};

struct enter {
    CORO;
    struct place *place;
    const char *worker;
    struct coir_redis_open open;
    struct coir_redis_queue_open queue;
};

ASYNC(enter) {
    AWAIT(self->open, coir_redis_open, .redis = &self->place->redis, .path = redis_path);
    AWAIT(self->queue, coir_redis_queue_open, .queue = &self->place->queue,
          .redis = &self->place->redis, .name = "jobs", .worker = self->worker, .lease = LEASE);
}
ASYNC_END

/* A command without a reply to look at. */
struct tell {
    CORO;
    struct coir_redis *redis;
    const char *command;
    struct coir_redis_answer answer;
    long long result;
};

ASYNC(tell) {
    AWAIT(coir_redis_command(self->redis, &self->answer, self->command));
    self->result = self->answer.reply->integer;
    coir_redis_free(&self->answer);
}
ASYNC_END

struct put_numbers {
    CORO;
    struct coir_redis_queue *queue;
    int from, to;
    char text[20];
    struct coir_redis_put put;
};

ASYNC(put_numbers) {
    for (; self->from < self->to; self->from++) {
        snprintf(self->text, sizeof self->text, "%d", self->from);
        AWAIT(self->put, coir_redis_put, .queue = self->queue, .bytes = self->text,
              .size = strlen(self->text));
    }
}
ASYNC_END

/* ---- One process ---- */

struct alone {
    CORO;
    struct place place;
    struct enter enter;
    struct tell tell;
    struct put_numbers put;
    struct coir_redis_put binary;
    struct coir_redis_take take;
    struct coir_redis_item item;
    struct coir_redis_done done;
    int i;
};

ASYNC(alone) {
    AWAIT(self->enter, enter, .place = &self->place, .worker = "me");
    AWAIT(self->tell, tell, .redis = &self->place.redis, .command = "FLUSHALL");
    coir_redis_close(&self->place.redis);
    AWAIT(self->enter, enter, .place = &self->place, .worker = "me");
    coir_redis_close(&self->place.redis);
    AWAIT(self->enter, enter, .place = &self->place, .worker = "me"); /* it is there already */
    AWAIT(self->put, put_numbers, .queue = &self->place.queue, .to = 20);
    for (self->i = 0; self->i < 20; self->i++) {
        AWAIT(self->take, coir_redis_take, .queue = &self->place.queue, .item = &self->item);
        AWAIT(self->done, coir_redis_done, .queue = &self->place.queue, .item = &self->item);
        MUST(self->done.result == 1 && !self->item.bytes);
    }
    AWAIT(self->binary, coir_redis_put, .queue = &self->place.queue, .bytes = "a\0b c", .size = 5);
    AWAIT(self->take, coir_redis_take, .queue = &self->place.queue, .item = &self->item);
    MUST(self->item.size == 5 && memcmp(self->item.bytes, "a\0b c", 6) == 0);
    AWAIT(self->done, coir_redis_done, .queue = &self->place.queue, .item = &self->item);
    AWAIT(self->done, coir_redis_done, .queue = &self->place.queue, .item = &self->item);
    MUST(self->done.result == 0);
    AWAIT(self->tell, tell, .redis = &self->place.redis, .command = "XLEN jobs");
    MUST(self->tell.result == 0);
    coir_redis_close(&self->place.redis);
}
ASYNC_END

START_TEST(items_come_once_and_in_order_and_leave_nothing_behind) {
    RUN(_i, alone);
}
END_TEST

struct returns {
    CORO;
    struct place place;
    struct enter enter;
    struct tell tell;
    struct put_numbers put;
    struct coir_redis_take take;
    struct coir_redis_item item;
    struct coir_redis_done done;
};

/* Taken and dropped, it comes back after its lease, behind a newer one or before it. */
ASYNC(returns) {
    AWAIT(self->enter, enter, .place = &self->place, .worker = "me");
    AWAIT(self->tell, tell, .redis = &self->place.redis, .command = "FLUSHALL");
    coir_redis_close(&self->place.redis);
    AWAIT(self->enter, enter, .place = &self->place, .worker = "me");
    AWAIT(self->put, put_numbers, .queue = &self->place.queue, .to = 1);
    AWAIT(self->take, coir_redis_take, .queue = &self->place.queue, .item = &self->item);
    MUST(strcmp(self->item.bytes, "0") == 0);
    coir_redis_item_free(&self->item);
    AWAIT(self->take, coir_redis_take, .queue = &self->place.queue, .item = &self->item);
    MUST(strcmp(self->item.bytes, "0") == 0);
    AWAIT(self->done, coir_redis_done, .queue = &self->place.queue, .item = &self->item);
    coir_redis_close(&self->place.redis);
}
ASYNC_END

START_TEST(an_item_that_nobody_says_is_done_comes_back) {
    RUN(EPOLL, returns);
}
END_TEST

/* ---- Workers that are cancelled ---- */

struct taker {
    CORO;
    struct place place;
    struct enter enter;
    struct coir_redis_take take;
    struct coir_redis_item item;
    struct coir_redis_done done;
};

ASYNC(taker) {
    TRY {
        AWAIT(self->enter, enter, .place = &self->place, .worker = "cancelled");
        AWAIT(self->take, coir_redis_take, .queue = &self->place.queue, .item = &self->item);
        AWAIT(self->done, coir_redis_done, .queue = &self->place.queue, .item = &self->item);
    }
    FINALLY {
        coir_redis_item_free(&self->item);
        coir_redis_close(&self->place.redis);
    }
    TRY_END
}
ASYNC_END

struct cancels {
    CORO;
    struct place place;
    struct enter enter;
    struct tell tell;
    struct put_numbers put;
    COIR_TASK(taker) task;
    int turns, turn, completed;
};

/* After each number of turns; what is left afterwards is taken by one who may finish. */
ASYNC(cancels) {
    AWAIT(self->enter, enter, .place = &self->place, .worker = NULL);
    AWAIT(self->tell, tell, .redis = &self->place.redis, .command = "FLUSHALL");
    coir_redis_close(&self->place.redis);
    AWAIT(self->enter, enter, .place = &self->place, .worker = NULL);
    for (self->turns = 0; self->completed < 2; self->turns++) {
        AWAIT(self->put, put_numbers, .queue = &self->place.queue, .to = 1);
        START(coir_running_loop(), self->task, taker);
        for (self->turn = 0; self->turn < self->turns; self->turn++)
            AWAIT(coir_sleep(0));
        coir_cancel(&self->task.task);
        TRY {
            AWAIT(coir_join(&self->task.task));
            self->completed++;
        }
        CATCH(COIR_CANCELLED) {
        }
        TRY_END
    }
    do {
        AWAIT(self->tell, tell, .redis = &self->place.redis, .command = "XLEN jobs");
        if (self->tell.result) {
            START(coir_running_loop(), self->task, taker);
            AWAIT(coir_join(&self->task.task));
        }
    } while (self->tell.result);
    coir_redis_close(&self->place.redis);
}
ASYNC_END

START_TEST(a_worker_cancelled_at_any_turn_loses_no_item) {
    RUN(EPOLL, cancels);
}
END_TEST

/* ---- Workers that are killed ---- */

struct works {
    CORO;
    struct place place;
    struct enter enter;
    char name[20];
    bool hangs; /* with its first item */
    struct coir_redis_take take;
    struct coir_redis_item item;
    struct coir_redis_done done;
    struct coir_redis_answer answer;
};

ASYNC(works) {
    snprintf(self->name, sizeof self->name, "%d", (int)getpid());
    AWAIT(self->enter, enter, .place = &self->place, .worker = self->name);
    for (;;) {
        AWAIT(self->take, coir_redis_take, .queue = &self->place.queue, .item = &self->item);
        AWAIT(coir_redis_command(&self->place.redis, &self->answer, "SADD taken %s",
                                 self->item.bytes));
        if (self->hangs)
            AWAIT(coir_sleep(COIR_S(1000000)));
        AWAIT(coir_redis_command(&self->place.redis, &self->answer, "SADD worked %s",
                                 self->item.bytes));
        AWAIT(self->done, coir_redis_done, .queue = &self->place.queue, .item = &self->item);
    }
}
ASYNC_END

/* A worker process; it only ends by being killed. */
static pid_t start_worker(bool hangs) {
    static COIR_TASK(works) task;
    static struct coir_loop own;
    static struct coir_epoll port;
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    coir_running_ = NULL;
    coir_epoll_init(&port);
    coir_loop_init(&own, &port.port);
    START(&own, task, works, .hangs = hangs);
    coir_run(&own);
    _exit(3);
}

static void kill_worker(pid_t pid) {
    kill(pid, SIGKILL);
    ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}

enum { WORKERS = 3, ITEMS = 300 };

struct murders {
    CORO;
    struct place place;
    struct enter enter;
    struct tell tell;
    struct put_numbers put;
    pid_t hanging, worker[WORKERS];
    int i, killed;
};

ASYNC(murders) {
    AWAIT(self->enter, enter, .place = &self->place, .worker = NULL);
    AWAIT(self->tell, tell, .redis = &self->place.redis, .command = "FLUSHALL");
    coir_redis_close(&self->place.redis);
    AWAIT(self->enter, enter, .place = &self->place, .worker = NULL);
    AWAIT(self->put, put_numbers, .queue = &self->place.queue, .to = 1);

    /* The first item dies with its worker. */
    self->hanging = start_worker(true);
    do
        AWAIT(self->tell, tell, .redis = &self->place.redis, .command = "SCARD taken");
    while (self->tell.result == 0);
    kill_worker(self->hanging);

    /* The others are killed while they work, in turn, and replaced. */
    AWAIT(self->put, put_numbers, .queue = &self->place.queue, .from = 1, .to = ITEMS);
    for (self->i = 0; self->i < WORKERS; self->i++)
        self->worker[self->i] = start_worker(false);
    for (self->killed = 1; self->killed < 16; self->killed++) {
        do
            AWAIT(self->tell, tell, .redis = &self->place.redis, .command = "SCARD taken");
        while (self->tell.result < self->killed * ITEMS / 20);
        kill_worker(self->worker[self->killed % WORKERS]);
        self->worker[self->killed % WORKERS] = start_worker(false);
    }
    do
        AWAIT(self->tell, tell, .redis = &self->place.redis, .command = "XLEN jobs");
    while (self->tell.result > 0);
    for (self->i = 0; self->i < WORKERS; self->i++)
        kill_worker(self->worker[self->i]);
    AWAIT(self->tell, tell, .redis = &self->place.redis, .command = "SCARD worked");
    MUST(self->tell.result == ITEMS);
    coir_redis_close(&self->place.redis);
}
ASYNC_END

START_TEST(workers_are_killed_and_every_item_is_done_at_least_once) {
    RUN(EPOLL, murders);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("redis_queue");
    TCase *tests = tcase_create("redis_queue");
    int status;
    start_redis();
    tcase_set_timeout(tests, 100);
    tcase_add_loop_test(tests, items_come_once_and_in_order_and_leave_nothing_behind, POLL, PORTS);
    tcase_add_test(tests, an_item_that_nobody_says_is_done_comes_back);
    tcase_add_test(tests, a_worker_cancelled_at_any_turn_loses_no_item);
    tcase_add_test(tests, workers_are_killed_and_every_item_is_done_at_least_once);
    suite_add_tcase(suite, tests);
    status = run_suite(suite);
    stop_redis();
    return status;
}
