/* serve.c - run a handler for everybody who connects.
 *
 * One piece of memory per connection, for its task, its stream and the frame of its handler.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "socket_.h"

#if COIR_HOSTED
#include <unistd.h>

/* What every handler's struct begins with. */
struct coir_any_handler_ {
    COIR_CONNECTION;
};

/* The task of a connection: owns the descriptor, and closes it whatever the handler does. */
struct coir_connection_ {
    COIR_CORO;
    coir_body handler;
    void *context;
    int fd, value;
    struct coir_stream stream;
    struct coir_any_handler_ frame; /* longer than shown here */
};

/* The first call of a handler goes through this, which puts the real one in its place. */
COIR_BODY_DECLARE_(coir_any_handler_)
void *coir_any_handler_(void *frame, int arrived) {
    struct coir_any_handler_ *self = (struct coir_any_handler_ *)frame;
    self->coir_.body = ((struct coir_connection_ *)(void *)self->coir_.caller)->handler;
    return self->coir_.body(frame, arrived);
}

/* The YIELD is where it stands when its task is started, so that a task that is cancelled before
 * its first turn closes the connection too. */
COIR_ASYNC(coir_connection_) {
    self->stream.transport = NULL; /* not open yet */
    COIR_TRY {
        COIR_YIELD(0);
        COIR_AWAIT(coir_open_socket_(&self->stream, coir_running_loop(), self->fd));
        COIR_AWAIT(self->frame, coir_any_handler_, .stream = &self->stream,
                   .context = self->context);
    }
    COIR_FINALLY {
        if (!self->stream.transport)
            close(self->fd);
        coir_close(&self->stream);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

/* Start the task of a connection. */
static int start_(const struct coir_serve *self, struct coir_loop *loop) {
    struct coir_scope *scope = self->scope ? self->scope : &loop->scope;
    size_t size = sizeof(struct coir_connection_) + self->size - sizeof(struct coir_any_handler_);
    struct coir_task *task = coir_allocate_(loop, size, coir_connection_);
    struct coir_connection_ *connection;
    int error = COIR_NO_MEMORY;
    if (task) {
        connection = COIR_FRAME(task, coir_connection_);
        connection->handler = self->handler;
        connection->context = self->context;
        connection->fd = self->fd;
        coir_connection_(connection, 0);
        error = coir_start_spawned_(scope, &task);
    }
    if (error < 0)
        close(self->fd);
    else
        coir_release(task);
    return error;
}

/* Errors that pass when others give something back. */
static bool is_shortage_(int error) {
    return error == COIR_FILES || error == COIR_SYSTEM_FILES || error == COIR_BUFFERS ||
           error == COIR_NO_MEMORY;
}

COIR_ASYNC(coir_serve) {
    for (;;) {
        self->fd = COIR_PENDING;
        COIR_TRY {
            COIR_AWAIT_INTO(self->fd, coir_accept_(self->listener));
            self->fd = start_(self, coir_running_loop());
        }
        COIR_CATCH(COIR_CLOSED) {
            COIR_RETURN();
        }
        COIR_CATCH(COIR_ERROR) {
            self->fd = COIR_CAUGHT;
        }
        COIR_TRY_END
        if (is_shortage_(self->fd))
            COIR_AWAIT(coir_sleep(COIR_S(1)));
        else if (self->fd < 0)
            COIR_RAISE(self->fd);
    }
}
COIR_ASYNC_END

#endif
