/* glib.c - a Coir guest in a GLib program: a timeout of GLib and a task of Coir, hand in hand.
 *
 * GLib's timeout ticks every 20 ms and knows nothing of coroutines; it sets an event. The task
 * waits for the tick in a straight line, with a sleep of its own in between, and quits GLib's loop
 * in the end. A window of GTK works the same way: its buttons set events, and a task says what
 * happens when.
 */
#include <coir/coir.h>
#include <coir/glib.h>
#include <glib.h>
#include <stdio.h>

static struct coir_event tick;

static gboolean on_tick(gpointer data) {
    (void)data;
    coir_event_set(&tick);
    return G_SOURCE_CONTINUE;
}

struct count {
    CORO;
    GMainLoop *main_loop;
    int i;
};

ASYNC(count) {
    for (self->i = 1; self->i <= 3; self->i++) {
        AWAIT(coir_event_wait(&tick));
        coir_event_clear(&tick);
        printf("tick %d from GLib\n", self->i);
        AWAIT(coir_sleep_ms(5));
        printf("and a sleep from Coir\n");
    }
    g_main_loop_quit(self->main_loop);
}
ASYNC_END

int main(void) {
    static COIR_TASK(count) counter;
    static struct coir_loop loop;
    static struct coir_glib guest;
    GMainLoop *main_loop = g_main_loop_new(NULL, FALSE);
    guint timeout = g_timeout_add(20, on_tick, NULL);

    if (coir_glib_init(&guest, &loop, NULL) < 0)
        return 1;
    coir_loop_init(&loop, &guest.port);
    coir_event_init(&tick);
    START(&loop, counter, count, .main_loop = main_loop);

    g_main_loop_run(main_loop);
    printf("the task quit GLib's loop\n");

    coir_loop_close(&loop);
    coir_glib_close(&guest);
    g_source_remove(timeout);
    g_main_loop_unref(main_loop);
    return 0;
}
