/* secure.h - https for status.c, where there is OpenSSL; elsewhere an error that says so.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef DEMO_SECURE_H
#define DEMO_SECURE_H

#include "coir/coir.h"

#define NO_HTTPS COIR_USER(2)

#if WITH_TLS
#include "coir/tls.h"

static struct coir_tls_context secure_context;

/* A secured connection, in the frame of whoever uses it. */
struct secret {
    struct coir_tls tls;
};

/* Trust the authorities in a file; NULL: those of the system. */
static inline int secure_begin(const char *authorities) {
    int error = coir_tls_client(&secure_context);
    if (error == 0 && authorities)
        error = coir_tls_trust(&secure_context, authorities);
    return error;
}

static inline void secure_end(void) {
    coir_tls_context_close(&secure_context);
}

/* Why a certificate will not do. */
static inline const char *secure_reason(const struct secret *secret) {
    return coir_tls_reason(&secret->tls);
}

#else

struct secret {
    char none;
};

static inline int secure_begin(const char *authorities) {
    return authorities ? (int)NO_HTTPS : 0;
}

static inline void secure_end(void) {
}

static inline const char *secure_reason(const struct secret *secret) {
    (void)secret;
    return "";
}

#endif

/* Put TLS on a connection; then `stream` is what to read and write. */
struct secure {
    CORO;
    struct secret *secret;
    struct coir_stream *below;
    const char *host;
    void *buffer;
    size_t size;
    struct coir_stream *stream;
#if WITH_TLS
    struct coir_start_tls start;
#endif
};

ASYNC(secure) {
#if WITH_TLS
    AWAIT(self->start, coir_start_tls, .tls = &self->secret->tls, .context = &secure_context,
          .below = self->below, .host = self->host, .buffer = self->buffer, .size = self->size);
    self->stream = &self->secret->tls.stream;
#else
    RAISE(NO_HTTPS);
#endif
}
ASYNC_END

#endif
