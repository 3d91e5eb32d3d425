/* 215_loop_stop.c - stop ends after the present turn; what was scheduled in it waits for the next run. */
#include "trace.h"

static struct coir_virtual port;
static struct coir_loop loop;
static struct coir_handle ha, hb, later, hc, hx;

static int say(void *text) {
    printf("%s\n", (const char *)text);
    return 0;
}

static int a(void *nothing) {
    (void)nothing;
    say((void *)"a");
    coir_stop(&loop);
    return coir_call_soon(&loop, &later, say, (void *)"scheduled after stop");
}

int main(void) {
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    coir_call_soon(&loop, &ha, a, NULL);
    coir_call_soon(&loop, &hb, say, (void *)"b");
    coir_run_forever(&loop);
    printf("stopped\n");
    coir_stop(&loop);
    coir_call_soon(&loop, &hc, say, (void *)"c");
    coir_run_forever(&loop);
    printf("stopped again\n");
    coir_loop_close(&loop);
    coir_loop_close(&loop);
    if (coir_call_soon(&loop, &hx, say, (void *)"x") == COIR_RUNTIME)
        printf("RuntimeError closed\n");
    return 0;
}
