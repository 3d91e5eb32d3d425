/* glib.h - run a Coir loop as a guest inside a GLib main loop.
 *
 * Rung 12, libcoir-glib. A port that is a GSource: GLib waits, and dispatches Coir when a task is
 * ready, a deadline has come or a descriptor is ready. Both sides run in one thread, so a GLib
 * callback may wake tasks, set futures and start tasks, and a task may call GLib, GTK or
 * GStreamer. All of Coir's descriptors are one for GLib, an epoll set. Costs two descriptors and a
 * GSource.
 *
 *     struct coir_glib guest;
 *     struct coir_loop loop;
 *     coir_glib_init(&guest, &loop, NULL);
 *     coir_loop_init(&loop, &guest.port);
 *     START(&loop, main_task, app);                        calls g_main_loop_quit at its end
 *     g_main_loop_run(main_loop);
 *     coir_loop_close(&loop);
 *     coir_glib_close(&guest);
 *
 * GLib's loop runs until somebody quits it, so nothing is reported as a deadlock; coir_print_tasks
 * shows who waits.
 *
 * Or let Coir drive: coir_run_main(&loop, &task) runs GLib's callbacks too, ends with the task and
 * cancels what is left. While a GLib callback may wake a task, say so with coir_external(&loop, 1).
 *
 * Where there is no epoll, coir_glib_init gives COIR_UNSUPPORTED.
 *
 * Needs: loop.h, epoll.h.   Semantics: of coir_poll, a turn at a time.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_GLIB_H
#define COIR_GLIB_H

#include "coir/loop.h"
#include "coir/epoll.h"

#if COIR_SYSTEM_IO

struct _GMainContext;

/* A Coir loop's place in a GLib main context. Its members are private, but for `port`. */
struct coir_glib {
    struct coir_port port; /* give it to coir_loop_init */
#ifdef __linux__
    struct coir_epoll inner;
#endif
    struct coir_loop *loop;
    struct coir_glib_source_ *source;
    coir_time span;  /* while Coir drives: how long GLib may wait */
    uint8_t again;   /* the last turn said that the next one should follow */
    uint8_t turning; /* GLib drives, and Coir takes its turn */
};

COIR_C_BEGIN_

/* Make a port of a GLib main context.
 *
 * guest     yours; stays where it is until coir_glib_close
 * loop      yours, as long; coir_loop_init it with &guest->port next, before GLib runs
 * main_context  a GMainContext; NULL: the default one
 * owns      a GSource, until coir_glib_close
 * returns   0
 * errors    COIR_FILES, COIR_SYSTEM_FILES, COIR_NO_MEMORY; COIR_UNSUPPORTED without epoll
 * context   the thread that runs the main context */
int coir_glib_init(struct coir_glib *guest, struct coir_loop *loop,
                   struct _GMainContext *main_context);

/* Leave the main context. The loop's tasks must be done. Idempotent.
 *
 * context   the same thread, outside of tasks */
void coir_glib_close(struct coir_glib *guest);

COIR_C_END_

#endif
#endif
