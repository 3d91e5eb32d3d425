/* serve.c - serve the files below a directory over HTTP/1.1.
 *
 *     serve [-a ADDRESS] [-p PORT] [-c CONNECTIONS] [-t SECONDS] [-v] [DIRECTORY]
 *
 *     -a  where to listen: 127.0.0.1          -c  how many at once: 1000
 *     -p  the port: 8000; 0: any              -t  how long a client may be silent: 15 s
 *     -v  a line per request on standard error
 *
 * A connection that waits for its next request costs its task and its stream; the buffers are made when
 * bytes come, and freed when the answer is out. What a client sends is bounded in length, number and
 * time. SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "answer.h"

enum { IN = 16 << 10, OUT = 24 << 10, PART = 1 << 20 };

static struct {
    const char *address, *directory;
    int port, connections, seconds;
    bool verbose;
} options = {"127.0.0.1", ".", 8000, 1000, 15, false};

static int root;              /* the directory */
static struct coir_link idle; /* connections that wait for a request */
static bool stopping;

/* What a request takes while it is being answered. */
struct work {
    struct http_message request;
    struct answer answer;
    size_t filled; /* bytes of `out` */
    char in[IN], out[OUT];
};

/* ---- Sending ---- */

/* Put the head, and as much of the body as fits, into the buffer. */
static int fill(struct work *work) {
    struct answer *answer = &work->answer;
    size_t room, n = 0;
    work->filled = (size_t)answer_head(answer, work->out);
    room = OUT - work->filled;
    if (answer->head_only)
        answer->length = 0;
    if ((int64_t)room > answer->length)
        room = (size_t)answer->length;
    if (answer->fd >= 0 && room) {
        ssize_t got = pread(answer->fd, work->out + work->filled, room, (off_t)answer->from);
        if (got < 0)
            return coir_from_errno(errno);
        n = (size_t)got;
    } else if (room) {
        n = room;
        memcpy(work->out + work->filled, answer->text + answer->from, n);
    }
    work->filled += n;
    answer->from += (int64_t)n;
    answer->length -= (int64_t)n;
    return 0;
}

/* A directory's page may be longer than the buffer. */
static int send_text(struct coir_stream *stream, struct answer *answer) {
    int error = coir_write_all(stream, answer->text + answer->from, (size_t)answer->length);
    if (error == 0)
        answer->length = 0;
    return error;
}

struct respond {
    CORO;
    struct coir_stream *stream;
    struct work *work;
    struct coir_timeout timeout;
    struct coir_send_file send;
};

/* So much of the file was handed over. */
static int count_sent(struct answer *answer, int64_t sent) {
    answer->from += sent;
    answer->length -= sent;
    return sent ? 0 : (int)COIR_EOF; /* it was cut meanwhile */
}

static int64_t next_part(const struct answer *answer) {
    return answer->length < PART ? answer->length : PART;
}

ASYNC(respond) {
    AWAIT(fill(self->work));
    ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(options.seconds)) {
        AWAIT(coir_write_all(self->stream, self->work->out, self->work->filled));
    }
    ASYNC_WITH_END
    while (self->work->answer.length > 0) {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(options.seconds)) {
            if (self->work->answer.fd < 0) {
                AWAIT(send_text(self->stream, &self->work->answer));
            } else {
                AWAIT(self->send, coir_send_file, .to = self->stream, .fd = self->work->answer.fd,
                      .offset = self->work->answer.from, .count = next_part(&self->work->answer));
                AWAIT(count_sent(&self->work->answer, self->send.result));
            }
        }
        ASYNC_WITH_END
    }
}
ASYNC_END

/* ---- A connection ---- */

static void tell(const struct work *work) {
    if (options.verbose)
        fprintf(stderr, "%d %s %s\n", work->answer.status,
                llhttp_method_name((llhttp_method_t)work->request.parser.method),
                work->request.target);
}

/* Read a request, or say what is wrong with it. Somebody who is silent, or gone, gets no answer. */
struct exchange {
    CORO;
    struct coir_stream *stream;
    struct work *work;
    struct http_read_head head;
    struct coir_timeout timeout;
    struct respond respond;
};

/* What is wrong with the request, if it is something to be told. */
static int explain(struct work *work, int error) {
    static char nothing[] = "-";
    if (error != HTTP_BAD && error != HTTP_TOO_LARGE && error != COIR_TIMEOUT)
        return error;
    if (work->request.last == 0) /* a client that never said a word */
        return COIR_EOF;
    work->request.target = nothing;
    answer_error(&work->answer, error);
    return 0;
}

ASYNC(exchange) {
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(options.seconds)) {
            AWAIT(self->head, http_read_head, .message = &self->work->request);
        }
        ASYNC_WITH_END
        answer_request(&self->work->answer, root, &self->work->request);
    }
    CATCH(COIR_ERROR) {
        AWAIT(explain(self->work, CAUGHT));
    }
    TRY_END
    tell(self->work);
    AWAIT(self->respond, respond, .stream = self->stream, .work = self->work);
}
ASYNC_END

/* Tell the client that this was all, and read what it still sends: closing at once would make the kernel
 * throw our last bytes away. */
struct part {
    CORO;
    struct coir_stream *stream;
    char *bytes;
    int n, left;
    struct coir_timeout timeout;
};

ASYNC(part) {
    AWAIT(coir_write_eof(self->stream));
    ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(2)) {
        for (self->left = 64; self->left; self->left--) {
            AWAIT_INTO(self->n, coir_read(self->stream, self->bytes, IN));
            if (self->n == 0)
                break;
        }
    }
    ASYNC_WITH_END
}
ASYNC_END

/* Requests, as long as there is more than waiting to do. A body that nobody wanted and that is still to
 * come is skipped before the next one, or it would be taken for that. */
static bool is_more(const struct http_message *request) {
    return request->last > request->first || !http_is_over(request);
}

struct talk {
    CORO;
    struct coir_stream *stream;
    struct work *work;
    struct exchange exchange;
    struct part part;
    bool again;
    int result; /* is the connection to be kept? */
};

static struct work *make_work(struct coir_stream *stream) {
    struct work *work = (struct work *)malloc(sizeof *work);
    if (work) {
        http_init(&work->request, HTTP_REQUEST, stream, work->in, IN);
        work->answer.fd = -1;
        work->answer.text = NULL;
    }
    return work;
}

ASYNC(talk) {
    self->work = make_work(self->stream);
    if (!self->work)
        RAISE(COIR_NO_MEMORY);
    TRY {
        do {
            AWAIT(self->exchange, exchange, .stream = self->stream, .work = self->work);
            self->again = self->work->answer.keep_alive;
            answer_close(&self->work->answer);
        } while (self->again && is_more(&self->work->request));
        if (!self->again)
            AWAIT(self->part, part, .stream = self->stream, .bytes = self->work->in);
        RETURN(self->again);
    }
    FINALLY {
        answer_close(&self->work->answer);
        free(self->work);
    }
    TRY_END
}
ASYNC_END

struct connection {
    COIR_CONNECTION;
    struct coir_link idle;
    struct talk talk;
    struct coir_timeout timeout;
};

/* Whatever goes wrong here is the client's affair. */
ASYNC(connection) {
    TRY {
        do {
            coir_link_before(&idle, &self->idle);
            TRY {
                ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(options.seconds)) {
                    AWAIT(coir_readable(&self->stream->descriptor));
                }
                ASYNC_WITH_END
            }
            FINALLY {
                coir_unlink(&self->idle);
            }
            TRY_END
            AWAIT(self->talk, talk, .stream = self->stream);
        } while (self->talk.result && !stopping);
    }
    CATCH(COIR_ERROR) {
        if (options.verbose && CAUGHT != COIR_EOF)
            fprintf(stderr, "connection: %s\n", coir_error_text(CAUGHT));
    }
    TRY_END
}
ASYNC_END

/* ---- The program ---- */

/* At the first SIGINT or SIGTERM no more connections are taken, those that wait are closed, and answers
 * that are under way are finished, for ten seconds; at the second, that is all. */
struct stop {
    CORO;
    struct coir_listener *listener;
    struct coir_signals signals;
};

static void close_idle(void) {
    struct coir_link *link;
    stopping = true;
    for (link = idle.next; link != &idle; link = link->next) {
        char *at = (char *)link - offsetof(struct connection, idle);
        coir_timeout_reschedule(&((struct connection *)(void *)at)->timeout, 0);
    }
}

ASYNC(stop) {
    ASYNC_FOR(self->signals, coir_signals, .set = COIR_SIGNAL(SIGINT) | COIR_SIGNAL(SIGTERM)) {
        if (stopping)
            _exit(128 + self->signals.value);
        coir_listener_close(self->listener);
        close_idle();
    }
    ASYNC_FOR_END
}
ASYNC_END

struct serve {
    CORO;
    struct coir_listener listener;
    struct coir_serve serve;
    COIR_TASK(stop) stop;
};

static void say_where(const struct coir_address *address) {
    char text[COIR_ADDRESS_TEXT];
    printf("http://%s/\n", coir_address_text(address, text));
    fflush(stdout);
}

ASYNC(serve) {
    coir_list_init(&idle);
    AWAIT(coir_listen(&self->listener, coir_running_loop(), options.address, options.port));
    START(coir_running_loop(), self->stop, stop, .listener = &self->listener);
    say_where(&self->listener.address);
    TRY {
        AWAIT(self->serve, coir_serve, .listener = &self->listener, COIR_HANDLER(connection),
              .limit = (unsigned)options.connections, .grace = COIR_S(10));
    }
    FINALLY {
        coir_listener_close(&self->listener);
    }
    TRY_END
}
ASYNC_END

/* A number from `least` to `most`, or the end of the program. */
static int number(const char *text, int least, int most) {
    char *end;
    long n = strtol(text, &end, 10);
    if (*end || end == text || n < least || n > most) {
        fprintf(stderr, "serve: %s: not a number from %d to %d\n", text, least, most);
        exit(2);
    }
    return (int)n;
}

static void read_options(int argc, char **argv) {
    int option;
    while ((option = getopt(argc, argv, "a:p:c:t:v")) != -1) {
        if (option == 'a')
            options.address = optarg;
        else if (option == 'p')
            options.port = number(optarg, 0, 65535);
        else if (option == 'c')
            options.connections = number(optarg, 1, 1000000);
        else if (option == 't')
            options.seconds = number(optarg, 1, 86400);
        else if (option == 'v')
            options.verbose = true;
        else
            exit(2);
    }
    if (argc - optind > 1) {
        fprintf(stderr, "serve: one directory, please\n");
        exit(2);
    }
    if (optind < argc)
        options.directory = argv[optind];
}

int main(int argc, char **argv) {
    read_options(argc, argv);
    root = open(options.directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root < 0) {
        fprintf(stderr, "serve: %s: %s\n", options.directory, strerror(errno));
        return 1;
    }
    return COIR_RUN(serve);
}
