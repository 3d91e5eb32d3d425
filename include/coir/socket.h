/* socket.h - connect to others over TCP or a Unix socket, and serve those who connect.
 *
 * Rung 12. A connection costs a struct coir_stream and the buffer you give it, and 2 KB while it is
 * being opened; coir_serve allocates one piece per connection, of the size of your handler's frame
 * and 320 bytes on 64-bit. Writing to a connection that is gone is an error, never a signal.
 *
 *     struct echo { COIR_CONNECTION; char line[80]; int n; };
 *
 *     ASYNC(echo) {
 *         AWAIT_INTO(self->n, coir_read(self->stream, self->line, sizeof self->line));
 *         AWAIT(coir_write_all(self->stream, self->line, (size_t)self->n));
 *     }
 *     ASYNC_END
 *
 *     coir_listen(&self->listener, coir_running_loop(), "127.0.0.1", 7);
 *     AWAIT(self->serve, coir_serve, .listener = &self->listener, COIR_HANDLER(echo));
 *
 * Needs: stream.h, dns.h, spawn.h.   Semantics: asyncio.open_connection, start_server; TCP_NODELAY
 * is on.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_SOCKET_H
#define COIR_SOCKET_H

#include "coir/dns.h"
#include "coir/spawn.h"
#include "coir/stream.h"

#if COIR_SYSTEM_IO

/* How many addresses of a name are tried. */
#define COIR_OPEN_MOST 6

/* An address that is being tried, and who waits. Private. */
struct coir_attempt_ {
    struct coir_descriptor descriptor;
    struct coir_task *task;
};

/* Open a connection: AWAIT(self->open, coir_open_tcp, .host = "example.org", .port = 80, ...).
 *
 * The addresses of a name are tried in turns of IPv6 and IPv4, beginning with the family of the
 * first. Each has a head start before the next, and when one fails, the next begins at once. The
 * first that connects is kept, and the others are closed (RFC 8305, happy eyeballs).
 *
 * host      a name; a numeric address; or "localhost": 127.0.0.1 and ::1
 * port      1 to 65535
 * stream    yours, not open (the descriptor of one that is would be lost, and nobody tells);
 *           afterwards open and yours to coir_close; not open after an error
 * buffer    for reading, size bytes; see coir_stream_buffer
 * delay     the head start, in ticks; 0: 250 ms; COIR_FOREVER: one after the other
 * resolve   NULL, or as coir_getaddrinfo's
 * errors    those of coir_getaddrinfo; COIR_VALUE: the port
 *           COIR_REFUSED, COIR_UNREACHABLE, COIR_TIMEOUT (the system's), COIR_FILES, ...: that of
 *           the last address to fail
 *           COIR_CANCELLED; a lookup under way is left behind, see coir_getaddrinfo
 * context   a task
 * source    asyncio.open_connection; happy_eyeballs_delay */
struct coir_open_tcp {
    COIR_CORO;
    const char *host;
    int port;
    struct coir_stream *stream;
    void *buffer;
    size_t size;
    coir_time delay;
    coir_resolver resolve;
    /* private */
    const struct coir_kind *kind;
    struct coir_task *task;
    struct coir_handle next;
    struct coir_getaddrinfo look;
    struct coir_address addresses[COIR_OPEN_MOST];
    struct coir_attempt_ others[COIR_OPEN_MOST - 1];
    void (*notify)(struct coir_descriptor *descriptor, int bits);
    int begun, outcome;
    uint8_t flying;
    bool due;
};

COIR_ASYNC_DECLARE(coir_open_tcp);

/* Open a connection to a Unix socket: AWAIT(self->open, coir_open_unix, .path = "/run/x", ...).
 *
 * path      as in coir_address_set_unix
 * stream, buffer, size   as in coir_open_tcp
 * errors    COIR_NOT_FOUND, COIR_REFUSED (nobody listens there now), COIR_DENIED, COIR_TOO_LONG, ...
 *           COIR_CANCELLED
 * context   a task. If the queue of the other side is full, it tries again every 10 ms, because the
 *           system does not tell when there is room
 * source    asyncio.open_unix_connection */
struct coir_open_unix {
    COIR_CORO;
    const char *path;
    struct coir_stream *stream;
    void *buffer;
    size_t size;
    /* private */
    int outcome;
};

COIR_ASYNC_DECLARE(coir_open_unix);

/* The file of a Unix socket, to know it again. Private. */
struct coir_socket_file {
    uint64_t device, number;
};

/* A socket that accepts connections. */
struct coir_listener {
    struct coir_descriptor descriptor;
    struct coir_address address; /* where it listens: the port, if you asked for 0 */
    struct coir_socket_file file;
    uint8_t calls; /* of accept since a task last waited; private */
};

/* What a handler's struct begins with: its header, its connection, and coir_serve's context. */
#define COIR_CONNECTION                                                                            \
    COIR_CORO;                                                                                     \
    struct coir_stream *stream;                                                                    \
    void *context

/* COIR_HANDLER(name): the two arguments of coir_serve that say what runs for each connection. */
#define COIR_HANDLER(name) .handler = name, .size = sizeof(struct name)

/* How a server waits for its connections when it ends. Private. */
struct coir_serve_end_ {
    COIR_CORO;
    struct coir_serve *server;
    coir_time deadline;
    bool cancelled;
};

/* Accept connections and run a handler for each, as a task: AWAIT(self->serve, coir_serve, ...).
 *
 * Run one for each listener; they may share a scope. It ends normally when the listener is closed,
 * which is how another task stops it; or it is cancelled.
 *
 * listener  open
 * handler   with COIR_HANDLER(name), a coroutine whose struct begins with COIR_CONNECTION. When it
 *           ends, in whatever way, its connection is closed: the system resets it, and what was
 *           written last may be lost, if something came that was not read. Its error goes to the
 *           loop's error handler. It gives the stream a buffer if it needs one, usually a member
 * context   anything, for the handlers
 * scope     where the handlers belong; NULL: to the loop
 * limit     how many may be connected at once: the next ones wait in the listener's queue. 0: any
 *           number
 * grace     what happens to connections when it ends. 0: they go on without it. Otherwise it closes
 *           the listener, waits until all have ended, and after so many ticks cancels their
 *           handlers: COIR_S(10), COIR_FOREVER. Less than 0: it cancels them at once. Cancelling
 *           the server while it waits cancels the handlers
 * errors    COIR_CANCELLED; of accept. When descriptors or memory run out, it tries again as soon as
 *           one of its connections ends, and every 100 ms
 * source    asyncio.start_server, serve_forever, Server.close, wait_closed */
struct coir_serve {
    COIR_CORO;
    struct coir_listener *listener;
    coir_body handler;
    size_t size;
    void *context;
    struct coir_scope *scope;
    unsigned limit;
    coir_time grace;
    /* private */
    int fd;
    unsigned running;
    struct coir_task *task;
    struct coir_serve_end_ end;
};

COIR_ASYNC_DECLARE(coir_serve);

COIR_C_BEGIN_

/* The addresses of a connection: the other side's, and this side's.
 *
 * errors    COIR_NOT_CONNECTED, COIR_CLOSED, COIR_UNSUPPORTED (not a socket) */
int coir_peer(const struct coir_stream *stream, struct coir_address *address);
int coir_local(const struct coir_stream *stream, struct coir_address *address);

/* Have the system find out that the other side of a TCP connection is gone without a word, as when
 * its machine was switched off: reads and writes then give COIR_TIMEOUT.
 *
 * idle      seconds of silence after which it asks
 * interval  seconds between its questions
 * count     questions without an answer until it gives up
 * errors    COIR_UNSUPPORTED (no TCP), COIR_VALUE, COIR_CLOSED
 * context   the loop's thread */
int coir_keep_alive(struct coir_stream *stream, int idle, int interval, int count);

/* Make a stream of an open descriptor: a connected socket, a pipe, a terminal, a file, an eventfd
 * (which reads and writes 8 bytes at a time, no less). Standard input may be any of these.
 *
 * stream    yours, not open
 * fd        made non-blocking; the stream's from now on, coir_close closes it; still yours after
 *           an error. On Linux a terminal or a pipe is opened once more for that, under the same
 *           number, so that whoever shares it (a shell its terminal; a printf to one that is
 *           standard input too) keeps one that waits. Of a socket, elsewhere, or where the system
 *           does not allow it, they share that it does not. A file is always ready, and holds up
 *           the loop as long as the disk takes: file.h does not. If it is not a socket and the
 *           program has not set SIGPIPE, that is ignored from now on, as in Python
 * errors    COIR_CLOSED: no descriptor; COIR_UNSUPPORTED: the port has none
 * context   the loop's thread */
int coir_open_fd(struct coir_stream *stream, struct coir_loop *loop, int fd);

/* Make two streams of two connected sockets, both in this process.
 *
 * a, b      yours, not open; open afterwards, without buffers, and each yours to coir_close; neither
 *           is open after an error
 * errors    COIR_FILES, COIR_SYSTEM_FILES, ...
 * context   the loop's thread
 * source    socket.socketpair */
int coir_socket_pair(struct coir_stream *a, struct coir_stream *b, struct coir_loop *loop);

/* Listen on an address.
 *
 * listener  yours; stays where it is until coir_listener_close
 * host      numeric, or "localhost"; NULL: every IPv4 address of this machine
 * port      0: the system chooses; see listener->address.port
 * errors    COIR_UNKNOWN_HOST, COIR_VALUE, COIR_ADDRESS_IN_USE, COIR_DENIED, COIR_NO_ADDRESS, ...
 * context   the loop's thread */
int coir_listen(struct coir_listener *listener, struct coir_loop *loop, const char *host, int port);

/* Listen on a Unix socket. coir_listener_close removes its file, if it still is the same one.
 *
 * listener  as in coir_listen
 * path      as in coir_address_set_unix. The file of a socket on which nobody listens any more is
 *           replaced
 * errors    COIR_ADDRESS_IN_USE somebody listens there, or the file is no socket; COIR_NOT_FOUND its
 *           directory; COIR_TOO_LONG, COIR_DENIED, ...
 * context   the loop's thread
 * source    asyncio.start_unix_server (which takes the place of one that is alive, too) */
int coir_listen_unix(struct coir_listener *listener, struct coir_loop *loop, const char *path);

/* For coir_listen_at and coir_open_datagram: several sockets, as a rule of several processes, share
 * the address, and the system spreads what comes; an IPv6 socket takes IPv4 too, as addresses like
 * ::ffff:127.0.0.1; datagrams may go to broadcast addresses. */
#define COIR_REUSE_PORT 1
#define COIR_DUAL_STACK 2
#define COIR_BROADCAST 4

/* The same with everything said.
 *
 * address   an internet address, or one of a Unix socket
 * backlog   how many may wait to be accepted; 0: 1024; the system may have a lower limit
 * options   0, COIR_REUSE_PORT, COIR_DUAL_STACK, or both with |
 * errors    as coir_listen and coir_listen_unix; COIR_UNSUPPORTED an option
 * context   the loop's thread */
int coir_listen_at(struct coir_listener *listener, struct coir_loop *loop,
                   const struct coir_address *address, int backlog, int options);

/* Accept on a socket that listens already: one that a parent or an init system hands over.
 *
 * fd        made non-blocking; the listener's from now on; still yours after an error. The file of
 *           a Unix socket stays when it is closed
 * context   the loop's thread */
int coir_listen_fd(struct coir_listener *listener, struct coir_loop *loop, int fd);

/* Take the next connection: AWAIT(coir_accept(&listener, &stream)).
 *
 * stream    yours, not open; open afterwards, without a buffer
 * returns   0
 * errors    COIR_FILES, COIR_SYSTEM_FILES, COIR_BUFFERS, COIR_NO_MEMORY: the connection waits
 *           in the queue; try again later
 *           COIR_NO_SPACE, and COIR_NO_MEMORY too: the port can watch no more descriptors, and the
 *           connection was closed
 *           COIR_CLOSED, COIR_CANCELLED (no connection is lost)
 * context   a task, in AWAIT; any number of them */
int coir_accept(struct coir_listener *listener, struct coir_stream *stream);

/* Stop listening. Who waits gets COIR_CLOSED. Idempotent; does nothing to one that was zeroed and
 * never opened. */
void coir_listener_close(struct coir_listener *listener);

COIR_C_END_

#endif
#endif
