/* low_level_moved.c - wait two seconds. */
#include <stdio.h>

#include "coir/coir.h"

struct app {
    CORO;
};

ASYNC(app) {
    printf("ready\n");
    AWAIT(coir_sleep(COIR_S(2)));
    printf("steady\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
