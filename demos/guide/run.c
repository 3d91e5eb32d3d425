/* run.c - run a coroutine as a program.
 *
 *     async def main(): print('hello world')
 *     asyncio.run(main())
 *
 * COIR_RUN makes a loop on the best port of the system, runs the coroutine as a task, stops what
 * is left when it ends, and gives main its exit status.
 */
#include <stdio.h>

#include "coir/coir.h"

struct app {
    CORO;
};

ASYNC(app) {
    printf("hello world\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
