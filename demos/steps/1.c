/* 1.c - first step: two workers that are plain functions.
 *
 * A queue of work, and a function that works until it is empty. Called twice, it is only one
 * worker: the first call does everything, and for the second nothing is left. The six steps keep
 * this program and change what a worker is.
 */
#include <stdio.h>

static const int work[] = {15, 10, 5, 2};
static unsigned next;

enum { WORK = sizeof work / sizeof work[0] };

static void worker(const char *name) {
    if (next == WORK)
        printf("Task %s nothing to do\n", name);
    while (next < WORK) {
        int count = work[next++], total = 0;
        printf("Task %s running\n", name);
        for (int i = 0; i < count; i++)
            total++;
        printf("Task %s total: %d\n", name, total);
    }
}

int main(void) {
    worker("One");
    worker("Two");
    return 0;
}
