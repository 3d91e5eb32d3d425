/* tls.c - talk in secret: the server and the client of streams.c, with TLS on top.
 *
 *     context = ssl.create_default_context(cafile='localhost.pem')
 *     await asyncio.open_connection('127.0.0.1', port, ssl=context, server_hostname='localhost')
 *
 *     tls localhost.pem
 *
 * The file has a certificate for `localhost` and its key; nobody vouches for it but itself. The
 * client trusts it because it is told to, and finds out when it is called by another name.
 */
#include <stdio.h>

#include "coir/coir.h"
#include "coir/tls.h"

static struct coir_tls_context server_context, client_context;

struct echo {
    COIR_CONNECTION;
    struct coir_start_tls start;
    struct coir_tls tls;
    char buffer[80], line[80];
    int n;
};

ASYNC(echo) {
    TRY {
        AWAIT(self->start, coir_start_tls, .tls = &self->tls, .context = &server_context,
              .below = self->stream, .buffer = self->buffer, .size = sizeof self->buffer);
        for (;;) {
            AWAIT_INTO(self->n, coir_readline(&self->tls.stream, self->line, sizeof self->line));
            if (self->n == 0)
                RETURN();
            printf("server: %s", self->line);
            AWAIT(coir_write_all(&self->tls.stream, self->line, (size_t)self->n));
        }
    }
    CATCH(COIR_TLS) {
        printf("server: %s\n", coir_tls_reason(&self->tls));
    }
    FINALLY {
        coir_close(&self->tls.stream);
    }
    TRY_END
}
ASYNC_END

struct client {
    CORO;
    int port;
    const char *name;
    struct coir_open_tcp open;
    struct coir_start_tls start;
    struct coir_stream socket;
    struct coir_tls tls;
    char buffer[80], line[80];
};

ASYNC(client) {
    AWAIT(self->open, coir_open_tcp, .host = "127.0.0.1", .port = self->port,
          .stream = &self->socket);
    TRY {
        AWAIT(self->start, coir_start_tls, .tls = &self->tls, .context = &client_context,
              .below = &self->socket, .host = self->name, .buffer = self->buffer,
              .size = sizeof self->buffer);
        printf("client: %s with %s\n", coir_tls_version(&self->tls), self->name);
        AWAIT(coir_write_all(&self->tls.stream, "a secret\n", 9));
        AWAIT(coir_readline(&self->tls.stream, self->line, sizeof self->line));
        printf("client: %s", self->line);
        AWAIT(coir_tls_goodbye(&self->tls));
    }
    CATCH(COIR_CERTIFICATE) {
        printf("client: %s: %s\n", self->name, coir_tls_reason(&self->tls));
    }
    FINALLY {
        coir_close(&self->tls.stream);
        coir_close(&self->socket);
    }
    TRY_END
}
ASYNC_END

struct app {
    CORO;
    struct coir_listener listener;
    COIR_TASK(coir_serve) server;
    struct client client;
};

ASYNC(app) {
    AWAIT(coir_listen(&self->listener, coir_running_loop(), "127.0.0.1", 0));
    START(coir_running_loop(), self->server, coir_serve, .listener = &self->listener,
          COIR_HANDLER(echo));
    AWAIT(self->client, client, .port = self->listener.address.port, .name = "localhost");
    AWAIT(self->client, client, .port = self->listener.address.port, .name = "example.org");
    coir_listener_close(&self->listener);
    AWAIT(coir_join(&self->server.task));
}
ASYNC_END

int main(int argc, char **argv) {
    const char *file = argc > 1 ? argv[1] : "localhost.pem";
    int error = coir_tls_server(&server_context, file, NULL);
    if (error < 0) {
        printf("%s: %s\n", file, coir_tls_context_reason(&server_context));
        return 1;
    }
    error = coir_tls_client(&client_context);
    if (error == 0)
        error = coir_tls_trust(&client_context, file);
    if (error == 0)
        error = COIR_RUN(app);
    coir_tls_context_close(&client_context);
    coir_tls_context_close(&server_context);
    return error < 0;
}
