/* program.c - make a random program, and print it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "program.h"

#include <stdio.h>
#include <string.h>

static const char *const names[KINDS] = {
    "finally",        "catch",     "timeout",    "move_on",    "hold",       "permit",    "group",
    "sleep",          "put",       "get",        "put_nowait", "get_nowait", "send",      "receive",
    "acquire_nowait", "wait",      "set",        "clear",      "notify",     "condition", "barrier",
    "future",         "resolve",   "join",       "shield",     "gather",     "wait_any",  "cancel",
    "raise",          "call_soon", "call_later",
};

/* The kinds that this program is made of: a few of all, so that they meet. */
struct maker {
    struct program *program;
    uint32_t random;
    uint8_t kinds[KINDS + 2];
    unsigned kinds_count;
    unsigned next_child; /* tasks that no group starts yet */
};

static void choose_kinds(struct maker *maker) {
    unsigned wanted = 5 + below(&maker->random, 8);
    bool used[KINDS] = {false};
    used[DO_SLEEP] = true;
    maker->kinds[maker->kinds_count++] = DO_SLEEP;
    while (maker->kinds_count < wanted) {
        unsigned kind = below(&maker->random, KINDS);
        if (used[kind])
            continue;
        used[kind] = true;
        maker->kinds[maker->kinds_count++] = (uint8_t)kind;
        maker->program->kinds++;
        if (kind == DO_PUT || kind == DO_GET) { /* one is of no use without the other */
            kind = kind == DO_PUT ? DO_GET : DO_PUT;
            maker->kinds[maker->kinds_count++] = (uint8_t)kind;
            used[kind] = true;
        }
    }
}

static bool has(const struct maker *maker, unsigned kind) {
    for (unsigned i = 0; i < maker->kinds_count; i++)
        if (maker->kinds[i] == kind)
            return true;
    return false;
}

/* Two that wait for each other, and neither can be cancelled: a child that joins who waits for its
 * group; who holds the lock and joins who takes it again after a condition. As in asyncio. */
static bool is_hopeless(const struct maker *maker, unsigned task, unsigned kind) {
    return (kind == DO_JOIN || kind == DO_GATHER) &&
           (task >= maker->program->tasks || has(maker, DO_CONDITION));
}

static void add_block(struct maker *maker, unsigned task, unsigned depth, unsigned length);

static void add_operation(struct maker *maker, unsigned task, unsigned depth) {
    struct program *program = maker->program;
    unsigned at = program->count[task]++;
    struct operation *operation = &program->operation[task][at];
    unsigned kind = maker->kinds[below(&maker->random, maker->kinds_count)];
    if (kind < BLOCKS && (depth + 1 >= DEPTH || at + 3 >= OPERATIONS))
        kind = DO_SLEEP;
    if (kind == DO_GROUP && (maker->next_child + 2 > TASKS || task >= program->tasks))
        kind = DO_SLEEP;
    if (is_hopeless(maker, task, kind))
        kind = DO_SLEEP;
    operation->kind = (uint8_t)kind;
    operation->a = (uint8_t)below(&maker->random, 256);
    operation->b = (uint8_t)below(&maker->random, 4);
    if (kind == DO_GROUP) {
        operation->a = (uint8_t)maker->next_child;
        maker->next_child += 2;
    }
    if (kind == DO_CATCH && operation->b)
        operation->b = program->swallows && operation->b == 1;
    if (kind < BLOCKS)
        add_block(maker, task, depth + 1, 1 + below(&maker->random, 3));
    program->operation[task][at].end = program->count[task];
}

static void add_block(struct maker *maker, unsigned task, unsigned depth, unsigned length) {
    while (length-- && maker->program->count[task] + 1 < OPERATIONS)
        add_operation(maker, task, depth);
}

void program_make(struct program *program, uint32_t seed) {
    struct maker maker;
    memset(&maker, 0, sizeof maker);
    memset(program, 0, sizeof *program);
    maker.program = program;
    maker.random = seed * 2654435761u + 1;
    if (!maker.random)
        maker.random = 1;
    for (int i = 0; i < 8; i++)
        below(&maker.random, 2);
    program->seed = seed;
    program->tasks = 3 + below(&maker.random, 10);
    program->swallows = below(&maker.random, 3) == 0;
    maker.next_child = program->tasks;
    choose_kinds(&maker);
    program->calm = !has(&maker, DO_CANCEL) && !has(&maker, DO_JOIN) && !has(&maker, DO_GATHER);
    program->catches = has(&maker, DO_CATCH);
    for (unsigned task = 0; task < TASKS; task++)
        add_block(&maker, task, 0, 1 + below(&maker.random, task < program->tasks ? 7 : 3));
}

void program_print(const struct program *program) {
    for (unsigned task = 0; task < TASKS; task++) {
        printf("%s %2u:", task < program->tasks ? "task " : "child", task);
        for (unsigned i = 0; i < program->count[task]; i++) {
            const struct operation *operation = &program->operation[task][i];
            printf(" %u:%s(%u,%u)", i, names[operation->kind], operation->a, operation->b);
            if (operation->kind < BLOCKS)
                printf("{..%u}", operation->end);
        }
        printf("\n");
    }
}
