/* philosophers.c - five philosophers starve, are told why, and then eat.
 *
 * Each needs the fork on his left and the one on his right, and takes them in this order. So all
 * have a left fork, and all wait for the right one, for ever. No clock and nothing outside could
 * change that; the loop notices and lists who waits for what, and where.
 *
 * Then the classic cure: one of them takes the right fork first. Now the circle is not closed, and
 * somebody always can eat.
 */
#include <stdio.h>

#include "coir/coir.h"

enum { SEATS = 5 };

static const char *const names[SEATS] = {"Hypatia", "Laozi", "Thales", "Simone", "Ibn Rushd"};

struct philosopher {
    CORO;
    struct coir_lock *first, *second;
    struct coir_hold hold_first, hold_second;
    const char *name;
};

ASYNC(philosopher) {
    ASYNC_WITH(self->hold_first, coir_hold, .lock = self->first) {
        printf("%s has one fork\n", self->name);
        AWAIT(coir_sleep(COIR_S(1)));
        ASYNC_WITH(self->hold_second, coir_hold, .lock = self->second) {
            printf("%s eats\n", self->name);
            AWAIT(coir_sleep(COIR_S(2)));
        }
        ASYNC_WITH_END
    }
    ASYNC_WITH_END
}
ASYNC_END

static struct coir_virtual port;
static struct coir_loop loop;
static struct coir_lock fork_[SEATS];
static COIR_TASK(philosopher) seat[SEATS];

/* Set the table. The last philosopher may be left-handed. */
static void sit_down(bool left_handed) {
    for (int i = 0; i < SEATS; i++) {
        struct coir_lock *left = &fork_[i], *right = &fork_[(i + 1) % SEATS];
        bool swap = left_handed && i == SEATS - 1;
        START(&loop, seat[i], philosopher, .name = names[i], .first = swap ? right : left,
              .second = swap ? left : right);
        coir_set_name(&seat[i].task, names[i]);
    }
}

static void stand_up(void) {
    for (int i = 0; i < SEATS; i++)
        coir_cancel(&seat[i].task);
    coir_run(&loop);
}

/* A line of the report, without file and line number. */
static void show(const char *line) {
    int length = line[0] == ' ' ? 4 + (int)strcspn(line + 4, " ") : (int)strlen(line);
    printf("| %.*s\n", length, line);
}

int main(void) {
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    loop.report = show;
    for (int i = 0; i < SEATS; i++)
        coir_lock_init(&fork_[i]);

    sit_down(false);
    if (coir_run(&loop) == COIR_DEADLOCK)
        printf("They would sit there for ever. Everybody up, forks on the table.\n\n");
    stand_up();

    sit_down(true);
    coir_run(&loop);
    printf("All have eaten.\n");
    coir_loop_close(&loop);
    coir_virtual_close(&port);
    return 0;
}
