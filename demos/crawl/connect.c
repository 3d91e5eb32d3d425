/* connect.c - open a connection to a host, secure where the URL says so.
 *
 * SPDX-License-Identifier: MIT
 */
#include "connect.h"

#include "url.h"

#if WITH_TLS

static struct coir_tls_context context;

int connect_begin(const char *authorities, bool trust) {
    int error = coir_tls_client(&context);
    if (error == 0 && authorities)
        error = coir_tls_trust(&context, authorities);
    if (error == 0 && trust)
        coir_tls_verify(&context, COIR_TLS_NONE);
    return error;
}

void connect_end(void) {
    coir_tls_context_close(&context);
}

void session_end(struct session *session) {
    coir_tls_session_clear(&session->tls);
}

#else

int connect_begin(const char *authorities, bool trust) {
    return authorities || trust ? (int)NO_TLS : 0;
}

void connect_end(void) {
}

void session_end(struct session *session) {
    (void)session;
}

#endif

ASYNC(line_open) {
    self->line->why = "";
    self->line->stream = &self->line->socket;
    AWAIT(self->open, coir_open_tcp, .host = self->origin->host, .port = self->origin->port,
          .stream = &self->line->socket);
    if (!self->origin->secure)
        RETURN();
    TRY {
#if WITH_TLS
        AWAIT(self->start, coir_start_tls, .tls = &self->line->tls, .context = &context,
              .below = &self->line->socket, .host = self->origin->host,
              .session = &self->session->tls);
        self->line->stream = &self->line->tls.stream;
#else
        RAISE(NO_TLS);
#endif
    }
    CATCH(COIR_ANY) {
#if WITH_TLS
        self->line->why = coir_tls_reason(&self->line->tls);
#endif
        coir_close(&self->line->socket);
        RAISE(CAUGHT);
    }
    TRY_END
}
ASYNC_END

void line_close(struct line *line) {
    coir_close(line->stream);
}
