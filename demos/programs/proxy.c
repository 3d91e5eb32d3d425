/* proxy.c - pass connections on to another server, and take their TLS away if told:
 *
 *     proxy [-c CERTIFICATE] PORT HOST HOST_PORT
 *
 *     -c  a PEM file with the certificate and its key: clients talk TLS to us, and we talk plainly
 *         to the server behind
 *
 * A connection is two pumps in a group, one for each direction. A pump reads no more than the other
 * side takes. When one side ends its half, so does the pump, and the other one goes on; when one
 * fails, the group stops both. SIGINT: no new connections, and five seconds for those that are.
 * SPDX-License-Identifier: MIT
 */
#include "coir/coir.h"

#include <stdio.h>
#include <stdlib.h>

#if WITH_TLS
#include "coir/tls.h"

static struct coir_tls_context context;
#endif

enum { PIECE = 16 << 10, CONNECTIONS = 5000 };

#define BEGINNING COIR_S(10) /* for TLS and the connection behind, or somebody could occupy us */

static struct {
    const char *certificate, *host;
    int port, host_port;
} options;

/* ---- One direction ---- */

struct pump {
    CORO;
    struct coir_stream *from, *to;
    int n;
    char bytes[PIECE];
};

ASYNC(pump) {
    for (;;) {
        AWAIT_INTO(self->n, coir_read(self->from, self->bytes, sizeof self->bytes));
        if (self->n == 0)
            break;
        AWAIT(coir_write_all(self->to, self->bytes, (size_t)self->n));
    }
    AWAIT(coir_write_eof(self->to));
}
ASYNC_END

/* ---- One connection ---- */

struct passage {
    COIR_CONNECTION;
    struct coir_timeout timeout;
    struct coir_open_tcp open;
    struct coir_stream behind, *front; /* the server's side, and the client's */
#if WITH_TLS
    struct coir_start_tls start;
    struct coir_tls tls;
#endif
    struct coir_group group;
    COIR_TASK(pump) there, back;
};

ASYNC(passage) {
    self->front = self->stream;
    coir_keep_alive(self->stream, 60, 10, 6); /* who is gone without a word is found out */
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = BEGINNING) {
#if WITH_TLS
            if (options.certificate) {
                AWAIT(self->start, coir_start_tls, .tls = &self->tls, .context = &context,
                      .below = self->stream);
                self->front = &self->tls.stream;
            }
#endif
            AWAIT(self->open, coir_open_tcp, .host = options.host, .port = options.host_port,
                  .stream = &self->behind);
        }
        ASYNC_WITH_END
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->there, pump, .from = self->front, .to = &self->behind);
            START(&self->group, self->back, pump, .from = &self->behind, .to = self->front);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_ERROR) {
        /* Whose fault it was, both sides are closed; the other connections do not notice. */
    }
    FINALLY {
        coir_close(&self->behind);
        coir_close(self->front);
    }
    TRY_END
}
ASYNC_END

/* ---- The program ---- */

struct proxy {
    CORO;
    struct coir_listener listener;
    struct coir_serve serve;
    char text[COIR_ADDRESS_TEXT];
};

ASYNC(proxy) {
    AWAIT(coir_listen(&self->listener, coir_running_loop(), "127.0.0.1", options.port));
    printf("proxy: listening on %s\n", coir_address_text(&self->listener.address, self->text));
    fflush(stdout);
    AWAIT(self->serve, coir_serve, .listener = &self->listener, COIR_HANDLER(passage),
          .limit = CONNECTIONS, .grace = COIR_S(5));
}
ASYNC_END

/* The certificate, if there is one to be read. */
static int prepare(void) {
    if (!options.certificate)
        return 0;
#if WITH_TLS
    return coir_tls_server(&context, options.certificate, NULL);
#else
    return COIR_UNSUPPORTED;
#endif
}

int main(int n, char **words) {
    int error, status;
    if (n > 2 && strcmp(words[1], "-c") == 0) {
        options.certificate = words[2];
        words += 2, n -= 2;
    }
    if (n != 4) {
        fprintf(stderr, "proxy [-c CERTIFICATE] PORT HOST HOST_PORT\n");
        return 2;
    }
    options.port = atoi(words[1]);
    options.host = words[2];
    options.host_port = atoi(words[3]);
    error = prepare();
    if (error < 0) {
        fprintf(stderr, "proxy: %s: %s\n", options.certificate, coir_error_text(error));
        return 1;
    }
    status = COIR_RUN(proxy);
#if WITH_TLS
    if (options.certificate)
        coir_tls_context_close(&context);
#endif
    return status;
}
