/* 09_synchronise.c - Lock, Event, Condition, Semaphore, Barrier. */
#include <limits.h>
#include <stdio.h>

#include "coir/coir.h"

static const char *word(bool is) {
    return is ? "True" : "False";
}

/* >>> lock */
struct writes {
    CORO;
    struct coir_lock *lock;
    const char *name;
    struct coir_hold hold;
};

ASYNC(writes) {
    ASYNC_WITH(self->hold, coir_hold, .lock = self->lock) {
        printf("%s begins\n", self->name);
        AWAIT(coir_sleep(COIR_S(1)));
        printf("%s ends\n", self->name);
    }
    ASYNC_WITH_END
}
ASYNC_END

struct one_at_a_time {
    CORO;
    struct coir_lock lock;
    COIR_TASK(writes) task[2];
    struct coir_watch watch[2];
    struct coir_gather gather;
};

ASYNC(one_at_a_time) {
    coir_lock_init(&self->lock);
    START(coir_running_loop(), self->task[0], writes, .lock = &self->lock, .name = "a");
    START(coir_running_loop(), self->task[1], writes, .lock = &self->lock, .name = "b");
    COIR_WATCH(self->watch, self->task);
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2);
}
ASYNC_END

/* <<< */

struct by_hand {
    CORO;
    struct coir_lock lock;
};

ASYNC(by_hand) {
    coir_lock_init(&self->lock);
    /* >>> lock-hand */
    AWAIT(coir_lock_acquire(&self->lock));
    printf("%s\n", word(coir_lock_locked(&self->lock)));
    coir_lock_release(&self->lock);
    if (coir_lock_release(&self->lock) == COIR_RUNTIME)
        printf("nobody holds it\n");
    /* <<< */
}
ASYNC_END

/* >>> event */
struct waits {
    CORO;
    struct coir_event *event;
    const char *name;
};

ASYNC(waits) {
    AWAIT(coir_event_wait(self->event));
    printf("%s goes\n", self->name);
}
ASYNC_END

struct gives_a_sign {
    CORO;
    struct coir_event event;
    COIR_TASK(waits) a, b;
};

ASYNC(gives_a_sign) {
    coir_event_init(&self->event);
    START(coir_running_loop(), self->a, waits, .event = &self->event, .name = "a");
    START(coir_running_loop(), self->b, waits, .event = &self->event, .name = "b");
    AWAIT(coir_sleep(COIR_S(1)));
    coir_event_set(&self->event);
    AWAIT(coir_join(&self->a.task));
    AWAIT(coir_join(&self->b.task));
    coir_event_clear(&self->event);
    printf("%s\n", word(coir_event_is_set(&self->event)));
}
ASYNC_END

/* <<< */

/* >>> condition */
struct pool {
    struct coir_lock lock;
    struct coir_condition changed;
    unsigned free;
};

static bool has_free(void *pool) {
    return ((struct pool *)pool)->free > 0;
}

struct takes {
    CORO;
    struct pool *pool;
    const char *name;
    struct coir_hold hold;
    struct coir_condition_wait_for wait;
};

ASYNC(takes) {
    ASYNC_WITH(self->hold, coir_hold, .lock = &self->pool->lock) {
        AWAIT(self->wait, coir_condition_wait_for, .condition = &self->pool->changed,
              .predicate = has_free, .argument = self->pool);
        self->pool->free--;
        printf("%s takes one\n", self->name);
    }
    ASYNC_WITH_END
}
ASYNC_END

struct gives {
    CORO;
    struct pool *pool;
    unsigned n;
    struct coir_hold hold;
};

ASYNC(gives) {
    ASYNC_WITH(self->hold, coir_hold, .lock = &self->pool->lock) {
        self->pool->free += self->n;
        coir_condition_notify(&self->pool->changed, self->n);
    }
    ASYNC_WITH_END
}
ASYNC_END

struct two_for_two {
    CORO;
    struct pool pool;
    COIR_TASK(takes) a, b;
    struct gives gives;
};

ASYNC(two_for_two) {
    coir_lock_init(&self->pool.lock);
    coir_condition_init(&self->pool.changed, &self->pool.lock);
    START(coir_running_loop(), self->a, takes, .pool = &self->pool, .name = "a");
    START(coir_running_loop(), self->b, takes, .pool = &self->pool, .name = "b");
    AWAIT(coir_sleep(COIR_S(1)));
    AWAIT(self->gives, gives, .pool = &self->pool, .n = 1);
    AWAIT(coir_sleep(COIR_S(1)));
    printf("one is left\n");
    AWAIT(self->gives, gives, .pool = &self->pool, .n = 1);
    AWAIT(coir_join(&self->a.task));
    AWAIT(coir_join(&self->b.task));
}
ASYNC_END

/* <<< */

/* >>> condition-wait */
struct watches {
    CORO;
    struct coir_lock *lock;
    struct coir_condition *changed;
    const char *name;
    struct coir_hold hold;
    struct coir_condition_wait wait;
};

ASYNC(watches) {
    ASYNC_WITH(self->hold, coir_hold, .lock = self->lock) {
        AWAIT(self->wait, coir_condition_wait, .condition = self->changed);
        printf("%s has noticed\n", self->name);
    }
    ASYNC_WITH_END
}
ASYNC_END

struct tells_all {
    CORO;
    struct coir_lock lock;
    struct coir_condition changed;
    COIR_TASK(watches) a, b;
    struct coir_hold hold;
};

ASYNC(tells_all) {
    coir_lock_init(&self->lock);
    coir_condition_init(&self->changed, &self->lock);
    START(coir_running_loop(), self->a, watches, .lock = &self->lock, .changed = &self->changed,
          .name = "a");
    START(coir_running_loop(), self->b, watches, .lock = &self->lock, .changed = &self->changed,
          .name = "b");
    AWAIT(coir_sleep(COIR_S(1)));
    ASYNC_WITH(self->hold, coir_hold, .lock = &self->lock) {
        coir_condition_notify_all(&self->changed);
    }
    ASYNC_WITH_END
    AWAIT(coir_join(&self->a.task));
    AWAIT(coir_join(&self->b.task));
}
ASYNC_END

/* <<< */

/* >>> semaphore: for many coroutines of which only some run at a time there is also coir_limit, which needs no task
 * for each. */
struct downloads {
    CORO;
    struct coir_semaphore *permits;
    int n;
    struct coir_permit permit;
};

ASYNC(downloads) {
    ASYNC_WITH(self->permit, coir_permit, .semaphore = self->permits) {
        AWAIT(coir_sleep(COIR_S(1)));
        printf("%d at %d\n", self->n, (int)(coir_now() / COIR_S(1)));
    }
    ASYNC_WITH_END
}
ASYNC_END

struct two_at_a_time {
    CORO;
    struct coir_semaphore permits;
    COIR_TASK(downloads) task[4];
    struct coir_watch watch[4];
    struct coir_gather gather;
};

ASYNC(two_at_a_time) {
    coir_semaphore_init(&self->permits, 2, UINT_MAX);
    for (int n = 0; n < 4; n++)
        START(coir_running_loop(), self->task[n], downloads, .permits = &self->permits, .n = n);
    COIR_WATCH(self->watch, self->task);
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 4);
}
ASYNC_END

/* <<< */

struct bounded {
    CORO;
    /* >>> bounded */
    struct coir_semaphore permits;
    /* <<< */
};

ASYNC(bounded) {
    /* >>> bounded */
    coir_semaphore_init(&self->permits, 1, 1);
    AWAIT(coir_semaphore_acquire(&self->permits));
    printf("%s\n", word(coir_semaphore_locked(&self->permits)));
    coir_semaphore_release(&self->permits);
    if (coir_semaphore_release(&self->permits) == COIR_VALUE)
        printf("too many\n");
    /* <<< */
}
ASYNC_END

/* >>> barrier: the last to come does not wait, and goes first. */
struct rider {
    CORO;
    struct coir_barrier *barrier;
    int seconds;
    struct coir_barrier_wait wait;
};

ASYNC(rider) {
    AWAIT(coir_sleep(COIR_S(self->seconds)));
    printf("ready %d\n", self->seconds);
    AWAIT(self->wait, coir_barrier_wait, .barrier = self->barrier);
    printf("go %d\n", self->wait.result);
}
ASYNC_END

struct starts_together {
    CORO;
    struct coir_barrier barrier;
    COIR_TASK(rider) task[2];
    struct coir_watch watch[2];
    struct coir_gather gather;
};

ASYNC(starts_together) {
    coir_barrier_init(&self->barrier, 2);
    for (int i = 0; i < 2; i++)
        START(coir_running_loop(), self->task[i], rider, .barrier = &self->barrier,
              .seconds = i + 1);
    COIR_WATCH(self->watch, self->task);
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = 2);
}
ASYNC_END

/* <<< */

/* >>> barrier-abort: abort and reset do not wait, so they are plain calls. */
struct gives_up {
    CORO;
    struct coir_barrier *barrier;
    struct coir_barrier_wait wait;
};

ASYNC(gives_up) {
    TRY {
        AWAIT(self->wait, coir_barrier_wait, .barrier = self->barrier);
    }
    CATCH(COIR_BROKEN) {
        printf("broken\n");
    }
    TRY_END
}
ASYNC_END

struct breaks {
    CORO;
    struct coir_barrier barrier;
    COIR_TASK(gives_up) task;
};

ASYNC(breaks) {
    coir_barrier_init(&self->barrier, 2);
    START(coir_running_loop(), self->task, gives_up, .barrier = &self->barrier);
    AWAIT(coir_sleep(COIR_S(1)));
    printf("%u\n", coir_barrier_waiting(&self->barrier));
    coir_barrier_abort(&self->barrier);
    AWAIT(coir_join(&self->task.task));
    printf("%s\n", word(coir_barrier_broken(&self->barrier)));
    coir_barrier_reset(&self->barrier);
    printf("%s\n", word(coir_barrier_broken(&self->barrier)));
}
ASYNC_END

/* <<< */

int main(void) {
    return COIR_RUN(one_at_a_time) || COIR_RUN(by_hand) || COIR_RUN(gives_a_sign) ||
           COIR_RUN(two_for_two) || COIR_RUN(tells_all) || COIR_RUN(two_at_a_time) ||
           COIR_RUN(bounded) || COIR_RUN(starts_together) || COIR_RUN(breaks);
}
