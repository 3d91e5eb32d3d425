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

/* The task of a connection: owns the descriptor, and closes it whatever the handler does. As long
 * as its server runs it is in the server's list. */
struct coir_connection_ {
    COIR_CORO;
    coir_body handler;
    void *context;
    struct coir_serve *server; /* NULL: it has ended */
    struct coir_link link;
    int fd, value;
    struct coir_stream stream;
    struct coir_any_handler_ frame; /* longer than shown here */
};

/* ---- The list of connections ---- */

static void join_(struct coir_connection_ *connection, struct coir_serve *server) {
    connection->server = server;
    coir_link_before(&server->connections, &connection->link);
    server->running++;
}

/* The server may wait for room or a connection, and asks again; or it sleeps, and that is over. */
static void leave_(struct coir_connection_ *connection) {
    struct coir_serve *server = connection->server;
    if (!server)
        return;
    connection->server = NULL;
    coir_unlink(&connection->link);
    server->running--;
    coir_wake(server->task, server->task->entry.wait == COIR_ON_OBJECT ? (int)COIR_PENDING : 0);
}

static struct coir_connection_ *of_link_(struct coir_link *link) {
    return (struct coir_connection_ *)(void *)((char *)link -
                                               offsetof(struct coir_connection_, link));
}

static void detach_all_(struct coir_serve *server) {
    while (!coir_list_empty(&server->connections)) {
        struct coir_connection_ *connection = of_link_(server->connections.next);
        connection->server = NULL;
        coir_unlink(&connection->link);
    }
}

static void cancel_all_(struct coir_serve *server) {
    for (struct coir_link *link = server->connections.next; link != &server->connections;
         link = link->next) {
        char *frame = (char *)of_link_(link);
        coir_cancel((struct coir_task *)(void *)(frame - offsetof(struct coir_spawned_, frame)));
    }
}

/* ---- A connection ---- */

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
        leave_(self);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

/* Start the task of a connection. */
static int start_(struct coir_serve *self, struct coir_loop *loop) {
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
    if (error < 0) {
        close(self->fd);
        return error;
    }
    join_(connection, self);
    coir_release(task);
    return 0;
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
    struct coir_waiting *readers = &self->listener->descriptor.readers;
    if (!self->listener->descriptor.watched)
        return COIR_CLOSED;
    if (self->limit && self->running >= self->limit)
        return coir_park(&readers->tasks, readers);
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
        cancel_all_(self->server);
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
    coir_list_init(&self->connections);
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
        detach_all_(self);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

#endif
