/* race.c - lose a deposit in one thread, and keep it with a lock.
 *
 * Two tasks add to one balance. Between reading and writing each waits for a bank, and what it has
 * read is old when it writes. No wait in between, no race; a wait in between, a lock.
 */
#include <stdio.h>

#include "coir/coir.h"

static int balance;
static struct coir_lock lock;

struct deposit {
    CORO;
    int amount, seen;
};

ASYNC(deposit) {
    self->seen = balance;
    AWAIT(coir_sleep_ms(100));
    balance = self->seen + self->amount;
}
ASYNC_END

struct locked_deposit {
    CORO;
    int amount, seen;
    struct coir_hold hold;
};

ASYNC(locked_deposit) {
    ASYNC_WITH(self->hold, coir_hold, .lock = &lock) {
        self->seen = balance;
        AWAIT(coir_sleep_ms(100));
        balance = self->seen + self->amount;
    }
    ASYNC_WITH_END
}
ASYNC_END

struct app {
    CORO;
    struct coir_group group;
    COIR_TASK(deposit) hasty[2];
    COIR_TASK(locked_deposit) careful[2];
};

ASYNC(app) {
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->hasty[0], deposit, .amount = 100);
        START(&self->group, self->hasty[1], deposit, .amount = 10);
    }
    ASYNC_WITH_END
    printf("without a lock: %d\n", balance);

    balance = 0;
    coir_lock_init(&lock);
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->careful[0], locked_deposit, .amount = 100);
        START(&self->group, self->careful[1], locked_deposit, .amount = 10);
    }
    ASYNC_WITH_END
    printf("with a lock: %d\n", balance);
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
