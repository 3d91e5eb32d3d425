/* connect.h - open a connection to a host, secure where the URL says so.
 *
 * The one place that knows about TLS, which is there where OpenSSL was found.
 * SPDX-License-Identifier: MIT
 */
#ifndef CRAWL_CONNECT_H
#define CRAWL_CONNECT_H

#include "coir/coir.h"
#include "errors.h"
#if WITH_TLS
#include "coir/tls.h"
#endif

struct url_origin;

/* What a host's connections have in common, so that later ones begin quicker. Zeroed at first. */
struct session {
#if WITH_TLS
    struct coir_tls_session tls;
#else
    char none;
#endif
};

void session_end(struct session *session);

/* A connection. */
struct line {
    struct coir_stream *stream; /* what to read from and write to */
    const char *why;            /* what TLS says about an error, or "" */
    struct coir_stream socket;
#if WITH_TLS
    struct coir_tls tls;
#endif
};

/* Prepare TLS.
 *
 * authorities  a PEM file with those to be trusted; NULL: the system's
 * trust        true: trust everybody
 * returns      0, or an error: those of coir_tls_trust, NO_TLS if it matters */
int connect_begin(const char *authorities, bool trust);
void connect_end(void);

/* Open one: AWAIT(self->open, line_open, .line = &line, .origin = &origin, .session = &session).
 *
 * line      yours, open afterwards unless there was an error, until line_close
 * errors    as coir_open_tcp, coir_start_tls; NO_TLS */
struct line_open {
    CORO;
    struct line *line;
    const struct url_origin *origin;
    struct session *session;
    /* private */
    struct coir_open_tcp open;
#if WITH_TLS
    struct coir_start_tls start;
#endif
};

ASYNC_DECLARE(line_open);

void line_close(struct line *line);

#endif
