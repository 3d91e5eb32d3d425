/* current_task.c - ask which task is running: oneself.
 *
 *     task = asyncio.current_task()
 *     print(task)
 *
 * The program's own coroutine is a task too, named after it.
 */
#include <stdio.h>

#include "coir/coir.h"

struct app {
    CORO;
};

ASYNC(app) {
    struct coir_task *task;
    printf("main coroutine started\n");
    task = coir_current();
    printf("<Task %s name='%s'>\n", coir_done(task) ? "finished" : "pending", coir_name(task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
