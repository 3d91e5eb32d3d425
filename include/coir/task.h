/* task.h - a coroutine that the loop runs by itself.
 *
 * Rung 6. A task is a place to be resumed: it remembers the innermost suspended frame and what
 * woke it. It can be joined, cancelled, restarted, named, and have callbacks called at its end.
 * No allocation: task and frame are yours. Costs 24 bytes on 32-bit (16 on AVR) without
 * COIR_CANCEL, 32 (20) with it, 48 (28) with COIR_GROUPS; 104 on a hosted 64-bit system.
 *
 *     static COIR_TASK(blink) red, green;
 *
 *     START(&loop, red, blink, .pin = 3, .ms = 200);
 *     START(&loop, green, blink, .pin = 5, .ms = 300);
 *
 * Needs: coroutine.h.   Semantics: asyncio.Task.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_TASK_H
#define COIR_TASK_H

#include "coir/small.h"

struct coir_loop;
struct coir_scope;
struct coir_errors;
struct coir_token;

#if !COIR_SMALL
/* A place in a list. A list is a circle of these with its head among them, so that taking one out
 * needs neither the head nor a search. A link that is in no list points to itself. */
struct coir_link {
    struct coir_link *next, *prev;
};

/* An entry is what a loop can run: a task or a callback. It is in exactly one state and in at most
 * one list:
 *
 *   IDLE --1--> READY --4--> DONE --1--> READY ...
 *               ^   |
 *               3   2
 *               '- PARKED
 *
 * 1 coir_start, coir_call_soon   2 coir_park, coir_sleep   3 coir_wake, a deadline   4 it returned
 *
 * READY: in the loop's ready queue, or running (coir_current), which takes it out of there for the
 * time being. PARKED: among the timers, in the list of what it waits for, or alone.
 * Only the loop's own thread may touch an entry; others and interrupts use
 * coir_call_soon_threadsafe. */
enum coir_state { COIR_IDLE, COIR_READY, COIR_PARKED, COIR_DONE };

/* What a task and a callback have in common. Private. */
struct coir_entry {
    struct coir_link link;
    union {
        coir_time time; /* its deadline, while it is among the timers           */
        void *object;   /* the task or the object it waits for, as `wait` says */
    } on;
    uint8_t state;
    uint8_t flags;
    uint8_t cancels; /* requests to cancel that nobody took back; and two marks */
    uint8_t wait;    /* which of `on` holds */
    int word;        /* what the wake-up brought; at the end the outcome */
#if COIR_PRIORITY
    bool urgent; /* joins the urgent queue, not the ready queue */
#endif
};
#define COIR_WORD_(entry) ((entry).word)
#endif

#if !COIR_SMALL
/* Bits of flags. */
#define COIR_IS_CALLBACK_ 1 /* a callback; otherwise a task                              */
#define COIR_MUST_CANCEL_ 2 /* the next step raises COIR_CANCELLED, whatever arrives     */
#define COIR_FORWARDED_ 4   /* what it waits for was asked to cancel: a value is dropped */
#define COIR_SPAWNED_ 8     /* its memory is the loop's                                  */
#define COIR_RELEASED_ 16   /* ... and nobody holds a handle any more                    */
#define COIR_CANCELLED_ 32  /* a callback that was cancelled                             */
#define COIR_FIRED_                                                                                \
    32                       /* a sleeping task: its deadline stands in the ready queue;
                             * one that is done: so does the telling of its group        */
#define COIR_GRANTED_ 64     /* woken to take what is reserved for it                     */
#define COIR_HAS_ERRORS_ 128 /* detail is errors, not reason                             */

/* Bits of cancels: the program is over, and the task was asked to stop; and a CATCH_STAR of it has an
 * error that has nothing to do with its detail. The rest is the number. */
#define COIR_LEFTOVER_ 128
#define COIR_NAKED_ 64
#endif

/* What an object that tasks wait for can tell and do; its first member points to one of these. */
struct coir_kind {
    const char *what; /* "a lock", for reports; without COIR_TASKS nobody reads it */
    /* A parked task was cancelled: pass that inward, and return true if the outcome will come
     * from there. NULL, and always in a small loop: the task is taken out of its list and raises
     * COIR_CANCELLED. */
    bool (*cancel)(void *object);
    /* A task that was granted something (COIR_GRANTED_) was cancelled before it ran: pass it on. */
    void (*abandon)(void *object);
};

#if COIR_TASKS
#define COIR_WHAT_(text) text
#else
#define COIR_WHAT_(text) NULL /* on an AVR, text is in RAM */
#endif

/* What a parked task waits for. Private. */
enum coir_on { COIR_ON_NOTHING, COIR_ON_TIMER, COIR_ON_TASK, COIR_ON_OBJECT };

/* A task. Its members are private; zero all of it before the first use. */
struct coir_task {
    struct coir_entry entry;
    struct coir_frame *frame; /* the innermost suspended frame; at the end the outermost */
#if COIR_JOINS
    struct coir_link done; /* who is told of its end: tasks and callbacks, in order */
#endif
#if COIR_GROUPS
    struct coir_scope *scope;
    struct coir_link all; /* among the scope's unfinished tasks; then among a group's failed ones */
#endif
#if COIR_TASKS
    const char *name;
#endif
#if COIR_GROUPS
    union {
        const char *reason;         /* why it was cancelled, or NULL */
        struct coir_errors *errors; /* COIR_HAS_ERRORS_: of the group that failed last in it */
    } detail;
#endif
#if COIR_TASKS
    const struct coir_token *context; /* its variables: context.h */
#endif
};

/* COIR_TASK(name): the type of a task together with its frame: members task and frame. */
#define COIR_TASK(name)                                                                            \
    struct {                                                                                       \
        struct coir_task task;                                                                     \
        struct name frame;                                                                         \
    }

#if !COIR_SMALL
/* Where tasks belong to: a loop, or a group. START takes any struct with one of these named
 * `scope`. */
struct coir_scope {
    struct coir_loop *loop; /* NULL while it takes no tasks */
#if COIR_GROUPS
    struct coir_task *owner; /* of a group: who cannot end before its tasks */
    struct coir_link tasks;  /* unfinished ones, in the order of their start */
#if COIR_TASKS
    struct coir_link others; /* the circle of all scopes of a loop */
#endif
    /* A group's: asked before a task is started, 0 or an error that START gives; and told, a turn
     * after each end. A loop has neither. */
    int (*adopt)(struct coir_scope *scope, struct coir_task *task);
    void (*ended)(struct coir_scope *scope, struct coir_task *task);
#endif
};
#endif

/* START(owner, task, name, .argument = value, ...): run a coroutine as a task, from the next turn
 * on.
 *
 * owner     a pointer to a loop or a group
 * task      an lvalue with members task and frame (COIR_TASK), zeroed before its first use. Both
 *           stay yours, and stay where they are until the task is done; then it may be started
 *           again
 * returns   0
 * errors    COIR_RUNTIME   the task is not done yet, or was done in this turn and its group does
 *                          not know (nothing changed); or the group takes no more, the loop is
 *                          closed
 * context   the loop's thread, inside or outside of its tasks
 * source    asyncio.create_task */
#define COIR_START(...) COIR_CAT_(COIR_START_, COIR_MORE_(__VA_ARGS__))(__VA_ARGS__)
#define COIR_MORE_(...)                                                                            \
    COIR_PICK_20_(__VA_ARGS__, MANY, MANY, MANY, MANY, MANY, MANY, MANY, MANY, MANY, MANY, MANY,   \
                  MANY, MANY, MANY, MANY, MANY, 3, 2, 1, 0)
#if COIR_SMALL
#define COIR_START_3(owner, storage, name)                                                         \
    ((void)(owner), COIR_SAME_((storage).frame, name),                                             \
     coir_begin_(&(storage).task + COIR_FOLLOWS_(storage), sizeof(storage), name))
#define COIR_START_MANY(owner, storage, name, ...)                                                 \
    (COIR_START_3(owner, storage, name) ? (int)COIR_RUNTIME                                        \
                                        : (COIR_ASSIGN_((storage).frame, __VA_ARGS__), 0))
#define COIR_FOLLOWS_(storage)                                                                     \
    COIR_MUST_(sizeof(storage) == sizeof(struct coir_task) + sizeof((storage).frame))
#define coir_begin_ COIR_LAYOUT_(coir_begin)
COIR_EXTERN_C_ int coir_begin_(struct coir_task *task, size_t size, coir_body body);
#else
#define COIR_START_3(owner, storage, name)                                                         \
    (coir_is_busy_(&(storage).task)                                                                \
         ? (int)COIR_RUNTIME                                                                       \
         : (COIR_PREPARE((storage).frame, name),                                                   \
            coir_start(&(owner)->scope, &(storage).task, COIR_CALL((storage).frame, name))))
#define COIR_START_MANY(owner, storage, name, ...)                                                 \
    (coir_is_busy_(&(storage).task)                                                                \
         ? (int)COIR_RUNTIME                                                                       \
         : (COIR_PREPARE((storage).frame, name, __VA_ARGS__),                                      \
            coir_start(&(owner)->scope, &(storage).task, COIR_CALL((storage).frame, name))))
#endif

/* START_EAGER(owner, task, name, .argument = value, ...): the same, but the first step runs at once,
 * inside of the running one. A coroutine that need not wait is done when this returns.
 *
 * errors    also COIR_RUNTIME outside of the running loop
 * source    asyncio.create_task(eager_start=True), eager_task_factory (3.12) */
#define COIR_START_EAGER(...) COIR_CAT_(COIR_START_EAGER_, COIR_MORE_(__VA_ARGS__))(__VA_ARGS__)
#define COIR_START_EAGER_3(owner, storage, name)                                                   \
    (coir_is_busy_(&(storage).task)                                                                \
         ? (int)COIR_RUNTIME                                                                       \
         : (COIR_PREPARE((storage).frame, name),                                                   \
            coir_start_eager(&(owner)->scope, &(storage).task, COIR_CALL((storage).frame, name))))
#define COIR_START_EAGER_MANY(owner, storage, name, ...)                                           \
    (coir_is_busy_(&(storage).task)                                                                \
         ? (int)COIR_RUNTIME                                                                       \
         : (COIR_PREPARE((storage).frame, name, __VA_ARGS__),                                      \
            coir_start_eager(&(owner)->scope, &(storage).task, COIR_CALL((storage).frame, name))))

COIR_C_BEGIN_

/* The same with a coroutine as a value.
 *
 * scope     where it belongs
 * task      zeroed before its first use, yours until it is done
 * frame     prepared; COIR_CALL gives it. Yours, as long as the task
 * returns, errors, context   as START */
int coir_start(struct coir_scope *scope, struct coir_task *task, struct coir_frame *frame);
int coir_start_eager(struct coir_scope *scope, struct coir_task *task, struct coir_frame *frame);

#if COIR_TASKS
/* Somebody knows how it failed, so nobody need be told at the end. */
void coir_seen_(const struct coir_task *task);
#endif

/* Is it started and not done? (asyncio: not task.done(), for one that was started.) */
static inline bool coir_is_running(const struct coir_task *task) {
    return task->entry.state != COIR_IDLE && task->entry.state != COIR_DONE;
}

/* May its memory not be used for another start? */
static inline bool coir_is_busy_(const struct coir_task *task) {
#if COIR_SMALL
    return coir_is_running(task);
#else
    return coir_is_running(task) || task->entry.flags & COIR_FIRED_;
#endif
}

/* Has it ended, in whatever way? Cancelled is one. */
static inline bool coir_done(const struct coir_task *task) {
    return task->entry.state == COIR_DONE;
}

/* Did it end cancelled? */
static inline bool coir_cancelled(const struct coir_task *task) {
    return task->entry.state == COIR_DONE && COIR_WORD_(task->entry) == COIR_CANCELLED;
}

/* How it ended.
 *
 * returns   0; its result, if any, is in its frame
 * errors    what it raised; COIR_CANCELLED; COIR_STATE: it has not ended */
static inline int coir_outcome(const struct coir_task *task) {
    if (task->entry.state != COIR_DONE)
        return COIR_STATE;
#if COIR_TASKS
    if (COIR_WORD_(task->entry) < 0)
        coir_seen_(task);
#endif
    return COIR_WORD_(task->entry);
}

#if COIR_CALLBACKS
/* A function to be called by the loop, once, and the place where it is remembered meanwhile.
 *
 * It is the caller's, zeroed before its first use, and busy until it was called or cancelled. */
struct coir_handle {
    struct coir_entry entry;
    int (*callback)(void *argument);
    void *argument;
#if COIR_TASKS
    const struct coir_token *context; /* the variables where it was set: context.h */
#endif
};
#endif

#if COIR_CANCEL
/* Ask a task to stop: COIR_CANCELLED is raised where it waits, at its next step.
 *
 * It may clean up, waiting as long as it needs, and may catch it. If it waits for another task,
 * that one is asked instead and it gets the outcome; a value that still comes is dropped, the
 * cancellation is not.
 *
 * returns   true; false if the task was not started or is done, and nothing changed
 * context   the loop's thread. From elsewhere: coir_call_soon_threadsafe a callback that does it
 * source    asyncio.Task.cancel */
bool coir_cancel(struct coir_task *task);

#if !COIR_SMALL
/* The same, and say why: coir_reason gives the text to the task and to those who join it.
 *
 * reason    a text that lives as long as somebody may ask; the first one before delivery counts */
bool coir_cancel_because(struct coir_task *task, const char *reason);

/* Why the task was cancelled, for the task itself and for one that joined it; NULL if nobody
 * said. */
const char *coir_reason(const struct coir_task *task);
#endif

/* Take one request to cancel back, after having caught it.
 *
 * returns   how many are left; at 0, one that was not delivered yet is dropped too
 * source    asyncio.Task.uncancel, as of CPython 3.13 */
int coir_uncancel(struct coir_task *task);

/* How many requests to cancel were made and not taken back (at most 63; 31 where
 * COIR_SMALL is on). */
static inline int coir_cancelling(const struct coir_task *task) {
#if COIR_SMALL
    return task->entry.flags & COIR_CANCELS_;
#else
    return task->entry.cancels & (COIR_NAKED_ - 1);
#endif
}

#endif

#if COIR_JOINS
/* Wait for a task: AWAIT(coir_join(&red.task)). A task that is done does not suspend.
 *
 * returns   0
 * errors    what the task raised; COIR_CANCELLED if it was cancelled, or if you were
 *           COIR_RUNTIME   it was never started; it would wait for itself: directly, through the tasks it waits for, or
 *                          as a task of a group that it runs
 * context   a task of the same loop, in AWAIT; any number of them
 * source    await task */
COIR_LEAF_FUNCTION_ int coir_join(struct coir_task *task);

/* Have a function called when the task is done: on the loop's next turn, in the order of
 * registration with joins; also if it is done already. coir_handle_cancel takes it back.
 *
 * handle    yours, free (never used, or called, or cancelled)
 * callback  returns 0, or an error, which goes to the loop's error handler and disturbs nothing
 *           else
 * errors    COIR_RUNTIME   the handle is in use, or the task was never started
 * context   the loop's thread
 * source    asyncio.Future.add_done_callback */
int coir_on_done(struct coir_task *task, struct coir_handle *handle,
                 int (*callback)(void *argument), void *argument);

/* Take a done callback back while what it waits for is not done; afterwards it is called all the
 * same. (coir_handle_cancel takes it back then too.)
 *
 * returns   true if it was waiting
 * source    asyncio.Future.remove_done_callback */
bool coir_remove_done_callback(struct coir_handle *handle);
#endif

/* The task whose step runs now; NULL in callbacks and outside of a loop. (asyncio.current_task) */
struct coir_task *coir_current(void);

#if COIR_TASKS
/* Name a task for reports and listings. The text stays yours. (asyncio.Task.set_name) */
static inline void coir_set_name(struct coir_task *task, const char *name) {
    task->name = name;
}

/* Its name: the one it was given, or that of its outermost coroutine. */
const char *coir_name(const struct coir_task *task);
#endif

#if COIR_PRIORITY
/* Let a task run before all that are not urgent, whenever it is woken: next, behind other urgent ones
 * that are ready. One that yields (sleeps for 0) lets everybody run once all the same. Stays until
 * changed, through restarts; counts from the next wake-up on. Context: the loop's thread. */
static inline void coir_set_urgent(struct coir_task *task, bool urgent) {
    task->entry.urgent = urgent;
}
#endif

/* ---- For those who write leaves: what may stand in AWAIT(...) ---- */

#if !COIR_SMALL
/* A list of waiters: empty it before its first use; is it empty? */
static inline void coir_list_init(struct coir_link *list) {
    struct coir_link *COIR_APART_ self = list;
    list->prev = list;
    list->next = self;
}

/* Checking builds: nobody has cleared a link, or the list that it is in. */
#define COIR_CHECK_LINKED_(link)                                                                   \
    COIR_CHECK_((link)->next && (link)->next->prev == (link) && (link)->prev->next == (link),      \
                "an object was not initialised, or the memory of a running task was overwritten")

/* Put a link, which is in no list, before another one: before the head is at the end.
 *
 * In this order, or compilers pair two of the stores in a vector register, which costs a
 * nanosecond. */
static inline void coir_link_before(struct coir_link *place, struct coir_link *link) {
    struct coir_link *before = place->prev;
    COIR_CHECK_LINKED_(place);
    link->next = place;
    before->next = link;
    link->prev = before;
    place->prev = link;
}

/* Take a link out of the list it is in; afterwards it is in none, and points where it did. */
static inline void coir_unlink(struct coir_link *link) {
    COIR_CHECK_LINKED_(link);
    link->next->prev = link->prev;
    link->prev->next = link->next;
}
#endif
static inline bool coir_list_empty(const struct coir_link *list) {
    return list->next == list;
}

/* Checking builds: a leaf is called by a task. A running task is in no list, and must be in one when
 * its step is over. */
#define COIR_CHECK_TASK_() COIR_CHECK_(coir_current(), "a leaf was called outside of a task")
#if COIR_CHECKS
#define COIR_TAKEN_OUT_(entry) ((void)((entry)->link.next = NULL))
#define COIR_CHECK_RUNS_(entry)                                                                    \
    COIR_CHECK_((entry)->link.next == NULL, "a leaf was called outside of AWAIT")
#else
#define COIR_TAKEN_OUT_(entry) ((void)0)
#define COIR_CHECK_RUNS_(entry) ((void)0)
#endif

/* Park the running task: `return coir_park(&waiters, object)` at the end of a leaf that cannot go
 * on.
 *
 * list      where it queues, at the back; NULL if whoever wakes it keeps the pointer (coir_current)
 * object    NULL, or what it waits for, whose first member is a const struct coir_kind *
 * returns   COIR_PENDING, always
 * context   a task */
#if COIR_SMALL
void coir_suspend_(struct coir_link *list, void *object);
static inline int coir_park(struct coir_link *list, void *object) {
    coir_suspend_(list, object);
    return COIR_PENDING;
}
#else
int coir_park(struct coir_link *list, void *object);
#endif

/* Wake a parked task: it runs on the next turn, after what is ready now, and no longer is in any
 * list.
 *
 * word      what AWAIT gives: 0 or more, or an error; COIR_PENDING to have the leaf evaluated again
 * context   the loop's thread; does nothing if the task is not parked */
void coir_wake(struct coir_task *task, int word);

/* The first task of a list of waiters; NULL if there is none. */
static inline struct coir_task *coir_first(const struct coir_link *list) {
    return list->next == list ? NULL : (struct coir_task *)list->next;
}

COIR_C_END_

#endif
