/* loop_report.c - make an event loop by hand, and look at it.
 *
 *     loop = asyncio.new_event_loop()
 *     print(loop)
 *
 * A loop is a struct of yours and needs a port; coir_system_init picks one. This is all that
 * COIR_RUN does behind the curtain.
 */
#include <stdio.h>

#include "coir/coir.h"

static struct coir_system sys;
static struct coir_loop loop;

static const char *word(bool condition) {
    return condition ? "True" : "False";
}

static void report(void) {
    printf("<loop running=%s closed=%s>\n", word(coir_loop_is_running(&loop)),
           word(coir_loop_is_closed(&loop)));
}

struct app {
    CORO;
};

ASYNC(app) {
    report();
}
ASYNC_END

static COIR_TASK(app) task;

int main(void) {
    if (coir_system_init(&sys) < 0)
        return 1;
    coir_loop_init(&loop, sys.port);
    report();
    START(&loop, task, app);
    coir_run(&loop);
    coir_loop_close(&loop);
    report();
    coir_system_close(&sys);
    return 0;
}
