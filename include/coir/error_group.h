/* error_group.h - the errors behind COIR_GROUP: several tasks failed together.
 *
 * An int says that a group failed; who catches it finds here what was raised in it. The errors stand in
 * the failed tasks themselves, in a list that the group keeps, so nothing is copied or allocated, and
 * they are readable as long as the group and those tasks are in memory and not started again. Costs
 * nothing but the group.
 *
 *     TRY {
 *         AWAIT(self->fetch_all, fetch_all);
 *     }
 *     CATCH_STAR (COIR_TIMEOUT) {
 *         printf("%u timed out\n", coir_errors_count(coir_errors_caught()));
 *     }
 *     TRY_END
 *
 * Needs: task.h.   Semantics: PEP 654, flat: what CATCH_STAR takes out loses its nesting.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_ERROR_GROUP_H
#define COIR_ERROR_GROUP_H

#include "coir/task.h"

#if COIR_JOINS && COIR_GROUPS

/* How many different errors a group remembers without a task: of spawned ones, which may be gone, and
 * those raised where others were caught. */
#if COIR_TASKS
#define COIR_GONE_ 12
#else
#define COIR_GONE_ 3
#endif

/* Errors that were raised together: of the tasks, in the order in which they failed, and of the block.
 * A task whose own error is COIR_GROUP stands for the errors of that group. Private; use the
 * functions. */
struct coir_errors {
    struct coir_task *first, *last; /* linked by all.next */
    struct coir_errors *inner;      /* of the block's own error, if that is COIR_GROUP */
    int block;                      /* the block's own error, or 0; it counts as the last */
    uint8_t gone[COIR_GONE_];       /* negated, each once, of spawned tasks */
};

/* Where an iteration stands; begin with all zero. */
struct coir_errors_at {
    struct coir_task *task; /* whose error it was; NULL: the block's own, or of a spawned task */
    /* private */
    struct {
        const struct coir_errors *errors;
        struct coir_task *next;
        int place;
    } level[8];
    int depth;
    bool begun;
};

COIR_C_BEGIN_

/* The errors of the group that failed last in this task, or in one that it joined; NULL if none
 * did. Ask when you have caught COIR_GROUP, before you await something that may fail too.
 *
 * owns      the group: they go when its frame does
 * context   a task */
COIR_SHADOW_ struct coir_errors *coir_errors(void); /* and there is a struct of this name */
COIR_SHADOW_END_

/* The errors of a task that ended with COIR_GROUP; NULL for any other. */
struct coir_errors *coir_errors_of(const struct coir_task *task);

/* In CATCH_STAR: those that were taken out; NULL if it caught a naked error (CAUGHT tells it). */
struct coir_errors *coir_errors_caught(void);

/* How many there are, through all nesting. 0 for NULL. Errors of one kind of spawned tasks count
 * once: they may be freed before anybody asks, so a group keeps no pointer to them. */
unsigned coir_errors_count(const struct coir_errors *errors);

/* Is there one of this kind? COIR_ERROR and COIR_ANY are kinds too, as in CATCH. */
bool coir_errors_has(const struct coir_errors *errors, int kind);

/* The next error, through all nesting:
 *     struct coir_errors_at at = {0};
 *     while ((error = coir_errors_next(errors, &at)))
 *
 * returns   an error, and in at->task whose it was; 0 when there is none left. A ninth level of
 *           nesting is given as COIR_GROUP */
int coir_errors_next(const struct coir_errors *errors, struct coir_errors_at *at);

/* Take those of a kind out; coir_errors_next no longer finds them in `errors`.
 *
 * taken     receives them, at the end; or NULL
 * returns   how many */
unsigned coir_errors_take(struct coir_errors *errors, int kind, struct coir_errors *taken);

/* CATCH_STAR(error, ...) { ... }: Python's except*. Runs, once, if what was raised in the TRY is one of
 * these errors, or a COIR_GROUP that has some. Those are taken out; what is left of the group goes on
 * to the clauses below and then outwards, as COIR_GROUP.
 *
 * In it, coir_errors_caught() has what was taken out. CAUGHT is COIR_GROUP if something is left, else
 * the error itself, or the first of them. An error raised in it joins what is left, and the clauses
 * below are not tried; if nothing was left, it is raised alone. Handle no other group in it: that is
 * work for a coroutine with a task of its own. */
#define COIR_CATCH_STAR(...)                                                                       \
    COIR_CLAUSE_END_                                                                               \
    COIR_CLAUSE_(COIR_POINT_(2), (coir_skip_ = 1, coir_star_failed_(&self->coir_.err)),            \
                 !coir_skip_ && COIR_STAR_(__VA_ARGS__), 3, coir_here_)

#define COIR_STAR_(...)                                                                            \
    (coir_star_begin_(self->coir_.err) &&                                                          \
     COIR_CAT_(COIR_STAR_, COIR_COUNT_(__VA_ARGS__))(__VA_ARGS__))
#define COIR_STAR_1(a) coir_star_(&self->coir_.err, a)
#define COIR_STAR_2(a, ...) (COIR_STAR_1(a) | COIR_STAR_1(__VA_ARGS__))
#define COIR_STAR_3(a, ...) (COIR_STAR_1(a) | COIR_STAR_2(__VA_ARGS__))
#define COIR_STAR_4(a, ...) (COIR_STAR_1(a) | COIR_STAR_3(__VA_ARGS__))
#define COIR_STAR_5(a, ...) (COIR_STAR_1(a) | COIR_STAR_4(__VA_ARGS__))
#define COIR_STAR_6(a, ...) (COIR_STAR_1(a) | COIR_STAR_5(__VA_ARGS__))
#define COIR_STAR_7(a, ...) (COIR_STAR_1(a) | COIR_STAR_6(__VA_ARGS__))
#define COIR_STAR_8(a, ...) (COIR_STAR_1(a) | COIR_STAR_7(__VA_ARGS__))

/* Nothing is taken yet. Then: does what a frame has in err match? Takes it out of the group; if
 * nothing is left there, err becomes the first that was taken. And: an error was raised in the
 * clause. */
int coir_star_begin_(uint8_t err);
int coir_star_(uint8_t *err, int kind);
void coir_star_failed_(uint8_t *err);

COIR_C_END_

#endif
#endif
