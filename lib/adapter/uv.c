/* uv.c - run a Coir loop as a guest inside a libuv loop.
 *
 * Before libuv waits, and after it has, Coir takes a turn without waiting. An idle handle keeps
 * libuv from waiting while tasks are ready, a timer stands for the next deadline, and one poll
 * handle watches the epoll set with Coir's descriptors and its wake-up. SPDX-License-Identifier:
 * MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "coir/uv.h"

#ifdef __linux__
#include <limits.h>
#include <stdlib.h>
#include <uv.h>

/* What libuv needs until it has closed it, which is later than the guest lives. */
struct coir_uv_handles_ {
    uv_prepare_t prepare;
    uv_check_t check;
    uv_idle_t idle;
    uv_timer_t timer;
    uv_poll_t poll;
    unsigned open;
};

/* ---- When libuv is to come round again ---- */

static void idle_(uv_idle_t *handle) {
    (void)handle;
}

static void timer_(uv_timer_t *handle) {
    (void)handle;
}

static void arm_(struct coir_uv *self, coir_time span) {
    struct coir_uv_handles_ *handles = self->handles;
    if (span == 0)
        uv_idle_start(&handles->idle, idle_);
    else
        uv_idle_stop(&handles->idle);
    uv_timer_stop(&handles->timer);
    if (span != 0 && span != COIR_FOREVER) {
        uv_update_time(handles->timer.loop);
        uv_timer_start(&handles->timer, timer_, (uint64_t)(span / 1000 + (span % 1000 != 0)), 0);
    }
    if (self->loop->tasks || self->loop->external)
        uv_ref((uv_handle_t *)&handles->poll);
    else
        uv_unref((uv_handle_t *)&handles->poll);
}

/* ---- libuv drives ---- */

/* A turn, unless this is libuv inside a turn of Coir. What became readable counts as something
 * outside, so that the port is asked. */
static void turn_(struct coir_uv *self) {
    const int outside = self->readable;
    coir_time span;
    if (coir_loop_is_running(self->loop) || coir_loop_is_closed(self->loop))
        return;
    self->turning = 1;
    coir_external(self->loop, outside);
    span = coir_poll(self->loop);
    coir_external(self->loop, -outside);
    self->turning = 0;
    arm_(self, span);
}

static void prepare_(uv_prepare_t *handle) {
    turn_((struct coir_uv *)handle->data);
}

static void check_(uv_check_t *handle) {
    turn_((struct coir_uv *)handle->data);
}

static void poll_(uv_poll_t *handle, int status, int events) {
    (void)status, (void)events;
    ((struct coir_uv *)handle->data)->readable = 1;
}

/* ---- The port ---- */

static void ask_inner_(struct coir_uv *self) {
    self->readable = 0;
    self->inner.port.wait(&self->inner.port, self->loop, 0);
}

/* Coir drives: let libuv run once. */
static void drive_(struct coir_uv *self, coir_time span) {
    arm_(self, span);
    uv_ref((uv_handle_t *)&self->handles->poll);
    uv_run(self->handles->poll.loop, span ? UV_RUN_ONCE : UV_RUN_NOWAIT);
}

static void wait_(struct coir_port *port, struct coir_loop *loop, coir_time span) {
    struct coir_uv *self = (struct coir_uv *)port;
    (void)loop;
    if (!self->turning)
        drive_(self, span);
    if (self->readable)
        ask_inner_(self);
}

static coir_time now_(struct coir_port *port) {
    struct coir_uv *self = (struct coir_uv *)port;
    return self->inner.port.now(&self->inner.port);
}

static void wake_(struct coir_port *port) {
    struct coir_uv *self = (struct coir_uv *)port;
    self->inner.port.wake(&self->inner.port);
}

static int watch_(struct coir_port *port, struct coir_descriptor *descriptor) {
    struct coir_uv *self = (struct coir_uv *)port;
    return self->inner.port.watch(&self->inner.port, descriptor);
}

static void unwatch_(struct coir_port *port, struct coir_descriptor *descriptor) {
    struct coir_uv *self = (struct coir_uv *)port;
    self->inner.port.unwatch(&self->inner.port, descriptor);
}

/* ---- Coming and going ---- */

static int from_uv_(int error) {
    return error == UV_ENOMEM ? (int)COIR_NO_MEMORY : coir_from_errno(-error);
}

/* The handles that cannot fail, then the one that can. */
static int open_handles_(struct coir_uv *self, uv_loop_t *uv) {
    struct coir_uv_handles_ *handles = self->handles;
    int error = uv_poll_init(uv, &handles->poll, self->inner.epoll);
    if (error < 0)
        return from_uv_(error);
    uv_prepare_init(uv, &handles->prepare);
    uv_check_init(uv, &handles->check);
    uv_idle_init(uv, &handles->idle);
    uv_timer_init(uv, &handles->timer);
    handles->open = 5;
    handles->prepare.data = handles->check.data = handles->poll.data = self;
    uv_unref((uv_handle_t *)&handles->prepare);
    uv_unref((uv_handle_t *)&handles->check);
    uv_unref((uv_handle_t *)&handles->poll);
    uv_prepare_start(&handles->prepare, prepare_);
    uv_check_start(&handles->check, check_);
    uv_poll_start(&handles->poll, UV_READABLE, poll_);
    coir_uv_turn(self);
    return 0;
}

int coir_uv_init(struct coir_uv *guest, struct coir_loop *loop, struct uv_loop_s *uv) {
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
    guest->handles = (struct coir_uv_handles_ *)calloc(1, sizeof *guest->handles);
    error = guest->handles ? open_handles_(guest, uv) : (int)COIR_NO_MEMORY;
    if (error < 0) {
        free(guest->handles);
        guest->handles = NULL;
        coir_epoll_close(&guest->inner);
    }
    return error;
}

void coir_uv_turn(struct coir_uv *guest) {
    uv_idle_start(&guest->handles->idle, idle_);
}

/* The last one that libuv has closed takes the memory along. */
static void closed_(uv_handle_t *handle) {
    struct coir_uv_handles_ *handles = (struct coir_uv_handles_ *)handle->data;
    if (--handles->open == 0)
        free(handles);
}

static void close_(struct coir_uv_handles_ *handles, uv_handle_t *handle) {
    handle->data = handles;
    uv_close(handle, closed_);
}

void coir_uv_close(struct coir_uv *guest) {
    struct coir_uv_handles_ *handles = guest->handles;
    if (!handles)
        return;
    guest->handles = NULL;
    close_(handles, (uv_handle_t *)&handles->prepare);
    close_(handles, (uv_handle_t *)&handles->check);
    close_(handles, (uv_handle_t *)&handles->idle);
    close_(handles, (uv_handle_t *)&handles->timer);
    close_(handles, (uv_handle_t *)&handles->poll);
    coir_epoll_close(&guest->inner);
}

#else

int coir_uv_init(struct coir_uv *guest, struct coir_loop *loop, struct uv_loop_s *uv) {
    (void)loop, (void)uv;
    memset(guest, 0, sizeof *guest);
    return COIR_UNSUPPORTED;
}

void coir_uv_turn(struct coir_uv *guest) {
    (void)guest;
}

void coir_uv_close(struct coir_uv *guest) {
    (void)guest;
}

#endif
