/* serve.c - run a handler for everybody who connects.
 *
 * One piece of memory per connection, for its task, its stream and the frame of its handler.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "socket_.h"

#if COIR_SYSTEM_IO
#include <unistd.h>

/* What every handler's struct begins with. */
struct coir_any_handler_ {
    COIR_CONNECTION;
};

/* The task of a connection: owns the descriptor, which is in the stream also before that is open,
 * and closes it whatever the handler does. The handler's frame is prepared, so that all there is of
 * a connection is here once. */
struct coir_connection_ {
    COIR_CORO;
    struct coir_serve *server; /* NULL: it has ended */
    struct coir_stream stream;
    struct coir_any_handler_ frame; /* longer than shown here */
};

/* The server may wait for room or a connection, and asks again; or it sleeps, and that is over. */
static void leave_(struct coir_connection_ *connection) {
    struct coir_serve *server = connection->server;
    if (!server)
        return;
    connection->server = NULL;
    server->running--;
    coir_wake(server->task, server->task->entry.wait == COIR_ON_OBJECT ? (int)COIR_PENDING : 0);
}

/* ---- A connection ---- */

/* A leaf that never waits. The descriptor is still ours after an error. */
static int open_(struct coir_stream *stream) {
    int fd = stream->descriptor.fd;
    int error = coir_open_socket_(stream, coir_running_loop(), fd);
    stream->descriptor.fd = fd;
    return error;
}

/* The first AWAIT is where it stands when its task is started, so that a task that is cancelled
 * before its first turn closes the connection too. */
COIR_ASYNC(coir_connection_) {
    self->stream.transport = NULL; /* not open yet */
    COIR_TRY {
        COIR_AWAIT(COIR_PENDING);
        COIR_AWAIT(open_(&self->stream));
        COIR_AWAIT_CALL(&self->frame.coir_);
    }
    COIR_FINALLY {
        if (!self->stream.transport)
            close(self->stream.descriptor.fd);
        coir_close(&self->stream);
        leave_(self);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

static struct coir_scope *scope_(const struct coir_serve *self, struct coir_loop *loop) {
    return self->scope ? self->scope : &loop->scope;
}

/* Start the task of a connection. */
static int start_(struct coir_serve *self, struct coir_loop *loop) {
    struct coir_scope *scope = scope_(self, loop);
    size_t size = sizeof(struct coir_connection_) + self->size - sizeof(struct coir_any_handler_);
    struct coir_task *task = coir_allocate_(loop, size, coir_connection_);
    struct coir_connection_ *connection;
    int error = COIR_NO_MEMORY;
    if (task) {
        connection = COIR_FRAME(task, coir_connection_);
        connection->stream.descriptor.fd = self->fd;
        connection->frame.coir_.body = self->handler;
        connection->frame.stream = &connection->stream;
        connection->frame.context = self->context;
        coir_connection_(connection, 0);
        error = coir_start_spawned_(scope, &task);
    }
    if (error < 0) {
        close(self->fd);
        return error;
    }
    connection->server = self;
    self->running++;
    coir_release(task);
    return 0;
}

/* ---- All connections ---- */

/* The connection of this server that a task of its scope is, or NULL. */
static struct coir_connection_ *connection_of_(const struct coir_serve *self,
                                               struct coir_task *task) {
    struct coir_connection_ *connection;
    if (!(task->entry.flags & COIR_SPAWNED_))
        return NULL;
    connection = (struct coir_connection_ *)coir_spawned_frame_(task);
    return connection->coir_.body == coir_connection_ && connection->server == self ? connection
                                                                                    : NULL;
}

/* They are found among the tasks of the scope, which takes time only when the server ends. */
static void for_all_(const struct coir_serve *self,
                     void (*function)(struct coir_connection_ *connection)) {
    struct coir_link *tasks = &scope_(self, coir_running_loop())->tasks, *link, *next;
    for (link = tasks->next; link != tasks; link = next) {
        struct coir_connection_ *connection = connection_of_(
            self, (struct coir_task *)(void *)((char *)link - offsetof(struct coir_task, all)));
        next = link->next;
        if (connection)
            function(connection);
    }
}

static void detach_(struct coir_connection_ *connection) {
    connection->server = NULL;
}

static void cancel_(struct coir_connection_ *connection) {
    char *frame = (char *)connection;
    coir_cancel((struct coir_task *)(void *)(frame - offsetof(struct coir_spawned_, frame)));
}

/* ---- The server ---- */

/* Errors that pass when others give something back. */
static bool is_shortage_(int error) {
    return error == COIR_FILES || error == COIR_SYSTEM_FILES || error == COIR_BUFFERS ||
           error == COIR_NO_MEMORY;
}

/* A leaf: the next connection's descriptor, when there is room for it. Who waits for room stands
 * with those who wait to accept, so closing the listener tells it. */
static int accept_(struct coir_serve *self) {
    struct coir_descriptor *descriptor = &self->listener->descriptor;
    if (!descriptor->watched)
        return COIR_CLOSED;
    if (self->limit && self->running >= self->limit)
        return coir_park(&descriptor->tasks, &descriptor->readers);
    return coir_accept_(self->listener);
}

static int sleep_until_(coir_time deadline) {
    return deadline == COIR_FOREVER ? coir_sleep(COIR_FOREVER) : coir_sleep_until(deadline);
}

/* Wait for all connections until the deadline; then, or when somebody is tired of waiting, cancel
 * them and wait on. */
COIR_ASYNC(coir_serve_end_) {
    COIR_TRY {
        while (self->server->running && coir_now() < self->deadline)
            COIR_AWAIT(sleep_until_(self->deadline));
    }
    COIR_CATCH(COIR_CANCELLED) {
        self->cancelled = true;
    }
    COIR_TRY_END
    while (self->server->running) {
        for_all_(self->server, cancel_);
        COIR_TRY {
            while (self->server->running)
                COIR_AWAIT(coir_sleep(COIR_FOREVER));
        }
        COIR_CATCH(COIR_CANCELLED) {
            self->cancelled = true;
        }
        COIR_TRY_END
    }
    if (self->cancelled)
        COIR_RAISE(COIR_CANCELLED);
}
COIR_ASYNC_END

static coir_time deadline_(const struct coir_serve *self) {
    coir_time now = coir_now();
    return self->grace < COIR_FOREVER - now ? now + self->grace : COIR_FOREVER;
}

COIR_ASYNC(coir_serve) {
    self->task = coir_current();
    COIR_TRY {
        for (;;) {
            COIR_TRY {
                COIR_AWAIT_INTO(self->fd, accept_(self));
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
                COIR_AWAIT(coir_sleep(COIR_MS(100)));
            else if (self->fd < 0)
                COIR_RAISE(self->fd);
        }
    }
    COIR_FINALLY {
        if (self->grace) {
            coir_listener_close(self->listener);
            COIR_AWAIT(self->end, coir_serve_end_, .server = self, .deadline = deadline_(self));
        }
        for_all_(self, detach_);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

#endif
