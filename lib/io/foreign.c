/* foreign.c - let a library that brings its own descriptors wait in your loop.
 *
 * An epoll set, level-triggered, which the loop watches as one descriptor, edge-triggered. When it
 * becomes ready a callback looks at it, once per turn, until nothing in it is ready; then the next
 * edge will come. SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "coir/foreign.h"

#if COIR_SYSTEM_IO
#ifdef __linux__
#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

static int look_(void *argument);

/* The one that this thread tells something now, until that closes it. */
static COIR_THREAD_LOCAL_ struct coir_foreign *told_;

static void look_soon_(struct coir_foreign *self) {
    coir_call_soon(self->descriptor.loop, &self->handle, look_,
                   self); /* refused: it will be called */
}

static void tell_(struct coir_foreign *self, const struct epoll_event *event) {
    const uint32_t got = event->events, over = EPOLLHUP | EPOLLERR;
    self->ready(self, event->data.fd,
                (got & (EPOLLIN | over) ? COIR_READABLE : 0) |
                    (got & (EPOLLOUT | over) ? COIR_WRITABLE : 0));
}

/* One round. If something was ready it may be so still, after the other tasks have had their turn. */
static int look_(void *argument) {
    struct coir_foreign *self = (struct coir_foreign *)argument;
    struct epoll_event events[16];
    int n = epoll_wait(self->descriptor.fd, events, 16, 0);
    told_ = self;
    for (int i = 0; i < n && told_; i++)
        tell_(self, &events[i]);
    if (!told_)
        return 0;
    told_ = NULL;
    if (n <= 0)
        coir_used_up(&self->descriptor, COIR_READABLE);
    if (n > 0 && self->wanted)
        look_soon_(self);
    else if (self->wanted)
        coir_want(&self->descriptor, COIR_READABLE);
    return 0;
}

static void notify_(struct coir_descriptor *descriptor, int bits) {
    (void)bits;
    look_soon_((struct coir_foreign *)(void *)((char *)descriptor -
                                               offsetof(struct coir_foreign, descriptor)));
}

int coir_foreign_open(struct coir_foreign *foreign, struct coir_loop *loop,
                      void (*ready)(struct coir_foreign *foreign, int fd, int bits), void *owner) {
    int fd = epoll_create1(EPOLL_CLOEXEC), error;
    memset(foreign, 0, sizeof *foreign);
    if (fd < 0)
        return coir_from_errno(errno);
    error = coir_watch(loop, &foreign->descriptor, fd);
    if (error < 0) {
        close(fd);
        return error;
    }
    foreign->descriptor.notify = notify_;
    foreign->ready = ready;
    foreign->owner = owner;
    coir_foreign_want(foreign, true);
    return 0;
}

int coir_foreign_watch(struct coir_foreign *foreign, int fd, int bits) {
    const int set = foreign->descriptor.fd;
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    event.events = (bits & COIR_READABLE ? (uint32_t)EPOLLIN : 0) |
                   (bits & COIR_WRITABLE ? (uint32_t)EPOLLOUT : 0);
    event.data.fd = fd;
    if (!foreign->descriptor.watched)
        return COIR_CLOSED;
    if (!bits) {
        epoll_ctl(set, EPOLL_CTL_DEL, fd, &event); /* it may be closed, and gone by that */
        return 0;
    }
    if (epoll_ctl(set, EPOLL_CTL_MOD, fd, &event) == 0 ||
        (errno == ENOENT && epoll_ctl(set, EPOLL_CTL_ADD, fd, &event) == 0))
        return 0;
    return coir_from_errno(errno);
}

void coir_foreign_want(struct coir_foreign *foreign, bool wanted) {
    if (!foreign->descriptor.watched || foreign->wanted == wanted)
        return;
    foreign->wanted = wanted;
    if (wanted) {
        look_soon_(foreign);
        return;
    }
    coir_unwant(&foreign->descriptor, COIR_READABLE);
    coir_handle_cancel(&foreign->handle);
}

void coir_foreign_close(struct coir_foreign *foreign) {
    if (!foreign->descriptor.watched)
        return;
    if (told_ == foreign)
        told_ = NULL;
    coir_foreign_want(foreign, false);
    coir_unwatch(&foreign->descriptor);
    close(foreign->descriptor.fd);
}

#else

int coir_foreign_open(struct coir_foreign *foreign, struct coir_loop *loop,
                      void (*ready)(struct coir_foreign *foreign, int fd, int bits), void *owner) {
    (void)loop, (void)ready, (void)owner;
    memset(foreign, 0, sizeof *foreign);
    return COIR_UNSUPPORTED;
}

int coir_foreign_watch(struct coir_foreign *foreign, int fd, int bits) {
    (void)foreign, (void)fd, (void)bits;
    return COIR_UNSUPPORTED;
}

void coir_foreign_want(struct coir_foreign *foreign, bool wanted) {
    (void)foreign, (void)wanted;
}

void coir_foreign_close(struct coir_foreign *foreign) {
    (void)foreign;
}

#endif
#endif
