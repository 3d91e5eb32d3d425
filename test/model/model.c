/* model.c - run random programs, and stop at the first whose books are wrong.
 *
 *     model [--programs N] [--seed FIRST] [--trace]
 *
 * --programs   how many, each with the next seed; 100,000 if not given
 * --seed       the first seed; 1 if not given
 * --trace      one program only: print it, and what its tasks do
 *
 * Prints TAP: one test. SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

static unsigned long number(int argc, char **argv, const char *option, unsigned long otherwise) {
    for (int i = 1; i + 1 < argc; i++)
        if (strcmp(argv[i], option) == 0)
            return strtoul(argv[i + 1], NULL, 10);
    return otherwise;
}

static bool has(int argc, char **argv, const char *option) {
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], option) == 0)
            return true;
    return false;
}

int main(int argc, char **argv) {
    bool tracing = has(argc, argv, "--trace");
    unsigned long first = number(argc, argv, "--seed", 1);
    unsigned long programs = tracing ? 1 : number(argc, argv, "--programs", 100000);
    unsigned long tasks = 0, operations = 0, kinds = 0;
    printf("1..1\n");
    for (unsigned long seed = first; seed < first + programs; seed++) {
        const char *failure = world_run((uint32_t)seed, tracing);
        if (failure) {
            printf(
                "not ok 1 - random programs\n# program %lu: %s\n# replay: %s --seed %lu --trace\n",
                seed, failure, argv[0], seed);
            return 1;
        }
        tasks += world.program.tasks;
        kinds += world.program.kinds;
        operations += world.done;
    }
    printf("ok 1 - %lu random programs of %lu tasks, %lu operations and %lu kinds on average\n",
           programs, tasks / programs, operations / programs, kinds / programs);
    return 0;
}
