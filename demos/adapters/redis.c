/* redis.c - a queue of letters in Redis; a worker dies with one in hand, and it is sent all the
 * same.
 *
 *     redis SOCKET               of a redis-server: redis-server --port 0 --unixsocket SOCKET
 *
 * Here all run in one process, each with a connection of its own; on three machines they would be
 * three programs with the same lines. The lease is short, so that the demo is; in a program it is
 * longer than the work on any item takes.
 */
#include <coir/coir.h>
#include <coir/redis_queue.h>
#include <stdio.h>

static const char *server;
static int sent;

/* Each begins by connecting. */
struct enter {
    CORO;
    struct coir_redis *redis;
    struct coir_redis_queue *queue;
    const char *worker;
    struct coir_redis_open open;
    struct coir_redis_queue_open open_queue;
};

ASYNC(enter) {
    AWAIT(self->open, coir_redis_open, .redis = self->redis, .path = server);
    AWAIT(self->open_queue, coir_redis_queue_open, .queue = self->queue, .redis = self->redis,
          .name = "letters", .worker = self->worker, .lease = COIR_MS(100));
}
ASYNC_END

struct produce {
    CORO;
    struct coir_redis redis;
    struct coir_redis_queue queue;
    struct enter enter;
    struct coir_redis_put put;
    char text[40];
    int i;
};

ASYNC(produce) {
    TRY {
        AWAIT(self->enter, enter, .redis = &self->redis, .queue = &self->queue);
        for (self->i = 1; self->i <= 5; self->i++) {
            snprintf(self->text, sizeof self->text, "letter %d", self->i);
            AWAIT(self->put, coir_redis_put, .queue = &self->queue, .bytes = self->text,
                  .size = strlen(self->text));
        }
        printf("five letters are in the queue\n");
    }
    FINALLY {
        coir_redis_close(&self->redis);
    }
    TRY_END
}
ASYNC_END

struct work {
    CORO;
    const char *name;
    bool dies;
    struct coir_redis redis;
    struct coir_redis_queue queue;
    struct enter enter;
    struct coir_redis_take take;
    struct coir_redis_item item;
    struct coir_redis_done done;
};

ASYNC(work) {
    TRY {
        AWAIT(self->enter, enter, .redis = &self->redis, .queue = &self->queue,
              .worker = self->name);
        while (sent < 5) {
            AWAIT(self->take, coir_redis_take, .queue = &self->queue, .item = &self->item);
            if (self->dies) {
                printf("%s dies with %s in hand\n", self->name, self->item.bytes);
                RETURN();
            }
            AWAIT(self->done, coir_redis_done, .queue = &self->queue, .item = &self->item);
            sent += self->done.result;
        }
        printf("%s: all five are sent\n", self->name);
    }
    FINALLY {
        coir_redis_item_free(&self->item);
        coir_redis_close(&self->redis);
    }
    TRY_END
}
ASYNC_END

struct app {
    CORO;
    struct produce produce;
    struct work work;
};

ASYNC(app) {
    AWAIT(self->produce, produce);
    AWAIT(self->work, work, .name = "anna", .dies = true);
    AWAIT(self->work, work, .name = "bert");
}
ASYNC_END

int main(int count, char **arguments) {
    if (count != 2) {
        fprintf(stderr, "usage: redis SOCKET\n");
        return 2;
    }
    server = arguments[1];
    return COIR_RUN(app);
}
