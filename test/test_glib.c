/* test_glib.c - a Coir loop in a GLib main loop: as in any host, and in a context of its own.
 *
 * Real time, but nothing here depends on how fast it is.
 */
#include <glib.h>

#include "coir/glib.h"

static struct coir_glib guest;
static struct coir_loop loop;
static GMainContext *context; /* NULL: the default one */

static void host_open(void) {
    coir_glib_init(&guest, &loop, context);
    coir_loop_init(&loop, &guest.port);
}

static void host_close(void) {
    coir_glib_close(&guest);
}

static void host_once(void) {
    g_main_context_iteration(context, TRUE);
}

static void (*later)(void);

static gboolean on_timeout(gpointer data) {
    (void)data;
    later();
    return G_SOURCE_REMOVE;
}

static void host_later(int ms, void (*function)(void)) {
    GSource *source = g_timeout_source_new((guint)ms);
    later = function;
    g_source_set_callback(source, on_timeout, NULL, NULL);
    g_source_attach(source, context);
    g_source_unref(source);
}

#include "guest.h"

START_TEST(it_runs_in_a_context_of_its_own) {
    static COIR_TASK(sleeper) task;
    context = g_main_context_new();
    begin();
    start_talkers(3);
    START(&loop, task, sleeper, .name = "slept", .ms = 2);
    run_host();
    close_talkers();
    end();
    g_main_context_unref(context);
    context = NULL;
    ck_assert_str_eq(trace, "slept");
}
END_TEST

START_TEST(closing_twice_does_nothing) {
    begin();
    coir_glib_close(&guest);
    end();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("glib");
    TCase *own = tcase_create("GLib");
    suite_add_tcase(suite, guest_tests());
    tcase_add_test(own, it_runs_in_a_context_of_its_own);
    tcase_add_test(own, closing_twice_does_nothing);
    suite_add_tcase(suite, own);
    return run_suite(suite);
}
