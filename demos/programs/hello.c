/* hello.c - say hello, wait a second, say the rest.
 *
 * The smallest program: one coroutine, run to its end. While it sleeps, so does the process.
 */
#include <stdio.h>

#include "coir/coir.h"

struct app {
    CORO;
};

ASYNC(app) {
    printf("Hello ...\n");
    AWAIT(coir_sleep(COIR_S(1)));
    printf("... World!\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
