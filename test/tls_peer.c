/* tls_peer.c - one side of TLS over TCP, for the other side to be somebody else's: see tls_peers.py.
 *
 *     tls_peer serve PEM [CA]                echo every connection; a line about each when it ends
 *     tls_peer connect PORT CA NAME BYTES    send so many and read them back, twice, with one session
 *     tls_peer line PORT CA NAME             send a line, print the one that comes back
 */
#include <stdio.h>
#include <stdlib.h>

#include "coir/coir.h"
#include "coir/tls.h"

static struct coir_tls_context context;
static char **words; /* the command line, from its second word on */

/* ---- The server ---- */

struct echo {
    COIR_CONNECTION;
    struct coir_start_tls start;
    struct coir_tls tls;
    char bytes[20000], subject[100];
    long total;
    int n, end;
};

static void tell(struct echo *self) {
    if (!self->tls.established) {
        printf("refused: %s\n", coir_tls_reason(&self->tls));
        return;
    }
    if (coir_tls_subject(&self->tls, self->subject, sizeof self->subject) < 0)
        strcpy(self->subject, "nobody");
    printf("%s resumed=%d name=%s subject=%s bytes=%ld end=%s\n", coir_tls_version(&self->tls),
           coir_tls_resumed(&self->tls), coir_tls_name(&self->tls), self->subject, self->total,
           coir_error_name(self->end));
}

ASYNC(echo) {
    TRY {
        AWAIT(self->start, coir_start_tls, .tls = &self->tls, .context = &context,
              .below = self->stream);
        do {
            AWAIT_INTO(self->n, coir_read(&self->tls.stream, self->bytes, sizeof self->bytes));
            AWAIT(coir_write_all(&self->tls.stream, self->bytes, (size_t)self->n));
            self->total += self->n;
        } while (self->n);
    }
    CATCH(COIR_ERROR) {
        self->end = COIR_CAUGHT;
    }
    FINALLY {
        tell(self);
        coir_close(&self->tls.stream);
    }
    TRY_END
}
ASYNC_END

struct serve {
    CORO;
    struct coir_listener listener;
    struct coir_serve serve;
};

ASYNC(serve) {
    AWAIT(coir_listen(&self->listener, coir_running_loop(), "127.0.0.1", 0));
    printf("%d\n", self->listener.address.port);
    AWAIT(self->serve, coir_serve, .listener = &self->listener, COIR_HANDLER(echo));
}
ASYNC_END

/* ---- The client ---- */

struct sender {
    CORO;
    struct coir_stream *stream;
    long left;
    char bytes[10000];
    size_t piece;
};

ASYNC(sender) {
    memset(self->bytes, 'x', sizeof self->bytes);
    while (self->left > 0) {
        self->piece =
            self->left < (long)sizeof self->bytes ? (size_t)self->left : sizeof self->bytes;
        AWAIT(coir_write_all(self->stream, self->bytes, self->piece));
        self->left -= (long)self->piece;
    }
}
ASYNC_END

struct visit {
    CORO;
    struct coir_tls_session *session;
    long bytes, came;
    struct coir_open_tcp open;
    struct coir_start_tls start;
    struct coir_stream socket;
    struct coir_tls tls;
    COIR_TASK(sender) sender;
    char buffer[20000];
    int n;
};

ASYNC(visit) {
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = atoi(words[0]),
          .stream = &self->socket);
    TRY {
        AWAIT(self->start, coir_start_tls, .tls = &self->tls, .context = &context,
              .below = &self->socket, .host = words[2], .session = self->session);
        START(coir_running_loop(), self->sender, sender, .stream = &self->tls.stream,
              .left = self->bytes);
        while (self->came < self->bytes) {
            AWAIT_INTO(self->n, coir_read(&self->tls.stream, self->buffer, sizeof self->buffer));
            if (self->n == 0)
                RAISE(COIR_EOF);
            self->came += self->n;
        }
        AWAIT(coir_join(&self->sender.task));
        printf("%s resumed=%d echoed=%ld\n", coir_tls_version(&self->tls),
               coir_tls_resumed(&self->tls), self->came);
        AWAIT(coir_tls_goodbye(&self->tls));
    }
    CATCH(COIR_ERROR) {
        printf("%s: %s\n", coir_error_name(COIR_CAUGHT), coir_tls_reason(&self->tls));
    }
    FINALLY {
        coir_close(&self->tls.stream);
        coir_close(&self->socket);
    }
    TRY_END
}
ASYNC_END

struct twice {
    CORO;
    struct visit visit;
    struct coir_tls_session session;
};

ASYNC(twice) {
    AWAIT(self->visit, visit, .session = &self->session, .bytes = atol(words[3]));
    AWAIT(self->visit, visit, .session = &self->session, .bytes = atol(words[3]));
    coir_tls_session_clear(&self->session);
}
ASYNC_END

struct line {
    CORO;
    struct coir_open_tcp open;
    struct coir_start_tls start;
    struct coir_stream socket;
    struct coir_tls tls;
    char buffer[100], text[100];
};

ASYNC(line) {
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = atoi(words[0]),
          .stream = &self->socket);
    TRY {
        AWAIT(self->start, coir_start_tls, .tls = &self->tls, .context = &context,
              .below = &self->socket, .host = words[2], .buffer = self->buffer,
              .size = sizeof self->buffer);
        AWAIT(coir_write_all(&self->tls.stream, "a line\n", 7));
        AWAIT(coir_readline(&self->tls.stream, self->text, sizeof self->text));
        printf("%s", self->text);
    }
    CATCH(COIR_ERROR) {
        printf("%s: %s\n", coir_error_name(COIR_CAUGHT), coir_tls_reason(&self->tls));
    }
    FINALLY {
        coir_close(&self->tls.stream);
        coir_close(&self->socket);
    }
    TRY_END
}
ASYNC_END

static int serve_all(void) {
    if (coir_tls_server(&context, words[0], NULL) < 0)
        return 1;
    if (words[1]) {
        if (coir_tls_trust(&context, words[1]) < 0)
            return 1;
        coir_tls_verify(&context, COIR_TLS_OPTIONAL);
    }
    return COIR_RUN(serve);
}

int main(int argc, char **argv) {
    int status;
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc < 3)
        return 2;
    words = argv + 2;
    if (strcmp(argv[1], "serve") == 0) {
        status = serve_all();
    } else {
        if (argc < 5 || coir_tls_client(&context) < 0 || coir_tls_trust(&context, words[1]) < 0)
            return 2;
        status = strcmp(argv[1], "line") == 0 ? COIR_RUN(line) : COIR_RUN(twice);
    }
    coir_tls_context_close(&context);
    return status;
}
