/* 273_producer_consumer_conservation.c - deadlines and cancellations lose nothing. */
#include "trace.h"

#define ITEMS 40

static struct coir_queue q;
static int slots[3];
static int got[2 * ITEMS], gots;

struct cons {
    CORO;
    int k, item;
    struct coir_timeout timeout;
};

ASYNC(cons) {
    for (;;) {
        TRY {
            ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(self->k % 3 + 1)) {
                AWAIT(coir_queue_get(&q, &self->item));
                got[gots++] = self->item;
            }
            ASYNC_WITH_END
        }
        CATCH(COIR_TIMEOUT) {
        }
        TRY_END
    }
}
ASYNC_END

/* Four at a time; a new one takes a place of its own, because the old one still cleans up. */
struct scenario {
    CORO;
    COIR_TASK(cons) place[4 + ITEMS / 7 + 1];
    struct coir_task *cs[4];
    struct wait_for_end wait;
    int i, started;
};

static struct coir_task *start(struct scenario *self, int k) {
    int place = self->started++;
    START(coir_running_loop(), self->place[place], cons, .k = k);
    return &self->place[place].task;
}

static int distinct(void) {
    int count = 0;
    for (int item = 0; item < ITEMS; item++) {
        bool found = false;
        for (int i = 0; i < gots; i++)
            found = found || got[i] == item;
        count += found;
    }
    return count;
}

static bool in_order(void) {
    for (int i = 1; i < gots; i++)
        if (got[i - 1] > got[i])
            return false;
    return true;
}

ASYNC(scenario) {
    coir_queue_init(&q, slots, sizeof slots[0], 3);
    for (int k = 0; k < 4; k++)
        self->cs[k] = start(self, k);
    for (self->i = 0; self->i < ITEMS; self->i++) {
        AWAIT(coir_queue_put(&q, &self->i));
        if (self->i % 5 == 0)
            AWAIT(coir_sleep(COIR_S(self->i % 4)));
        if (self->i % 7 == 0) {
            coir_cancel(self->cs[self->i % 4]);
            self->cs[self->i % 4] = start(self, self->i);
        }
    }
    AWAIT(coir_sleep(COIR_S(2)));
    for (int k = 0; k < 4; k++)
        coir_cancel(self->cs[k]);
    for (self->i = 0; self->i < 4; self->i++)
        AWAIT(self->wait, wait_for_end, .task = self->cs[self->i]);
    printf("got %d left %u distinct %d in order %s\n", gots, coir_queue_size(&q), distinct(),
           yes(in_order()));
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
