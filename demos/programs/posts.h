/* posts.h - a site with users and posts, which takes its time to answer.
 *
 * For two programs that fetch three users and their posts: posts_chained and posts_queued.
 * SPDX-License-Identifier: MIT
 */
#ifndef POSTS_H
#define POSTS_H

#include <stdio.h>

#include "coir/coir.h"

struct user {
    int id;
    char name[12];
};

/* Answers take 0.7, 1.9, 1.1, 1.6 and 1.5 seconds, and so on. */
static coir_time next_delay(void) {
    static const int ms[] = {700, 1900, 1100, 1600, 1500};
    static int i;
    return COIR_MS(ms[i++ % 5]);
}

static double in_seconds(coir_time time) {
    return (double)time / COIR_TICK_HZ;
}

struct fetch_user {
    CORO;
    int id;
    coir_time delay;
    struct user user; /* the result */
};

ASYNC(fetch_user) {
    self->delay = next_delay();
    printf("User: fetching user %d...\n", self->id);
    AWAIT(coir_sleep(self->delay));
    self->user.id = self->id;
    snprintf(self->user.name, sizeof self->user.name, "User%d", self->id);
    printf("User: fetched user %d (done in %.1fs).\n", self->id, in_seconds(self->delay));
}
ASYNC_END

struct fetch_posts {
    CORO;
    const struct user *user;
    coir_time delay;
};

ASYNC(fetch_posts) {
    self->delay = next_delay();
    printf("Post: retrieving posts by %s...\n", self->user->name);
    AWAIT(coir_sleep(self->delay));
    printf("Post: got 2 posts by %s (done in %.1fs):\n", self->user->name, in_seconds(self->delay));
    for (int i = 1; i <= 2; i++)
        printf(" - Post %d by %s\n", i, self->user->name);
}
ASYNC_END

#endif
