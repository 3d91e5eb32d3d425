/* tls.h - keep a stream secret: TLS 1.2 and 1.3 over any stream, as client or server.
 *
 * Rung 12, in a library of its own: libcoir-tls, which needs OpenSSL 3. Below may stand a socket, a
 * pipe, memory, another TLS. What stands above is an ordinary struct coir_stream: read lines from
 * it, write to it, close it.
 *
 *     coir_tls_client(&tls_context);                              once, for all connections
 *     ...
 *     AWAIT(self->start, coir_start_tls, .tls = &self->tls, .context = &tls_context,
 *           .below = &self->socket, .host = "example.org");
 *     AWAIT(coir_write_all(&self->tls.stream, "ping\n", 5));
 *
 * A client trusts the system's authorities, and checks the certificate and the name in it, unless
 * told otherwise. The end of a stream (a read of 0 bytes) is one that the other side said with
 * TLS; a connection that just ends is COIR_TRUNCATED, so nobody can cut a message short unseen.
 *
 * Costs struct coir_tls (336 bytes on 64-bit), and what OpenSSL allocates: 14 KB for a server's
 * connection at rest and 34 KB for a client's, 17 KB more while a record comes in, the same while
 * one goes out, and what the stream below did not take of that one: at most a record, 16 KB. A
 * context costs 13 KB, and the authorities that it trusts. Nothing grows with what is transferred.
 * Who sends messages about keys and sessions by the dozen, and nothing else, is refused.
 *
 * Needs: stream.h.   Semantics: asyncio's start_tls, ssl.SSLContext.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_TLS_H
#define COIR_TLS_H

#include "coir/stream.h"

#if COIR_SYSTEM_IO

struct ssl_st;
struct ssl_ctx_st;
struct ssl_session_st;
struct bio_method_st;

/* What may be said in coir_tls_minimum. */
enum coir_tls_version { COIR_TLS_1_2 = 0x0303, COIR_TLS_1_3 = 0x0304 };

/* How the other side's certificate is looked at. */
enum coir_tls_verify {
    COIR_TLS_NONE,     /* not: for servers the default */
    COIR_TLS_OPTIONAL, /* a client may have none */
    COIR_TLS_REQUIRED  /* for clients the default */
};

/* What connections have in common: who we are, and whom we trust.
 *
 * The caller's, as long as one of its connections is open; those may be of several threads, but then
 * nothing is changed in it after the first of them began. Members are private but for `ssl`, which is
 * OpenSSL's, for all that has no function here. */
struct coir_tls_context {
    struct ssl_ctx_st *ssl;
    struct bio_method_st *method;
    unsigned long why; /* the last error, as OpenSSL packs it */
    bool is_server, has_roots, verifies;
    uint8_t protocols_size;
    unsigned char protocols[64]; /* as they go over the line */
    unsigned char rules[16];     /* a name for how it verifies: sessions of others are not used */
};

/* What a client keeps of a connection to be quick the next time. Zeroed at first; the caller's, as
 * long as a connection that got it is open. It spares the look at the certificate, so it serves only
 * for the same host and context, and as long as nothing is changed there about whom to trust. */
struct coir_tls_session {
    struct ssl_session_st *ssl;
};

/* A secured connection. All is private but `stream`, and `ssl`, which is OpenSSL's. */
struct coir_tls {
    struct coir_stream stream; /* what to read from and write to */
    struct coir_stream *below;
    struct coir_above above; /* ... where this stands */
    struct ssl_st *ssl;
    struct coir_tls_context *context;
    struct coir_tls_session *session;
    char *rest; /* of a record: what the stream below did not take yet */
    size_t rest_size, rest_sent;
    struct coir_link leaving; /* tasks in coir_tls_goodbye that wait for that */
    int owed;      /* bytes in a record that is on its way, of which the writer was not told */
    int error;     /* of reading below, in the running call */
    int out_error; /* what every write gives from now on */
    uint8_t established, broken, cut, goodbye;
    uint8_t wants; /* the running call: COIR_READABLE, COIR_WRITABLE */
    uint8_t reader_waits_for_room, writer_waits_for_bytes;
    unsigned messages; /* about keys and sessions, in the running call */
    long verdict;      /* on the certificate */
    unsigned long why; /* the last error, as OpenSSL packs it */
    char protocol[32];
};

/* Secure a stream that is open: AWAIT(self->start, coir_start_tls, .tls = &self->tls, ...).
 *
 * tls       yours, not open; stays where it is until coir_close(&tls->stream), which closes the
 *           stream below too. After an error it is not open, and below still has to be closed
 * context   of a client or a server
 * below     open, and used by nobody else any more. What is in its buffer already is taken as TLS
 * host      of a client: the name or the numeric address that the certificate must be for; a name
 *           is told to the server (SNI). NULL only where nothing is verified
 * buffer    for reading, size bytes; see coir_stream_buffer
 * session   of a client, or NULL: begin with what is in it, and keep in it what comes
 * errors    COIR_CERTIFICATE  the other side's is not acceptable; coir_tls_reason says why
 *           COIR_TLS          anything else; coir_tls_reason. If the other side did not like our
 *                             certificate, that may come with the first read instead (TLS 1.3)
 *           COIR_TRUNCATED    the other side ended the connection
 *           COIR_VALUE        no host, or not a possible one
 *           COIR_NO_MEMORY, COIR_CANCELLED, and those of the stream below
 * context   a task
 * source    asyncio's loop.start_tls */
struct coir_start_tls {
    COIR_CORO;
    struct coir_tls *tls;
    struct coir_tls_context *context;
    struct coir_stream *below;
    const char *host;
    void *buffer;
    size_t size;
    struct coir_tls_session *session;
    /* private */
    char byte;
};

COIR_ASYNC_DECLARE(coir_start_tls);

COIR_C_BEGIN_

/* ---- Contexts ---- */

/* Make a context for clients. It verifies, with the authorities of the system.
 *
 * context   yours
 * returns   0
 * errors    COIR_NO_MEMORY, COIR_TLS
 * context   anywhere, one thread at a time; so all functions for contexts. They may read files, so
 *           call them early
 * source    ssl.create_default_context */
int coir_tls_client(struct coir_tls_context *context);

/* Make a context for servers. It does not ask clients for certificates.
 *
 * context   yours
 * chain     a PEM file: the certificate, and those between it and the authority
 * key       a PEM file: its private key, without a password; NULL: in the same file
 * returns   0
 * errors    COIR_NOT_FOUND, COIR_DENIED, ... of the files
 *           COIR_CERTIFICATE  something is wrong in them; coir_tls_context_reason
 *           COIR_NO_MEMORY, COIR_TLS */
int coir_tls_server(struct coir_tls_context *context, const char *chain, const char *key);

/* Give everything back. Idempotent; does nothing to one that was zeroed and never made. */
void coir_tls_context_close(struct coir_tls_context *context);

/* Trust the authorities in a PEM file, in place of the system's. Once more: those too.
 *
 * errors    COIR_NOT_FOUND, ... of the file; COIR_CERTIFICATE: none in it
 * source    ssl.SSLContext.load_verify_locations */
int coir_tls_trust(struct coir_tls_context *context, const char *file);

/* Have a certificate of our own, for a client: chain and key as in coir_tls_server. */
int coir_tls_identity(struct coir_tls_context *context, const char *chain, const char *key);

/* Say how the other side's certificate is looked at. A server that verifies needs coir_tls_trust.
 *
 * source    ssl.SSLContext.verify_mode */
void coir_tls_verify(struct coir_tls_context *context, enum coir_tls_verify how);

/* Refuse versions below this one. It is TLS 1.2 at first. */
int coir_tls_minimum(struct coir_tls_context *context, enum coir_tls_version version);

/* Offer protocols, or as a server choose among those offered (ALPN). If none fits, there is none.
 *
 * protocols  names with commas between, the best first: "h2,http/1.1"; at most 63 bytes
 * errors     COIR_VALUE
 * source     ssl.SSLContext.set_alpn_protocols */
int coir_tls_protocols(struct coir_tls_context *context, const char *protocols);

/* Why the last of these functions failed, in OpenSSL's words. */
const char *coir_tls_context_reason(const struct coir_tls_context *context);

/* ---- Connections ---- */

/* Why it failed, in OpenSSL's words: "certificate has expired", "tlsv1 alert unknown ca". Also after
 * coir_start_tls has failed.
 *
 * returns   a constant string; "" if it did not fail, or not in TLS */
const char *coir_tls_reason(const struct coir_tls *tls);

/* End the conversation in good order: AWAIT(coir_tls_goodbye(&self->tls)). Says that we send no
 * more, then reads until the other side has said so too; what still comes is thrown away.
 *
 * coir_close alone says goodbye and waits for nothing. That may be too quick: if there is no room
 * below for the goodbye, the other side is told of a cut; and on a socket, what the other side has
 * not read yet is lost if we had not read all that it sent.
 *
 * returns   0
 * errors    COIR_TRUNCATED, and as coir_read, coir_write_eof
 * context   a task, in AWAIT; a deadline around it is wise
 * source    ssl.SSLSocket.unwrap */
int coir_tls_goodbye(struct coir_tls *tls);

/* The protocol that was agreed on (ALPN), or "". */
static inline const char *coir_tls_protocol(const struct coir_tls *tls) {
    return tls->protocol;
}

/* "TLSv1.3", and the name of the cipher. Of an open one. */
const char *coir_tls_version(const struct coir_tls *tls);
const char *coir_tls_cipher(const struct coir_tls *tls);

/* Did it begin with what a session had kept? Of an open one. */
bool coir_tls_resumed(const struct coir_tls *tls);

/* Of a server: the name that the client asked for, or "". Of an open one. */
const char *coir_tls_name(const struct coir_tls *tls);

/* Who the other side is: the subject of its certificate, in one line.
 *
 * text      receives at most size bytes, a 0 at the end included
 * returns   its length
 * errors    COIR_EMPTY it has none; COIR_LIMIT it is too long; COIR_NO_MEMORY */
int coir_tls_subject(const struct coir_tls *tls, char *text, size_t size);

/* Forget what is in it. */
void coir_tls_session_clear(struct coir_tls_session *session);

COIR_C_END_

#endif
#endif
