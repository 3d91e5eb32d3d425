/* 11_queue.c - orders wait in a queue, cooks wait for orders, and both for the one oven.
 *
 * The queue has two places, so the waiter waits when the kitchen is behind. The oven is a lock:
 * one dish at a time, first come, first served. At closing time the queue is shut down: what was
 * ordered is still cooked, and then the cooks are told that nothing more will come.
 */
#include <stdio.h>

#include "coir/coir.h"

#define MINUTE COIR_MS(10) /* time flies */

struct restaurant {
    struct coir_queue orders;
    int slots[2];
    struct coir_lock oven;
};

struct waiter {
    CORO;
    struct restaurant *at;
    int table;
};

ASYNC(waiter) {
    for (self->table = 1; self->table <= 5; self->table++) {
        AWAIT(coir_queue_put(&self->at->orders, &self->table));
        printf("table %d has ordered\n", self->table);
    }
    coir_queue_shutdown(&self->at->orders, false);
}
ASYNC_END

struct cook {
    CORO;
    struct restaurant *at;
    const char *name;
    int table;
    struct coir_hold oven;
};

ASYNC(cook) {
    TRY {
        for (;;) {
            AWAIT(coir_queue_get(&self->at->orders, &self->table));
            AWAIT(coir_sleep(5 * MINUTE));
            ASYNC_WITH(self->oven, coir_hold, .lock = &self->at->oven) {
                AWAIT(coir_sleep(10 * MINUTE));
            }
            ASYNC_WITH_END
            printf("    %s serves table %d\n", self->name, self->table);
        }
    }
    CATCH(COIR_SHUT_DOWN) {
        printf("    %s goes home\n", self->name);
    }
    TRY_END
}
ASYNC_END

struct app {
    CORO;
    struct restaurant at;
    struct coir_group group;
    COIR_TASK(waiter) waiter;
    COIR_TASK(cook) ann, bob;
};

ASYNC(app) {
    coir_queue_init(&self->at.orders, self->at.slots, sizeof self->at.slots[0], 2);
    coir_lock_init(&self->at.oven);
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->ann, cook, .at = &self->at, .name = "Ann");
        START(&self->group, self->bob, cook, .at = &self->at, .name = "Bob");
        START(&self->group, self->waiter, waiter, .at = &self->at);
    }
    ASYNC_WITH_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
