/* loop.h - run tasks, one at a time, in the order in which they became ready.
 *
 * Rung 7. A ready queue, timers, and a port to sleep in when nothing is ready. One turn: what
 * became due joins the end of the queue, then everything that is in the queue now runs once; what
 * that makes ready waits for the next turn. Costs the loop: about 60 bytes on 32-bit, and 11 KB
 * of timer slots where COIR_WHEEL is on. Not thread-safe, except where a name says so; one loop
 * per thread works.
 *
 *     int main(void) { return COIR_RUN(app); }
 *
 * Needs: port.h.   Semantics: asyncio's event loop.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_LOOP_H
#define COIR_LOOP_H

#include "coir/port.h"

#if COIR_WHEEL
#define COIR_WHEEL_LEVELS_ 11

/* Timers by the highest group of 6 bits in which their deadline differs from `base`. So those of one slot
 * of level 0 have the same deadline, in order; a slot of a higher level is dealt out to lower ones when the
 * time reaches it. Private. */
struct coir_wheel {
    coir_time base;
    coir_time soonest;                 /* no deadline is earlier; COIR_FOREVER if there is none */
    uint8_t soonest_exact;             /* the earliest deadline is just then */
    struct coir_link late;             /* deadlines that had passed when they were set, sorted */
    uint64_t used[COIR_WHEEL_LEVELS_]; /* a bit per slot: may be in use */
    struct coir_link slot[COIR_WHEEL_LEVELS_][64];
};
#endif

#if !COIR_SMALL
/* A task that failed, while nobody waited for it: its own place, and that where it began, if a
 * coroutine further in failed first. */
#define COIR_UNSEEN_ 4
#define COIR_PLACES_ (1 + COIR_TRACEBACK_)
struct coir_place_ {
    const struct coir_where *where;
    int line;
};
struct coir_unseen_ {
    const struct coir_task *task;
    int error;
    uint8_t places;
    struct coir_place_ place[COIR_PLACES_];
};

/* The loop. All of it is private, but for what you may set before it runs:
 *
 * on_error    told of errors that nobody else gets: of callbacks, and of tasks that were released.
 *             NULL: they are reported. Its `what` may be NULL where COIR_TASKS is 0
 * errors      your error table, for reports; or NULL
 * report      told each line of a report; NULL: standard error, where there is one
 * allocate    for SPAWN, with release; NULL: malloc and free
 * shuffle     not 0, in checking builds: what is ready runs in a random order, turn by turn, the same for the
 *             same number. For tests of programs that should not depend on the order
 * slow_step   not 0, in checking builds: report the steps of tasks that take longer, in ticks; costs two
 *             looks at the clock per step. (loop.slow_callback_duration)
 *
 * A turn takes the whole of `ready` away, into a list of its own, and runs that; what becomes ready
 * meanwhile stands in `ready`, for the next turn. Nobody needs to know in which of the two an entry is:
 * a circle of links can be left without its head. */
struct coir_loop {
    struct coir_scope scope; /* so that START takes a loop */
    struct coir_link ready;  /* for the next turn */
#if COIR_PRIORITY
    struct coir_link urgent; /* runs before `ready`, also in the midst of a turn */
#endif
    struct coir_link polled; /* tasks in AWAIT_UNTIL */
    struct coir_task *current;
    struct coir_port *port;
    coir_time now;     /* read once per turn */
    unsigned tasks;    /* unfinished ones */
    unsigned external; /* things outside that may wake us: descriptors, threads, interrupts */
    uint8_t running;
    uint8_t stopping;
    uint8_t closed;
    uint8_t waited;     /* the port was asked, and waited, before the last turn */
    uint8_t others_ran; /* in the last turn ran more than looks at conditions that do not hold */
#if COIR_WHEEL
    struct coir_wheel wheel; /* of timers */
#else
    struct coir_link timers; /* sorted by deadline, equal ones in the order they were set */
#endif
#if COIR_CANCEL
    struct coir_handle *volatile inbox; /* from other threads and interrupts, newest first */
    void (*on_error)(struct coir_loop *loop, const char *what, int error);
#endif
#if COIR_TASKS
    struct coir_link closers; /* of generators to be closed at the end: closing.h */
    const struct coir_error_row *errors;
    void (*report)(const char *line);
    void *(*allocate)(size_t size);
    void (*release)(void *memory);
    uint32_t shuffle;
    coir_time slow_step;
    const struct coir_token *context; /* of the callback that runs: context.h */
    /* Tasks that failed and nobody asked how: coir_loop_close reports them. */
    struct coir_unseen_ unseen[COIR_UNSEEN_];
    unsigned unseen_more; /* for which there was no room */
#endif
#if COIR_HOSTED
    struct coir_service *services; /* what was made for this loop and ends with it, newest first */
#endif
};
#endif

#if COIR_HOSTED
/* Something that a loop has one of, is made when it is first wanted, and ends when the loop is closed:
 * a pool of threads, the watch over children. It begins with one of these. */
struct coir_service {
    struct coir_service *next;
    void (*close)(struct coir_service *service);
};
#endif

COIR_C_BEGIN_

/* Make a loop ready for use.
 *
 * loop      yours; stays where it is until coir_loop_close
 * port      yours, initialised; lives as long as the loop
 * The name carries the switches that change layouts: files that disagree do not link. */
#define coir_loop_init COIR_LAYOUT_(coir_loop_init)
void coir_loop_init(struct coir_loop *loop, struct coir_port *port);

#if !COIR_SMALL
/* End a loop: callbacks that wait are dropped, later ones refused. Tasks must be done; where
 * COIR_TASKS is on, those that failed while nobody waited, and whose outcome nobody asked, are
 * reported. Idempotent. */
void coir_loop_close(struct coir_loop *loop);
#else
static inline void coir_loop_close(struct coir_loop *loop) {
    (void)loop;
}
#endif

/* Run until no task is left, nor a callback that is due.
 *
 * returns   0
 * errors    COIR_DEADLOCK   every task waits, and there is no deadline and nothing outside that
 *                           could wake one; the tasks were reported, and wait still
 *           COIR_RUNTIME    called inside a running loop, or on a closed one
 * context   outside of loops */
#if COIR_SMALL
void coir_run_(void) COIR_NEVER_RETURNS_;
COIR_INLINE_ int coir_run(struct coir_loop *loop) {
    (void)loop;
    coir_run_();
    return 0;
}
#else
int coir_run(struct coir_loop *loop);
#endif

#if !COIR_ENDLESS
/* Run until one task is done, others as far as they get meanwhile. (loop.run_until_complete)
 *
 * returns   0
 * errors    the task's; COIR_RUNTIME if coir_stop came first; and as coir_run */
int coir_run_until(struct coir_loop *loop, struct coir_task *task);

#if !COIR_SMALL
/* Run a program: until its main task is done; then cancel what is left and wait for that, also
 * for what their cleanup starts. (asyncio.run)
 *
 * returns and errors   the main task's outcome; COIR_DEADLOCK, after everything was cancelled */
int coir_run_main(struct coir_loop *loop, struct coir_task *task);
#endif

/* Run until coir_stop. (loop.run_forever)  Returns 0 or an error as coir_run. */
int coir_run_forever(struct coir_loop *loop);

/* Let the run that is going on return after this turn; without one, the next run after one turn. */
void coir_stop(struct coir_loop *loop);
#endif

/* One turn without waiting, for those who have their own main loop.
 *
 * returns   how long nothing will happen by itself, in ticks: 0 something is ready, COIR_FOREVER
 *           no deadline
 * context   outside of loops */
COIR_SHADOW_ coir_time coir_poll(struct coir_loop *loop); /* and there is a port of this name */
COIR_SHADOW_END_

#if !COIR_SMALL
/* Does it run now, further up this thread's stack? */
static inline bool coir_loop_is_running(const struct coir_loop *loop) {
    return loop->running;
}

/* Has it been ended with coir_loop_close? (loop.is_closed) */
static inline bool coir_loop_is_closed(const struct coir_loop *loop) {
    return loop->closed;
}
#endif

#ifdef COIR_LOOP
extern struct coir_loop COIR_LOOP;
#if COIR_GNU_
/* A function, for a parameter or a local may have that name. */
__attribute__((always_inline)) static inline struct coir_loop *coir_the_loop_(void) {
    return &COIR_LOOP;
}
#define coir_running_ coir_the_loop_()
#else
#define coir_running_ (&COIR_LOOP)
#endif
#else
extern COIR_THREAD_LOCAL_ struct coir_loop *coir_running_;
#endif

/* The loop that runs in this thread; NULL outside. (asyncio.get_running_loop) */
static inline struct coir_loop *coir_running_loop(void) {
    return coir_running_;
}

/* The running loop's time, in ticks since an arbitrary start. It stands still during a turn.
 * (loop.time) */
static inline coir_time coir_now(void) {
    return coir_running_->now;
}

/* Sleep: AWAIT(coir_sleep(COIR_S(2))), AWAIT(coir_sleep_ms(200)).
 *
 * delay     ticks of coir_time (COIR_MS and COIR_S make them), milliseconds, or a point of
 *           coir_now's scale. 0 or less: let everybody else run once. Tasks with equal deadlines
 *           wake in the order they slept. COIR_FOREVER: until cancelled
 * returns   0
 * errors    COIR_CANCELLED
 * context   a task, in AWAIT
 * source    asyncio.sleep */
#if !COIR_SMALL
COIR_LEAF_FUNCTION_ int coir_sleep_until(coir_time when);
int coir_sleep_for_(coir_time delay);
#if COIR_HOSTED
/* Inline, for the speed of task switches: back to the end of the queue. */
static inline int coir_yield_(void) {
    struct coir_loop *loop = coir_running_;
    struct coir_entry *entry;
    COIR_CHECK_TASK_();
    entry = &loop->current->entry;
    COIR_CHECK_RUNS_(entry);
    entry->word = 0;
    coir_link_before(&loop->ready, &entry->link);
    return COIR_PENDING;
}
#else
int coir_yield_(void);
#endif
#endif

/* A constant of milliseconds that coir_time cannot hold is an error when it is compiled. */
#if (COIR_TIME_BITS == 16 || (COIR_TICK_HZ > 1000 && !COIR_HOSTED)) && COIR_GNU_ &&                \
    !defined __clang__ && defined __OPTIMIZE__
COIR_EXTERN_C_ void coir_sleeps_too_long_(void)
    __attribute__((error("longer than coir_time can tell: see COIR_TIME_BITS and COIR_TICK_HZ")));
#define COIR_SHORT_ENOUGH_(ms)                                                                     \
    do {                                                                                           \
        if (__builtin_constant_p(ms) && (int64_t)(ms)*COIR_TICK_HZ / 1000 > COIR_FOREVER)          \
            coir_sleeps_too_long_();                                                               \
    } while (0)
#else
#define COIR_SHORT_ENOUGH_(ms) ((void)0)
#endif

/* The rate with which the library was compiled. */
#if !COIR_SMALL && !COIR_HOSTED
extern const uint32_t coir_tick_hz_;
#endif

#if COIR_SMALL
void coir_sleep_(coir_time delay);
void coir_sleep_until_(coir_time when);
COIR_LEAF_FUNCTION_ static inline int coir_sleep_until(coir_time when) {
    coir_sleep_until_(when);
    return COIR_PENDING;
}
COIR_LEAF_FUNCTION_ static inline int coir_sleep(coir_time delay) {
    delay == COIR_FOREVER ? coir_suspend_(NULL, NULL) : coir_sleep_(delay > 0 ? delay : 0);
    return COIR_PENDING;
}
COIR_LEAF_FUNCTION_ static inline int coir_sleep_ms(long ms) {
    coir_time delay = (coir_time)COIR_MS(ms);
    COIR_SHORT_ENOUGH_(ms);
    coir_sleep_(delay > 0 ? delay : 0);
    return COIR_PENDING;
}
#else
COIR_LEAF_FUNCTION_ static inline int coir_sleep(coir_time delay) {
#if !COIR_HOSTED
    COIR_CHECK_(coir_tick_hz_ == COIR_TICK_HZ, "files with different COIR_TICK_HZ");
#endif
    return delay > 0 ? coir_sleep_for_(delay) : coir_yield_();
}
COIR_LEAF_FUNCTION_ static inline int coir_sleep_ms(long ms) {
    COIR_SHORT_ENOUGH_(ms);
    return coir_sleep((coir_time)COIR_MS(ms));
}
#endif

/* AWAIT_UNTIL(condition): go on when the condition holds; looked at once per turn. The way of
 * Protothreads, for conditions that nobody announces; it does not keep the loop busy: a loop with
 * nothing else to do sleeps until a deadline or a wake-up, and only then looks again.
 * A small loop looks at every tick. */
#define COIR_AWAIT_UNTIL(condition)                                                                \
    COIR_LEAF_((condition) ? coir_goes_on_() : coir_await_turn_(), (void)0)
int coir_await_turn_(void);
/* What it does may make the condition of another hold. */
static inline int coir_goes_on_(void) {
#if !COIR_SMALL
    coir_running_->others_ran = 1;
#endif
    return 0;
}

/* Somebody outside may wake the loop: count up before, down when that is over. A small loop does not
 * count. */
static inline void coir_external(struct coir_loop *loop, int change) {
#if COIR_SMALL
    (void)loop, (void)change;
#else
    COIR_CHECK_(loop && loop->port, "a loop, or what was to be closed, was not initialised");
    COIR_CHECK_((int)loop->external + change >= 0, "something was closed more often than opened");
    loop->external = (unsigned)((int)loop->external + change);
#endif
}

#if COIR_CALLBACKS
/* Call a function on the next turn, after a delay, or at a time. (loop.call_soon, call_later,
 * call_at)
 *
 * handle    yours, zeroed before its first use, free: never used, or called, or cancelled
 * callback  returns 0, or an error, which goes to the loop's error handler
 * delay     ticks, 0 or less: on the next turn, behind what is ready
 * when      a point of coir_now's scale
 * returns   0
 * errors    COIR_RUNTIME   the handle is in use, the loop is closed, or it runs in another thread
 * context   the loop's thread */
int coir_call_soon(struct coir_loop *loop, struct coir_handle *handle,
                   int (*callback)(void *argument), void *argument);
int coir_call_later(struct coir_loop *loop, struct coir_handle *handle, coir_time delay,
                    int (*callback)(void *argument), void *argument);
int coir_call_at(struct coir_loop *loop, struct coir_handle *handle, coir_time when,
                 int (*callback)(void *argument), void *argument);

/* Take it back; the function will not be called, even if it was due this very turn. Idempotent. A call
 * that another thread has sent can be taken back only when a turn has taken it in; until then it is
 * made all the same.
 *
 * returns   true if it was waiting */
bool coir_handle_cancel(struct coir_handle *handle);

/* Was it cancelled since it was last set? */
static inline bool coir_handle_cancelled(const struct coir_handle *handle) {
    return handle->entry.flags & COIR_CANCELLED_;
}

/* coir_call_soon for other threads, interrupts and signal handlers; wakes the loop. Calls from
 * one place are made in their order. While such a call may come, tell the loop so with
 * coir_external, or it takes a program in which everybody waits for a deadlock. None may come when
 * the loop is closed: join such threads, and give such handlers back, before.
 *
 * errors    COIR_BUSY   the handle is on its way already; that call will be made */
int coir_call_soon_threadsafe(struct coir_loop *loop, struct coir_handle *handle,
                              int (*callback)(void *argument), void *argument);
#define coir_call_soon_from_isr coir_call_soon_threadsafe

#if COIR_SMALL
extern struct coir_handle *volatile coir_inbox_; /* from interrupts, newest first */
/* Has an interrupt called that the loop has not heard yet? For a port of COIR_PORT: when this is true,
 * it does not sleep. Context: any; with interrupts masked, for a sleep that must not miss one. */
static inline bool coir_is_called(void) {
    return coir_inbox_ != NULL;
}
#endif
#endif

#if COIR_HOSTED
/* For those who write services: the loop's one whose end is `close`, or NULL; and a new one.
 *
 * service   yours, until close was called, in the thread that closes the loop, newest first
 * context   the loop's thread */
struct coir_service *coir_find_service(const struct coir_loop *loop,
                                       void (*close)(struct coir_service *service));
void coir_add_service(struct coir_loop *loop, struct coir_service *service,
                      void (*close)(struct coir_service *service));
#endif

#if COIR_TASKS
/* Walk the unfinished tasks of a loop: those of the loop itself, then those of each group, oldest
 * first. Start with NULL, until NULL; a task that ends meanwhile ends the walk. (asyncio.all_tasks) */
struct coir_task *coir_next_task(struct coir_loop *loop, struct coir_task *task);

/* Report one task, or all of them: name, state, what it waits for, and its await stack with
 * function, file and line, innermost last. Goes to loop->report, or standard error. */
void coir_print_task(const struct coir_task *task);
void coir_print_tasks(struct coir_loop *loop);

/* Report how a task failed: its error, and where it was raised and passed on. */
void coir_print_failure(const struct coir_task *task);
#endif

#if COIR_HOSTED
/* COIR_RUN(name): run a coroutine without arguments as a program, on this system's best port (the
 * virtual clock if the environment has COIR_CLOCK=virtual), and report an error that it does not
 * catch.
 *
 * returns   an exit status: 0, or 1 after an error; 130 if SIGINT stopped it
 * errors    it could not be set up: 1 too, with a message
 * SIGINT    the first one cancels the main task, which may clean up, or go on and return as it likes;
 *           the second ends the process at once. So does the first when the main task is done. Not
 *           if the program has a handler or ignores SIGINT, nor for a second COIR_RUN in another
 *           thread at the same time
 * source    asyncio.run */
#define COIR_RUN(name) coir_run_program_(name, sizeof(struct name))
int coir_run_program_(coir_body body, size_t frame_size);
#endif

COIR_C_END_

#endif
