/* glib.c - run a Coir loop as a guest inside a GLib main loop.
 *
 * One GSource. GLib asks it how long it may wait, which is a look at the ready queue and the next
 * deadline; dispatching it is a turn of Coir. SPDX-License-Identifier: MIT
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif
#include "coir/glib.h"
#include "../loop_.h"

#ifdef __linux__
#include <glib.h>

#include "../port/posix_.h"

struct coir_glib_source_ {
    GSource source;
    struct coir_glib *guest;
    gpointer tag; /* of the epoll set in the source */
};

static struct coir_glib *guest_(GSource *source) {
    return ((struct coir_glib_source_ *)(void *)source)->guest;
}

/* Has the epoll set something, as far as GLib looked? */
static bool is_readable_(const struct coir_glib *self) {
    return g_source_query_unix_fd(&self->source->source, self->source->tag) != 0;
}

/* ---- The source ---- */

/* How long Coir has nothing to do by itself. The loop's time is that of its last turn. */
static coir_time span_(struct coir_glib *self) {
    struct coir_loop *loop = self->loop;
    coir_time span;
    if (coir_loop_is_running(loop))
        return self->span;
    if (coir_loop_is_closed(loop))
        return COIR_FOREVER;
    if (self->again || !coir_nothing_ready_(loop))
        return 0;
    span = coir_timers_span_(loop);
    if (span != COIR_FOREVER)
        span -= self->port.now(&self->port) - loop->now;
    return span > 0 ? span : 0;
}

static gboolean prepare_(GSource *source, gint *milliseconds) {
    *milliseconds = coir_milliseconds_(span_(guest_(source)));
    return *milliseconds == 0;
}

/* Something happened: conditions that tasks wait for may hold, too. */
static gboolean check_(GSource *source) {
    struct coir_glib *self = guest_(source);
    return is_readable_(self) || span_(self) == 0 ||
           (!coir_loop_is_running(self->loop) && !coir_list_empty(&self->loop->polled));
}

/* A turn, unless this is GLib inside a turn of Coir. What became readable counts as something
 * outside, so that the port is asked. */
static gboolean dispatch_(GSource *source, GSourceFunc callback, gpointer data) {
    struct coir_glib *self = guest_(source);
    const int outside = is_readable_(self);
    (void)callback, (void)data;
    if (coir_loop_is_running(self->loop) || coir_loop_is_closed(self->loop))
        return G_SOURCE_CONTINUE;
    self->turning = 1;
    coir_external(self->loop, outside);
    self->again = coir_poll(self->loop) == 0;
    coir_external(self->loop, -outside);
    self->turning = 0;
    return G_SOURCE_CONTINUE;
}

static GSourceFuncs functions = {prepare_, check_, dispatch_, NULL, NULL, NULL};

/* ---- The port ---- */

/* If Coir drives, let GLib run once. Then look what became ready; GLib drives, only if it said
 * so. */
static void wait_(struct coir_port *port, struct coir_loop *loop, coir_time span) {
    struct coir_glib *self = (struct coir_glib *)port;
    if (!self->turning) {
        self->span = span;
        g_main_context_iteration(g_source_get_context(&self->source->source), span != 0);
    }
    if (!self->turning || is_readable_(self))
        self->inner.port.wait(&self->inner.port, loop, 0);
}

static coir_time now_(struct coir_port *port) {
    struct coir_glib *self = (struct coir_glib *)port;
    return self->inner.port.now(&self->inner.port);
}

static void wake_(struct coir_port *port) {
    struct coir_glib *self = (struct coir_glib *)port;
    self->inner.port.wake(&self->inner.port);
}

static int watch_(struct coir_port *port, struct coir_descriptor *descriptor) {
    struct coir_glib *self = (struct coir_glib *)port;
    return self->inner.port.watch(&self->inner.port, descriptor);
}

static void unwatch_(struct coir_port *port, struct coir_descriptor *descriptor) {
    struct coir_glib *self = (struct coir_glib *)port;
    self->inner.port.unwatch(&self->inner.port, descriptor);
}

/* ---- Coming and going ---- */

int coir_glib_init(struct coir_glib *guest, struct coir_loop *loop,
                   struct _GMainContext *main_context) {
    GSource *source;
    int error;
    memset(guest, 0, sizeof *guest);
    guest->loop = loop;
    guest->port.now = now_;
    guest->port.wait = wait_;
    guest->port.wake = wake_;
    guest->port.watch = watch_;
    guest->port.unwatch = unwatch_;
    error = coir_epoll_init(&guest->inner);
    if (error < 0)
        return error;
    source = g_source_new(&functions, sizeof *guest->source);
    g_source_set_name(source, "Coir");
    guest->source = (struct coir_glib_source_ *)(void *)source;
    guest->source->guest = guest;
    guest->source->tag = g_source_add_unix_fd(source, guest->inner.epoll, G_IO_IN);
    g_source_attach(source, main_context);
    return 0;
}

void coir_glib_close(struct coir_glib *guest) {
    GSource *source;
    if (!guest->source)
        return;
    source = &guest->source->source;
    guest->source = NULL;
    g_source_destroy(source);
    g_source_unref(source);
    coir_epoll_close(&guest->inner);
}

#else

int coir_glib_init(struct coir_glib *guest, struct coir_loop *loop,
                   struct _GMainContext *main_context) {
    (void)loop, (void)main_context;
    memset(guest, 0, sizeof *guest);
    return COIR_UNSUPPORTED;
}

void coir_glib_close(struct coir_glib *guest) {
    (void)guest;
}

#endif
