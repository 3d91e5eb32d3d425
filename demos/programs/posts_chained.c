/* posts_chained.c - fetch a user, then the user's posts; three such chains at once.
 *
 * What must wait for what stands in one coroutine, line after line. What need not, in different
 * tasks. Compare posts_queued.c, which does the same through a queue.
 */
#include "posts.h"

struct user_with_posts {
    CORO;
    int id;
    struct fetch_user user;
    struct fetch_posts posts;
};

ASYNC(user_with_posts) {
    AWAIT(self->user, fetch_user, .id = self->id);
    AWAIT(self->posts, fetch_posts, .user = &self->user.user);
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(user_with_posts) user[3];
    struct coir_group group;
    coir_time start;
};

ASYNC(app) {
    self->start = coir_now();
    ASYNC_WITH(self->group, coir_group) {
        for (int i = 0; i < 3; i++)
            START(&self->group, self->user[i], user_with_posts, .id = i + 1);
    }
    ASYNC_WITH_END
    printf("\n==> Total time: %.2f seconds\n", in_seconds(coir_now() - self->start));
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
