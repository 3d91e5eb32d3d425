/* posts_queued.c - fetch users into a queue, and the posts of whoever comes out of it.
 *
 * The two halves of posts_chained.c no longer know each other: any consumer takes the next user, and
 * there are only two, so one user waits for his posts. Who ends the consumers? When all users are there, the
 * producer shuts the queue: what is left can still be taken, then a get raises COIR_SHUT_DOWN. No
 * pill has to be counted.
 */
#include "posts.h"

struct enqueue_user {
    CORO;
    int id;
    struct coir_queue *queue;
    struct fetch_user fetch;
};

ASYNC(enqueue_user) {
    AWAIT(self->fetch, fetch_user, .id = self->id);
    AWAIT(coir_queue_put(self->queue, &self->fetch.user));
}
ASYNC_END

struct producer {
    CORO;
    struct coir_queue *queue;
    COIR_TASK(enqueue_user) user[3];
    struct coir_group group;
};

ASYNC(producer) {
    ASYNC_WITH(self->group, coir_group) {
        for (int i = 0; i < 3; i++)
            START(&self->group, self->user[i], enqueue_user, .id = i + 1, .queue = self->queue);
    }
    ASYNC_WITH_END
    coir_queue_shutdown(self->queue, false);
}
ASYNC_END

struct consumer {
    CORO;
    struct coir_queue *queue;
    struct user user;
    struct fetch_posts posts;
};

ASYNC(consumer) {
    TRY {
        for (;;) {
            AWAIT(coir_queue_get(self->queue, &self->user));
            AWAIT(self->posts, fetch_posts, .user = &self->user);
        }
    }
    CATCH(COIR_SHUT_DOWN) {
        /* nothing is left, so the consumer ends */
    }
    TRY_END
}
ASYNC_END

struct app {
    CORO;
    struct user slots[3];
    struct coir_queue queue;
    COIR_TASK(producer) producer;
    COIR_TASK(consumer) consumer[2];
    struct coir_group group;
    coir_time start;
};

ASYNC(app) {
    self->start = coir_now();
    coir_queue_init(&self->queue, self->slots, sizeof self->slots[0], 3);
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->producer, producer, .queue = &self->queue);
        for (int i = 0; i < 2; i++)
            START(&self->group, self->consumer[i], consumer, .queue = &self->queue);
    }
    ASYNC_WITH_END
    printf("\n==> Total time: %.2f seconds\n", in_seconds(coir_now() - self->start));
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
