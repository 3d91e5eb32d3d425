/* play.c - play small programs with Coir and print what happens: the twin of play.py.
 *
 * Reads programs as generate.py writes them: `program NUMBER`, then settings of objects, then `task N`
 * and its operations, one per line, blocks closed by `end`. Prints a line for each operation that is
 * over: the time, the task, the line of the program, the word, what it gave or the error it raised.
 * An operation that never waits prints its error and goes on; all others raise it.
 * SPDX-License-Identifier: MIT
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "coir/coir.h"

/* ---- A program ---- */

/* Words: NOW never wait, LEAF are awaited, CALL are coroutines, JUMP leave, HEAD open a block. */
#define WORDS(X)                                                                                   \
    X(release)                                                                                     \
    X(release_permit)                                                                              \
    X(set)                                                                                         \
    X(clear)                                                                                       \
    X(put_nowait)                                                                                  \
    X(get_nowait)                                                                                  \
    X(task_done)                                                                                   \
    X(set_future)                                                                                  \
    X(fail_future)                                                                                 \
    X(cancel_future)                                                                               \
    X(cancel)                                                                                      \
    X(cancelling)                                                                                  \
    X(uncancel)                                                                                    \
    X(state)                                                                                       \
    X(start)                                                                                       \
    X(spawn)                                                                                       \
    X(notify)                                                                                      \
    X(reset)                                                                                       \
    X(abort)                                                                                       \
    X(reschedule)                                                                                  \
    X(later)                                                                                       \
    X(soon)                                                                                        \
    X(done)                                                                                        \
    X(shutdown)                                                                                    \
    X(sleep)                                                                                       \
    X(acquire)                                                                                     \
    X(acquire_permit)                                                                              \
    X(get)                                                                                         \
    X(put)                                                                                         \
    X(join)                                                                                        \
    X(wait_event)                                                                                  \
    X(wait_future)                                                                                 \
    X(queue_join)                                                                                  \
    X(raise)                                                                                       \
    X(reraise)                                                                                     \
    X(return )                                                                                     \
    X(break)                                                                                       \
    X(gather)                                                                                      \
    X(wait)                                                                                        \
    X(as_completed)                                                                                \
    X(wait_for)                                                                                    \
    X(shield)                                                                                      \
    X(wait_condition)                                                                              \
    X(wait_barrier)                                                                                \
    X(try)                                                                                         \
    X(lock)                                                                                        \
    X(permit)                                                                                      \
    X(timeout)                                                                                     \
    X(group)                                                                                       \
    X(repeat)                                                                                      \
    X(within)

#define NUMBER(word) WORD_##word,
#define NAME(word) #word,
enum word { WORDS(NUMBER) NOTHING };
static const char *const words[] = {WORDS(NAME) NULL};
#define FIRST_LEAF WORD_sleep
#define FIRST_JUMP WORD_raise
#define FIRST_CALL WORD_gather
#define FIRST_HEAD WORD_try

enum { ARGUMENTS = 12, OPS = 1000, TASKS = 10, DEPTH = 20, OBJECTS = 4, GROUPS = 16 };

struct op {
    enum word word;
    int line, count, argument[ARGUMENTS];
    bool has_final;
    struct op *next, *body, *handler, *final, *inner;
    struct coir_handle handle;
};

static struct op ops[OPS];
static unsigned used_ops;
static struct op *tasks[TASKS];

/* ---- What it works with ---- */

static struct coir_virtual port;
static struct coir_loop loop;
static struct coir_lock locks[OBJECTS];
static struct coir_condition conditions[OBJECTS]; /* each of the lock with its number */
static struct coir_semaphore permits[OBJECTS];
static struct coir_event events[OBJECTS];
static struct coir_future futures[OBJECTS];
static struct coir_barrier barriers[OBJECTS];
static struct coir_queue queues[OBJECTS];
static int slots[OBJECTS][OPS];
static struct coir_group groups[GROUPS];
static bool is_open[GROUPS];

/* ---- The trace ---- */

static char text[1000];

static void note(const char *format, ...) {
    size_t used = strlen(text);
    va_list list;
    va_start(list, format);
    vsnprintf(text + used, sizeof text - used, format, list);
    va_end(list);
}

static const char *error_name(int error) {
    static char name[8];
    if (error <= COIR_USER(0) && error > COIR_USER(10)) {
        snprintf(name, sizeof name, "E%d", COIR_USER(0) - error);
        return name;
    }
    return error < 0 ? coir_error_name(error) : "ok";
}

/* Print a line about an operation, and what was noted. */
static void say(int task, const struct op *op, const char *what) {
    printf("@%ld t%d %d %s%s%s\n", (long)(coir_now() / COIR_MS(1)), task, op->line,
           op->word == NOTHING ? "task" : words[op->word], what, text);
    text[0] = 0;
}

static void say_error(int task, const struct op *op, int error) {
    note(" !%s", error_name(error));
    say(task, op, "");
}

/* ---- Tasks ---- */

/* The beginning of every coroutine that plays an operation; result is how it was left. */
#define PART                                                                                       \
    CORO;                                                                                          \
    struct player *who;                                                                            \
    struct op *op;                                                                                 \
    int depth, caught, result
enum { GOES_ON, RETURNS, BREAKS };

struct block {
    PART;
    int value;
};
struct try_block {
    PART;
};
struct lock_block {
    PART;
    struct coir_hold hold;
};
struct permit_block {
    PART;
    struct coir_permit permit;
};
struct timeout_block {
    PART;
    struct coir_timeout timeout, *outer;
};
struct group_block {
    PART;
};
struct repeat_block {
    PART;
    int round;
};
struct within_block {
    PART;
    struct coir_wait_for wait;
};
struct gather_call {
    PART;
    struct coir_gather gather;
};
struct wait_call {
    PART;
    struct coir_wait wait;
};
struct as_completed_call {
    PART;
    struct coir_as_completed each;
};
struct wait_for_call {
    PART;
    struct coir_wait_for wait;
};
struct shield_call {
    PART;
    struct coir_shield shield;
};
struct condition_call {
    PART;
    struct coir_condition_wait wait;
};
struct barrier_call {
    PART;
    struct coir_barrier_wait wait;
};

union place {
    struct block block;
    struct try_block try_block;
    struct lock_block lock_block;
    struct permit_block permit_block;
    struct timeout_block timeout_block;
    struct group_block group_block;
    struct repeat_block repeat_block;
    struct within_block within_block;
    struct gather_call gather_call;
    struct wait_call wait_call;
    struct as_completed_call as_completed_call;
    struct wait_for_call wait_for_call;
    struct shield_call shield_call;
    struct condition_call condition_call;
    struct barrier_call barrier_call;
};

struct play {
    CORO;
    struct player *who;
};

struct player {
    COIR_TASK(play) run;
    int number, item;
    bool started;
    struct op head;
    struct coir_timeout *timeout; /* the innermost */
    struct coir_watch watch[ARGUMENTS];
    unsigned watched;
    union place place[DEPTH]; /* frames, by depth */
};

static struct player players[TASKS];

ASYNC_DECLARE(play);

static struct coir_task *task_of(int number) {
    return &players[number].run.task;
}

static int start(int number, struct coir_group *group) {
    struct player *player = &players[number];
    int refused;
    if (player->started)
        return COIR_EXISTS;
    player->number = number;
    player->head.word = NOTHING;
    if (group)
        refused = START(group, player->run, play, .who = player);
    else
        refused = START(&loop, player->run, play, .who = player);
    player->started = !refused;
    return refused;
}

/* ---- Operations that never wait ---- */

static int act(struct player *who, struct op *op);

static int call_back(void *argument) {
    struct op *op = (struct op *)argument;
    int value = act(NULL, op->inner);
    if (value < 0)
        note(" !%s", error_name(value));
    else
        note(" %d", value);
    say(0, op->inner, " called");
    return 0;
}

static int act_on_queue(struct op *op, struct coir_queue *queue) {
    int item = 0;
    int refused = 0;
    if (op->word == WORD_put_nowait)
        return coir_queue_put_nowait(queue, &op->argument[1]);
    if (op->word == WORD_task_done)
        return coir_queue_task_done(queue);
    if (op->word == WORD_shutdown)
        coir_queue_shutdown(queue, op->argument[1]);
    else
        refused = coir_queue_get_nowait(queue, &item);
    return refused < 0 ? refused : item;
}

static int act_on_future(struct op *op, struct coir_future *future) {
    if (op->word == WORD_set_future)
        return coir_future_set(future, op->argument[1]);
    if (op->word == WORD_fail_future)
        return coir_future_set(future, COIR_USER(op->argument[1]));
    return coir_future_cancel(future);
}

static int act_on_task(struct op *op, struct player *player) {
    struct coir_task *task = &player->run.task;
    int group = op->argument[1];
    if (op->word == WORD_start)
        return start(op->argument[0], NULL);
    if (op->word == WORD_spawn)
        return is_open[group] ? start(op->argument[0], &groups[group]) : COIR_NOT_FOUND;
    if (!player->started)
        return COIR_NOT_FOUND;
    if (op->word == WORD_cancel)
        return coir_cancel(task);
    if (op->word == WORD_cancelling)
        return coir_cancelling(task);
    if (op->word == WORD_done)
        return coir_on_done(task, &op->handle, call_back, op);
    note(" %s", coir_done(task) ? error_name(coir_outcome(task)) : "pending");
    return 0;
}

static int act_on_others(struct player *who, struct op *op, int number) {
    switch (op->word) {
    case WORD_release:
        return coir_lock_release(&locks[number]);
    case WORD_release_permit:
        return coir_semaphore_release(&permits[number]);
    case WORD_set:
        coir_event_set(&events[number]);
        return 0;
    case WORD_clear:
        coir_event_clear(&events[number]);
        return 0;
    case WORD_notify:
        return coir_condition_notify(&conditions[number], (unsigned)op->argument[1]);
    case WORD_reset:
        coir_barrier_reset(&barriers[number]);
        return 0;
    case WORD_abort:
        coir_barrier_abort(&barriers[number]);
        return 0;
    case WORD_uncancel:
        return coir_uncancel(&who->run.task);
    case WORD_reschedule:
        if (!who->timeout)
            return COIR_NOT_FOUND;
        return coir_timeout_reschedule(who->timeout, coir_now() + COIR_MS(number));
    case WORD_later:
        return coir_call_later(&loop, &op->handle, COIR_MS(number), call_back, op);
    default:
        return coir_call_soon(&loop, &op->handle, call_back, op);
    }
}

static int act(struct player *who, struct op *op) {
    int number = op->argument[0];
    switch (op->word) {
    case WORD_put_nowait:
    case WORD_get_nowait:
    case WORD_task_done:
    case WORD_shutdown:
        return act_on_queue(op, &queues[number]);
    case WORD_set_future:
    case WORD_fail_future:
    case WORD_cancel_future:
        return act_on_future(op, &futures[number]);
    case WORD_cancel:
    case WORD_cancelling:
    case WORD_state:
    case WORD_start:
    case WORD_spawn:
    case WORD_done:
        return act_on_task(op, &players[number]);
    default:
        return act_on_others(who, op, number);
    }
}

/* ---- Operations that wait ---- */

static int leaf(struct player *who, struct op *op) {
    int number = op->argument[0];
    switch (op->word) {
    case WORD_sleep:
        return coir_sleep(COIR_MS(number));
    case WORD_acquire:
        return coir_lock_acquire(&locks[number]);
    case WORD_acquire_permit:
        return coir_semaphore_acquire(&permits[number]);
    case WORD_get:
        return coir_queue_get(&queues[number], &who->item);
    case WORD_put:
        return coir_queue_put(&queues[number], &op->argument[1]);
    case WORD_queue_join:
        return coir_queue_join(&queues[number]);
    case WORD_join:
        return players[number].started ? coir_join(task_of(number)) : 0;
    case WORD_wait_event:
        return coir_event_wait(&events[number]);
    default:
        return coir_future_wait(&futures[number]);
    }
}

/* The tasks that an operation names, as far as they were started, from its n-th argument on. */
static void watch(struct player *who, const struct op *op, int n) {
    who->watched = 0;
    for (; n < op->count; n++) {
        if (players[op->argument[n]].started)
            who->watch[who->watched++].task = task_of(op->argument[n]);
    }
}

static void note_outcomes(struct player *who) {
    for (unsigned i = 0; i < who->watched; i++)
        note(" %s", coir_watch_done(&who->watch[i]) ? error_name(coir_watch_outcome(&who->watch[i]))
                                                    : "pending");
}

ASYNC(gather_call) {
    watch(self->who, self->op, 1);
    AWAIT(self->gather, coir_gather, .watch = self->who->watch, .count = self->who->watched,
          .return_errors = self->op->argument[0]);
    note_outcomes(self->who);
}
ASYNC_END

ASYNC(wait_call) {
    watch(self->who, self->op, 2);
    AWAIT(self->wait, coir_wait, .watch = self->who->watch, .count = self->who->watched,
          .when = (enum coir_when)self->op->argument[0], .timeout = COIR_MS(self->op->argument[1]));
    for (unsigned i = 0; i < self->who->watched; i++)
        note(" %s", self->who->watch[i].done ? "done" : "pending");
}
ASYNC_END

ASYNC(as_completed_call) {
    watch(self->who, self->op, 1);
    ASYNC_FOR(self->each, coir_as_completed, .watch = self->who->watch, .count = self->who->watched,
              .timeout = COIR_MS(self->op->argument[0])) {
        note(" %s", error_name(coir_outcome(self->each.value)));
        say(self->who->number, self->op, " next");
    }
    ASYNC_FOR_END
}
ASYNC_END

ASYNC(wait_for_call) {
    AWAIT(self->wait, coir_wait_for, .task = task_of(self->op->argument[1]),
          .delay = COIR_MS(self->op->argument[0]));
}
ASYNC_END

ASYNC(shield_call) {
    AWAIT(self->shield, coir_shield, .task = task_of(self->op->argument[0]));
}
ASYNC_END

ASYNC(condition_call) {
    AWAIT(self->wait, coir_condition_wait, .condition = &conditions[self->op->argument[0]]);
}
ASYNC_END

ASYNC(barrier_call) {
    AWAIT(self->wait, coir_barrier_wait, .barrier = &barriers[self->op->argument[0]]);
    note(" %d", self->wait.result);
}
ASYNC_END

/* ---- Blocks ---- */

ASYNC_DECLARE(block);

/* Play a list of operations in the next deeper place; leave too if they ask for it. */
#define INNER self->who->place[self->depth + 1].block
#define PLAY(list)                                                                                 \
    AWAIT(INNER, block, .who = self->who, .op = (list), .depth = self->depth + 1,                  \
          .caught = self->caught);                                                                 \
    if (INNER.result)                                                                              \
    RETURN(INNER.result)

ASYNC(try_block) {
    TRY {
        PLAY(self->op->body);
    }
    CATCH(self->op->argument[0]) {
        self->caught = CAUGHT;
        note(" %s", error_name(CAUGHT));
        say(self->who->number, self->op, " except");
        PLAY(self->op->handler);
    }
    FINALLY {
        if (self->op->has_final) {
            say(self->who->number, self->op, " finally");
            PLAY(self->op->final);
        }
    }
    TRY_END
}
ASYNC_END

ASYNC(lock_block) {
    ASYNC_WITH(self->hold, coir_hold, .lock = &locks[self->op->argument[0]]) {
        say(self->who->number, self->op, " in");
        PLAY(self->op->body);
    }
    ASYNC_WITH_END
}
ASYNC_END

ASYNC(permit_block) {
    ASYNC_WITH(self->permit, coir_permit, .semaphore = &permits[self->op->argument[0]]) {
        say(self->who->number, self->op, " in");
        PLAY(self->op->body);
    }
    ASYNC_WITH_END
}
ASYNC_END

ASYNC(timeout_block) {
    self->outer = self->who->timeout;
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_MS(self->op->argument[0])) {
            self->who->timeout = &self->timeout;
            PLAY(self->op->body);
        }
        ASYNC_WITH_END
    }
    FINALLY {
        self->who->timeout = self->outer;
        note(coir_timeout_expired(&self->timeout) ? " expired" : " in time");
    }
    TRY_END
}
ASYNC_END

static void note_group(void) {
    struct coir_errors_at at;
    int error;
    memset(&at, 0, sizeof at);
    while ((error = coir_errors_next(coir_errors(), &at)))
        note(" %s", error_name(error));
}

ASYNC(group_block) {
    TRY {
        ASYNC_WITH(groups[self->op->argument[0]], coir_group) {
            is_open[self->op->argument[0]] = true;
            say(self->who->number, self->op, " in");
            PLAY(self->op->body);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_GROUP) {
        note_group();
        RAISE(CAUGHT);
    }
    FINALLY {
        is_open[self->op->argument[0]] = false;
    }
    TRY_END
}
ASYNC_END

ASYNC(repeat_block) {
    for (; self->round < self->op->argument[0]; self->round++) {
        AWAIT(INNER, block, .who = self->who, .op = self->op->body, .depth = self->depth + 1,
              .caught = self->caught);
        if (INNER.result == RETURNS)
            RETURN(RETURNS);
        if (INNER.result == BREAKS)
            break;
    }
}
ASYNC_END

ASYNC(within_block) {
    PREPARE(INNER, block, .who = self->who, .op = self->op->body, .depth = self->depth + 1,
            .caught = self->caught);
    AWAIT(self->wait, coir_wait_for, .call = COIR_CALL(INNER, block),
          .delay = COIR_MS(self->op->argument[0]));
    RETURN(INNER.result);
}
ASYNC_END

/* A coroutine for an operation, in the next deeper place. */
static struct coir_frame *call(struct player *who, struct op *op, int depth, int caught) {
    union place *place = &who->place[depth];
#define CALL_AS(type)                                                                              \
    PREPARE(place->type, type, .who = who, .op = op, .depth = depth, .caught = caught);            \
    return COIR_CALL(place->type, type)
    switch (op->word) {
    case WORD_gather:
        CALL_AS(gather_call);
    case WORD_wait:
        CALL_AS(wait_call);
    case WORD_as_completed:
        CALL_AS(as_completed_call);
    case WORD_wait_for:
        CALL_AS(wait_for_call);
    case WORD_shield:
        CALL_AS(shield_call);
    case WORD_wait_condition:
        CALL_AS(condition_call);
    case WORD_wait_barrier:
        CALL_AS(barrier_call);
    case WORD_try:
        CALL_AS(try_block);
    case WORD_lock:
        CALL_AS(lock_block);
    case WORD_permit:
        CALL_AS(permit_block);
    case WORD_timeout:
        CALL_AS(timeout_block);
    case WORD_group:
        CALL_AS(group_block);
    case WORD_repeat:
        CALL_AS(repeat_block);
    default:
        CALL_AS(within_block);
    }
}

/* Operations on tasks that were not started do nothing. */
static bool is_void(const struct op *op) {
    if (op->word == WORD_wait_for)
        return !players[op->argument[1]].started;
    return (op->word == WORD_shield || op->word == WORD_join) && !players[op->argument[0]].started;
}

static void note_value(const struct player *who, const struct op *op, int value) {
    if (op->word == WORD_get)
        note(" %d", who->item);
    else if (op->word == WORD_wait_future || (op->word < FIRST_LEAF && value >= 0))
        note(" %d", value);
    else if (op->word < FIRST_LEAF)
        note(" !%s", error_name(value));
}

/* One operation after the other. */
ASYNC(block) {
    for (; self->op; self->op = self->op->next) {
        if (self->op->word == WORD_return || self->op->word == WORD_break) {
            say(self->who->number, self->op, "");
            RETURN(self->op->word == WORD_return ? RETURNS : BREAKS);
        }
        TRY {
            if (is_void(self->op)) {
                note(" nobody");
            } else if (self->op->word < FIRST_LEAF) {
                self->value = act(self->who, self->op);
            } else if (self->op->word < FIRST_JUMP) {
                AWAIT_INTO(self->value, leaf(self->who, self->op));
            } else if (self->op->word == WORD_raise) {
                RAISE(COIR_USER(self->op->argument[0]));
            } else if (self->op->word == WORD_reraise) {
                RAISE(self->caught);
            } else {
                AWAIT_CALL(call(self->who, self->op, self->depth + 1, self->caught));
                self->result = INNER.result;
            }
        }
        CATCH(COIR_ANY) {
            say_error(self->who->number, self->op, CAUGHT);
            RAISE(CAUGHT);
        }
        TRY_END
        note_value(self->who, self->op, self->value);
        say(self->who->number, self->op, "");
        if (self->result)
            RETURN(self->result);
    }
}
ASYNC_END

ASYNC(play) {
    say(self->who->number, &self->who->head, " begins");
    TRY {
        AWAIT(self->who->place[0].block, block, .who = self->who, .op = tasks[self->who->number]);
        say(self->who->number, &self->who->head, " ends");
    }
    CATCH(COIR_ANY) {
        say_error(self->who->number, &self->who->head, CAUGHT);
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

/* ---- Reading ---- */

static char line[200];
static int line_number;

static bool next_line(void) {
    line_number++;
    if (!fgets(line, sizeof line, stdin))
        return false;
    line[strcspn(line, "\n")] = 0;
    return true;
}

static void fail(const char *what) {
    fprintf(stderr, "line %d: %s: %s\n", line_number, what, line);
    exit(2);
}

/* The rest of the line begins with this word? Takes it. */
static bool take_word(char **at, const char *word) {
    size_t length = strlen(word);
    if (strncmp(*at, word, length) || ((*at)[length] && (*at)[length] != ' '))
        return false;
    *at += length + ((*at)[length] == ' ');
    return true;
}

static int kind_of(char *at) {
    static const struct {
        const char *name;
        int kind;
    } kinds[] = {{"cancelled", COIR_CANCELLED}, {"error", COIR_ERROR},     {"any", COIR_ANY},
                 {"timeout", COIR_TIMEOUT},     {"group", COIR_GROUP},     {"E0", COIR_USER(0)},
                 {"E1", COIR_USER(1)},          {"runtime", COIR_RUNTIME}, {"broken", COIR_BROKEN}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (take_word(&at, kinds[i].name))
            return kinds[i].kind;
    }
    fail("no such kind of error");
    return 0;
}

static struct op *read_op(char *at) {
    struct op *op = &ops[used_ops++];
    int taken;
    if (used_ops == OPS)
        fail("too long");
    op->line = line_number;
    while (words[op->word] && !take_word(&at, words[op->word]))
        op->word = (enum word)(op->word + 1);
    if (!words[op->word])
        fail("no such word");
    while (op->count < ARGUMENTS && sscanf(at, "%d%n", &op->argument[op->count], &taken) == 1) {
        op->count++;
        at += taken + (at[taken] == ' ');
    }
    if (*at)
        op->inner = read_op(at);
    return op;
}

/* A list of operations; the line that ends it is in `line`. */
static struct op *read_list(void) {
    struct op *first = NULL, **next = &first;
    while (next_line()) {
        char *at = line + strspn(line, " ");
        struct op *op;
        if (!strcmp(at, "end") || !strncmp(at, "except ", 7) || !strcmp(at, "finally"))
            break;
        op = *next = read_op(at);
        next = &op->next;
        if (op->word < FIRST_HEAD)
            continue;
        op->body = read_list();
        if (op->word != WORD_try)
            continue;
        op->argument[0] = COIR_PENDING; /* matches no error */
        at = line + strspn(line, " ");
        if (!strncmp(at, "except ", 7)) {
            op->argument[0] = kind_of(at + 7);
            op->handler = read_list();
        }
        op->has_final = !strcmp(line + strspn(line, " "), "finally");
        if (op->has_final)
            op->final = read_list();
    }
    return first;
}

/* ---- Running ---- */

static void begin(void) {
    memset(ops, 0, sizeof ops[0] * used_ops);
    memset(tasks, 0, sizeof tasks);
    memset(players, 0, sizeof players);
    memset(is_open, 0, sizeof is_open);
    memset(groups, 0, sizeof groups);
    used_ops = 0;
    line_number = 0;
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    for (int i = 0; i < OBJECTS; i++) {
        coir_lock_init(&locks[i]);
        coir_condition_init(&conditions[i], &locks[i]);
        coir_semaphore_init(&permits[i], 1, 1000);
        coir_event_init(&events[i]);
        coir_future_init(&futures[i], &loop);
        coir_barrier_init(&barriers[i], 2);
        coir_queue_init(&queues[i], slots[i], sizeof(int), 2);
    }
}

/* semaphore NUMBER VALUE BOUND, queue NUMBER ROOM, lifo NUMBER ROOM, barrier NUMBER PARTIES; a
 * queue with room 0 has no bound. */
static void set_up(void) {
    unsigned n, a, b;
    if (sscanf(line, "semaphore %u %u %u", &n, &a, &b) == 3)
        coir_semaphore_init(&permits[n], a, b);
    else if (sscanf(line, "queue %u %u", &n, &a) == 2)
        coir_queue_init(&queues[n], slots[n], sizeof(int), a ? a : OPS);
    else if (sscanf(line, "lifo %u %u", &n, &a) == 2)
        coir_queue_init_lifo(&queues[n], slots[n], sizeof(int), a ? a : OPS);
    else if (sscanf(line, "barrier %u %u", &n, &a) == 2)
        coir_barrier_init(&barriers[n], a);
    else
        fail("no such object");
}

static void report(const char *what) {
    if (!strncmp(what, "deadlock", 8))
        printf("deadlock\n");
}

static void run(void) {
    loop.report = report;
    start(0, NULL);
    coir_run_main(&loop, task_of(0));
    coir_loop_close(&loop);
    coir_virtual_close(&port);
}

int main(void) {
    int task;
    while (next_line()) {
        if (strncmp(line, "program ", 8))
            fail("no program");
        puts(line);
        fflush(stdout); /* so that it is known which one brought the process down */
        begin();
        while (next_line() && strcmp(line, "run")) {
            if (sscanf(line, "task %d", &task) == 1)
                tasks[task] = read_list();
            else
                set_up();
        }
        run();
    }
    return 0;
}
