/* 10_group.c - three cooks, one dinner: all dishes together, or none.
 *
 * A group is a block that waits for its tasks. On the first evening all goes well, and the dinner
 * takes as long as its slowest dish. On the second the roast burns: the group stops the others,
 * waits until they have cleaned up, and raises what happened. The timeout around it would do the
 * same to a dinner that takes too long.
 */
#include <stdio.h>

#include "coir/coir.h"

#define MINUTE COIR_MS(10) /* time flies */
#define BURNT COIR_USER(0)

struct cook {
    CORO;
    const char *dish;
    int minutes, error;
};

ASYNC(cook) {
    TRY {
        AWAIT(coir_sleep(self->minutes * MINUTE));
        if (self->error)
            RAISE(self->error);
        printf("    %s is ready\n", self->dish);
    }
    CATCH(COIR_CANCELLED) {
        printf("    %s is taken off the stove\n", self->dish);
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

struct dinner {
    CORO;
    int roast_error;
    struct coir_timeout limit;
    struct coir_group kitchen;
    COIR_TASK(cook) soup, roast, cake;
};

ASYNC(dinner) {
    printf("dinner is being made\n");
    ASYNC_WITH(self->limit, coir_timeout, .delay = 60 * MINUTE) {
        ASYNC_WITH(self->kitchen, coir_group) {
            START(&self->kitchen, self->soup, cook, .dish = "the soup", .minutes = 20);
            START(&self->kitchen, self->roast, cook, .dish = "the roast", .minutes = 40,
                  .error = self->roast_error);
            START(&self->kitchen, self->cake, cook, .dish = "the cake", .minutes = 50);
        }
        ASYNC_WITH_END
    }
    ASYNC_WITH_END
    printf("dinner is served\n");
}
ASYNC_END

struct app {
    CORO;
    struct dinner dinner;
};

ASYNC(app) {
    AWAIT(self->dinner, dinner);
    TRY {
        AWAIT(self->dinner, dinner, .roast_error = BURNT);
    }
    CATCH_STAR(BURNT) {
        printf("burnt dishes: %u. Pizza, then\n", coir_errors_count(coir_errors_caught()));
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
