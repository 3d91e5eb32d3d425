/* broadcast.c - every listener hears everything, and a slow one loses the oldest.
 *
 * asyncio has nothing of the kind; it is tokio's broadcast channel. Five items of news, room for
 * two. The attentive listener hears all five, the one who takes 500 ms for each hears what is still
 * there when he looks up, and knows what he missed. With COIR_SLOW_BLOCKS, the publisher would wait
 * for him instead.
 */
#include <stdio.h>

#include "coir/coir.h"

enum { NEWS = 5, ROOM = 2 };

struct listener {
    CORO;
    const char *name;
    int ms; /* for an item */
    struct coir_broadcast *news;
    struct coir_subscriber subscriber;
    struct coir_subscribed subscribed;
    struct coir_published each;
    int item;
};

ASYNC(listener) {
    printf("%s listens\n", self->name);
    WITH(self->subscribed, coir_subscribed, .subscriber = &self->subscriber,
         .broadcast = self->news) {
        ASYNC_FOR(self->each, coir_published, .subscriber = &self->subscriber,
                  .item = &self->item) {
            printf(">%s hears %d\n", self->name, self->item);
            AWAIT(coir_sleep_ms(self->ms));
        }
        ASYNC_FOR_END
    }
    WITH_END
    printf("%s missed %u\n", self->name, (unsigned)self->subscriber.lost);
}
ASYNC_END

struct app {
    CORO;
    int slots[ROOM], item;
    struct coir_broadcast news;
    COIR_TASK(listener) attentive, slow;
    struct coir_group group;
};

ASYNC(app) {
    coir_broadcast_init(&self->news, self->slots, sizeof self->slots[0], ROOM, COIR_SLOW_LOSES);
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->attentive, listener, .name = "Ann", .ms = 0, .news = &self->news);
        START(&self->group, self->slow, listener, .name = "Bob", .ms = 500, .news = &self->news);
        AWAIT(coir_sleep(0)); /* now they listen */
        for (self->item = 1; self->item <= NEWS; self->item++) {
            AWAIT(coir_publish(&self->news, &self->item));
            AWAIT(coir_sleep(COIR_MS(200)));
        }
        coir_broadcast_close(&self->news);
    }
    ASYNC_WITH_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
