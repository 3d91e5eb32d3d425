/* soak_net.c - thousands of connections that talk, stall, reset and time out at random; then nothing
 * may be left of them:  soak_net [--connections N] [--seconds S | --lives L] [--seed SEED]
 *
 * Server and clients are a process each, with one loop. Each client lives L lives, or until S seconds
 * have passed. A life is a connection and one of seven ways to use it, drawn with its times from the
 * seed; meanwhile clients are cancelled at random. Every echoed byte is compared. At the end
 * descriptors, tasks, bytes and waits have to be in both what they were at the beginning.
 * SPDX-License-Identifier: MIT
 */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1
#endif
#include <coir/coir.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- What is asked for, and what happened ---- */

static struct options {
    int connections;
    long seconds, lives;
    uint64_t seed;
} options = {400, 0, 5, 1};

static struct {
    long lives, talked, ended, stalled, reset, timed_out, cancelled, refused, failed, wrong;
    int open, most;
} count;

static uint64_t state;

static unsigned draw(unsigned below) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)((state >> 32) % below);
}

/* Times are in beats, which are longer the more clients there are: the machine has to keep up. */
static coir_time beats(unsigned most) {
    coir_time beat = COIR_MS(1) + COIR_US(50) * options.connections;
    return beat * draw(most * 100) / 100;
}

/* ---- Books ---- */

/* Each piece knows its size; the books know the sum. */
static long allocated;

static void *allocate(size_t size) {
    size_t *piece = (size_t *)malloc(size + 16);
    if (!piece)
        return NULL;
    *piece = size;
    allocated += (long)size;
    return (char *)piece + 16;
}

static void release(void *memory) {
    size_t *piece = (size_t *)(void *)((char *)memory - 16);
    allocated -= (long)*piece;
    free(piece);
}

static int open_descriptors(void) {
    DIR *folder = opendir("/proc/self/fd");
    int n = 0;
    while (readdir(folder))
        n++;
    closedir(folder);
    return n;
}

static int results, failures;
static bool quiet; /* in the server's process: only what failed */

static void check(bool passed, const char *name) {
    if (!quiet)
        printf("%sok %d - %s\n", passed ? "" : "not ", ++results, name);
    else if (!passed)
        printf("# the server: not %s\n", name);
    failures += !passed;
}

/* ---- The server ---- */

/* The first byte of a connection says what the server does with it. */
enum { ECHO = 'e', SILENT = 's', RESET = 'r', FAIL = 'f' };

enum { HANDLER_FAILED = COIR_USER(1) };

static void reset_on_close(struct coir_stream *stream) {
    struct linger now;
    now.l_onoff = 1;
    now.l_linger = 0;
    setsockopt(stream->descriptor.fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

struct serve_one {
    COIR_CONNECTION;
    struct coir_timeout timeout;
    char bytes[256];
    int n;
};

ASYNC(serve_one) {
    AWAIT(coir_read_exactly(self->stream, self->bytes, 1));
    if (self->bytes[0] == FAIL)
        RAISE(HANDLER_FAILED);
    if (self->bytes[0] == RESET) {
        reset_on_close(self->stream);
        RETURN();
    }
    if (self->bytes[0] == SILENT) {
        AWAIT_INTO(self->n, coir_read(self->stream, self->bytes, sizeof self->bytes));
        RETURN();
    }
    for (;;) {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = beats(4) + COIR_MS(5)) {
            AWAIT_INTO(self->n, coir_read(self->stream, self->bytes, sizeof self->bytes));
        }
        ASYNC_WITH_END
        if (self->n == 0)
            RETURN();
        AWAIT(coir_write_all(self->stream, self->bytes, (size_t)self->n));
    }
}
ASYNC_END

/* Peers that go, deadlines that pass: all of these are somebody's plan. */
static bool is_expected(int error) {
    return error == COIR_RESET || error == COIR_PIPE || error == COIR_EOF ||
           error == COIR_TIMEOUT || error == HANDLER_FAILED;
}

static void on_error(struct coir_loop *loop, const char *what, int error) {
    (void)loop;
    if (is_expected(error))
        return;
    printf("# %s: %s\n", what, coir_error_text(error));
    count.failed++;
}

/* ---- A client ---- */

enum life { TALK, HALF, STALL, GO_AWAY, BE_RESET, MEET_FAILURE, WAIT_IN_VAIN, LIVES };

static struct coir_listener listener;

struct live {
    CORO;
    struct coir_open_tcp open;
    struct coir_stream stream;
    struct coir_timeout timeout;
    enum life way;
    char host[16], buffer[300], sent[256], got[256];
    int rounds, size, n;
};

static void begin_life(struct live *self) {
    /* Many addresses, so that ports do not run out. */
    snprintf(self->host, sizeof self->host, "127.0.%u.%u", draw(4), 1 + draw(250));
    self->way = (enum life)draw(LIVES);
    self->rounds = 1 + (int)draw(6);
}

static char first_byte(const struct live *self) {
    return self->way == WAIT_IN_VAIN   ? SILENT
           : self->way == BE_RESET     ? RESET
           : self->way == MEET_FAILURE ? FAIL
                                       : ECHO;
}

static void make_message(struct live *self) {
    self->size = 1 + (int)draw(sizeof self->sent - 1);
    for (int i = 0; i < self->size; i++)
        self->sent[i] = (char)draw(256);
}

/* One connection in one of the ways; errors are the caller's. */
ASYNC(live) {
    begin_life(self);
    AWAIT(self->open, coir_open_tcp, .host = self->host, .port = listener.address.port,
          .stream = &self->stream, .buffer = self->buffer, .size = sizeof self->buffer);
    TRY {
        if (++count.open > count.most)
            count.most = count.open;
        self->sent[0] = first_byte(self);
        AWAIT(coir_write_all(&self->stream, self->sent, 1));
        if (self->way == STALL)
            AWAIT(coir_sleep(beats(2)));
        if (self->way == WAIT_IN_VAIN || self->way == BE_RESET || self->way == MEET_FAILURE) {
            ASYNC_WITH(self->timeout, coir_timeout, .delay = beats(1) + 1) {
                AWAIT_INTO(self->n, coir_read(&self->stream, self->got, 1));
            }
            ASYNC_WITH_END
            self->rounds = 0;
        }
        while (self->rounds-- > 0) {
            make_message(self);
            AWAIT(coir_write_all(&self->stream, self->sent, (size_t)self->size));
            if (self->way == GO_AWAY && self->rounds == 0)
                break;
            AWAIT(coir_read_exactly(&self->stream, self->got, (size_t)self->size));
            count.wrong += memcmp(self->sent, self->got, (size_t)self->size) != 0;
            AWAIT(coir_sleep(beats(1) / 2));
        }
        if (self->way == HALF) {
            coir_write_eof(&self->stream);
            AWAIT_INTO(self->n, coir_read(&self->stream, self->got, 1));
            count.ended += self->n == 0;
        }
        count.talked += self->way == TALK;
        count.stalled += self->way == STALL;
    }
    FINALLY {
        if (self->way == GO_AWAY)
            reset_on_close(&self->stream);
        coir_close(&self->stream);
        count.open--;
    }
    TRY_END
}
ASYNC_END

static coir_time until;

struct client {
    CORO;
    struct live life;
    long left;
};

static void note(int error) {
    count.reset += error == COIR_RESET || error == COIR_PIPE || error == COIR_EOF;
    count.timed_out += error == COIR_TIMEOUT;
    count.refused += error == COIR_REFUSED || error == COIR_NO_ADDRESS;
    if (is_expected(error) || error == COIR_REFUSED || error == COIR_NO_ADDRESS)
        return;
    printf("# a client: %s\n", coir_error_text(error));
    count.failed++;
}

/* A cancellation ends a life, and not the client. */
ASYNC(client) {
    for (self->left = options.lives; options.seconds ? coir_now() < until : self->left > 0;
         self->left--) {
        TRY {
            AWAIT(coir_sleep(beats(1)));
            AWAIT(self->life, live);
        }
        CATCH(COIR_CANCELLED) {
            count.cancelled++;
        }
        CATCH(COIR_ERROR) {
            note(COIR_CAUGHT);
        }
        TRY_END
        count.lives++;
    }
}
ASYNC_END

/* ---- All of them ---- */

static struct coir_task **clients;

/* Cancels clients at random, until it is cancelled. */
struct killer {
    CORO;
};

ASYNC(killer) {
    for (;;) {
        AWAIT(coir_sleep(COIR_MS(1)));
        coir_cancel(clients[draw((unsigned)options.connections)]);
    }
}
ASYNC_END

struct all_clients {
    CORO;
    COIR_TASK(killer) killer;
    int i, n;
};

ASYNC(all_clients) {
    until = coir_now() + COIR_S(options.seconds);
    for (; self->n < options.connections; self->n++)
        if (SPAWN(clients[self->n], coir_running_loop(), client) < 0)
            RAISE(COIR_NO_MEMORY);
    START(coir_running_loop(), self->killer, killer);
    for (self->i = 0; self->i < self->n; self->i++)
        AWAIT(coir_join(clients[self->i]));
    coir_cancel(&self->killer.task);
    for (self->i = 0; self->i < self->n; self->i++)
        coir_release(clients[self->i]);
}
ASYNC_END

/* The server's process: it stops when the clients' process closes its end of the line. */
static int line[2];

struct whole_server {
    CORO;
    COIR_TASK(coir_serve) server;
    struct coir_stream line;
    char byte;
    int n;
};

ASYNC(whole_server) {
    START(coir_running_loop(), self->server, coir_serve, .listener = &listener,
          COIR_HANDLER(serve_one), .grace = COIR_S(1));
    AWAIT(coir_open_fd(&self->line, coir_running_loop(), dup(line[0])));
    AWAIT_INTO(self->n, coir_read(&self->line, &self->byte, 1));
    coir_close(&self->line);
    coir_listener_close(&listener);
    AWAIT(coir_join(&self->server.task));
}
ASYNC_END

static void tell(void) {
    printf("# %ld lives, at most %d at once: %ld talked, %ld ended in order, %ld stalled, %ld were "
           "reset, %ld timed out, %ld were cancelled, %ld refused\n",
           count.lives, count.most, count.talked, count.ended, count.stalled, count.reset,
           count.timed_out, count.cancelled, count.refused);
}

/* One descriptor per connection in each process, and some. */
static void allow_descriptors(void) {
    struct rlimit limit;
    rlim_t needed = (rlim_t)options.connections * 2 + 100;
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur >= needed)
        return;
    limit.rlim_cur = needed < limit.rlim_max ? needed : limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static void open_loop(struct coir_loop *loop, struct coir_epoll *port) {
    if (coir_epoll_init(port) < 0)
        exit(2);
    coir_loop_init(loop, &port->port);
    loop->allocate = allocate;
    loop->release = release;
    loop->on_error = on_error;
}

static void close_loop(struct coir_loop *loop, struct coir_epoll *port, unsigned external) {
    check(count.failed == 0, "every error was somebody's plan");
    check(count.open == 0 && allocated == 0, "no task and no byte is left");
    check(loop->external == external, "nobody waits for anything");
    coir_loop_close(loop);
    coir_epoll_close(port);
}

static void serve(void) {
    static struct coir_epoll port;
    static struct coir_loop loop;
    static COIR_TASK(whole_server) main_;
    int before = open_descriptors();
    unsigned external;
    open_loop(&loop, &port);
    external = loop.external;
    check(coir_listen_fd(&listener, &loop, line[1]) == 0, "the server takes its listener");
    START(&loop, main_, whole_server);
    check(coir_run_main(&loop, &main_.task) == 0, "the server came to its end");
    close_loop(&loop, &port, external);
    check(open_descriptors() == before - 1, "no descriptor is left"); /* the listener was there */
}

static void visit(void) {
    static struct coir_epoll port;
    static struct coir_loop loop;
    static COIR_TASK(all_clients) main_;
    int before = open_descriptors();
    unsigned external;
    clients = (struct coir_task **)calloc((size_t)options.connections, sizeof *clients);
    open_loop(&loop, &port);
    external = loop.external;
    START(&loop, main_, all_clients);
    check(coir_run_main(&loop, &main_.task) == 0, "all clients came to their end");
    tell();
    check(count.wrong == 0, "every byte came back as it was sent");
    check(count.talked && count.reset && count.timed_out, "there was a bit of everything");
    close_loop(&loop, &port, external);
    check(open_descriptors() == before, "no descriptor is left");
    free(clients);
}

static void read_options(int n, char **words) {
    for (int i = 1; i + 1 < n; i += 2) {
        long value = strtol(words[i + 1], NULL, 10);
        if (strcmp(words[i], "--connections") == 0)
            options.connections = (int)value;
        else if (strcmp(words[i], "--seconds") == 0)
            options.seconds = value;
        else if (strcmp(words[i], "--lives") == 0)
            options.lives = value;
        else if (strcmp(words[i], "--seed") == 0)
            options.seed = (uint64_t)value;
    }
    state = options.seed * 0x9e3779b97f4a7c15U + 1;
}

/* A listening socket for the server, and its port for the clients. */
static int listen_first(void) {
    static struct coir_epoll port;
    static struct coir_loop loop;
    int fd;
    open_loop(&loop, &port);
    if (coir_listen(&listener, &loop, NULL, 0) < 0)
        exit(2);
    fd = dup(listener.descriptor.fd);
    coir_listener_close(&listener);
    coir_loop_close(&loop);
    coir_epoll_close(&port);
    return fd;
}

int main(int n, char **words) {
    int status = 0, fd;
    pid_t child;
    setvbuf(stdout, NULL, _IOLBF, 0);
    read_options(n, words);
    allow_descriptors();
    fd = listen_first();
    if (pipe(line) < 0 || (child = fork()) < 0)
        return 2;
    if (child == 0) {
        quiet = true;
        close(line[1]);
        line[1] = fd;
        serve();
        return failures > 0;
    }
    close(line[0]);
    close(fd);
    visit();
    close(line[1]);
    waitpid(child, &status, 0);
    check(status == 0, "nothing is left in the server's process either");
    printf("1..%d\n", results);
    return failures > 0;
}
