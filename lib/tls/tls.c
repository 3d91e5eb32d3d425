/* tls.c - put TLS between a stream and the one below it.
 *
 * OpenSSL encrypts and decrypts; its input and output (a BIO) is the stream below, asked directly.
 * A record costs one call below, and no copy but OpenSSL's own. What the stream below does not
 * take of a record is kept until it does; as long as something is kept, nothing new is encrypted.
 * SPDX-License-Identifier: MIT
 */
#include "coir/tls.h"

#if COIR_SYSTEM_IO
#include <limits.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pthread.h>

/* The most that one record carries. */
enum { RECORD = 16384 };

/* OpenSSL takes in messages about keys and sessions without end, in a single call, and each costs far
 * more than it cost to send. Nobody has a reason to send so many in a row. */
enum { MESSAGES = 64 };

/* What became of our goodbye. */
enum { NOT_ASKED, ASKED, SAID };

/* ---- Between OpenSSL and the stream below ---- */

/* Send what is kept. 0: it is gone. */
static int flush_(struct coir_tls *tls) {
    while (tls->rest) {
        int n = COIR_CLOSED;
        if (tls->below)
            n = coir_stream_push(tls->below, tls->rest + tls->rest_sent,
                                 tls->rest_size - tls->rest_sent);
        if (n == COIR_PENDING)
            return n;
        if (n < 0)
            tls->out_error = n;
        else
            tls->rest_sent += (size_t)n;
        if (n < 0 || tls->rest_sent == tls->rest_size) {
            OPENSSL_free(tls->rest);
            tls->rest = NULL;
        }
    }
    return tls->out_error;
}

/* Keep some more. */
static int keep_(struct coir_tls *tls, const char *from, size_t size) {
    size_t kept = tls->rest ? tls->rest_size : 0;
    char *rest = (char *)OPENSSL_realloc(tls->rest, kept + size);
    if (!rest)
        return COIR_NO_MEMORY;
    memcpy(rest + kept, from, size);
    tls->rest = rest;
    tls->rest_size = kept + size;
    if (!kept)
        tls->rest_sent = 0;
    return 0;
}

/* All of it is taken, or nothing while something is kept. In the handshake more is kept: what a
 * side says there in one go has an end, and the last of it, the tickets of a server, may lie
 * unread for long. */
static int bio_write_(BIO *bio, const char *from, int size) {
    struct coir_tls *tls = (struct coir_tls *)BIO_get_data(bio);
    int done = 0, n = 0;
    BIO_clear_retry_flags(bio);
    if (tls->rest && tls->established) {
        BIO_set_retry_write(bio);
        return -1;
    }
    if (tls->rest)
        n = COIR_PENDING;
    while (done < size && n >= 0) {
        n = COIR_CLOSED;
        if (tls->below)
            n = coir_stream_push(tls->below, from + done, (size_t)(size - done));
        done += n > 0 ? n : 0;
    }
    if (n == COIR_PENDING)
        n = keep_(tls, from + done, (size_t)(size - done));
    if (n < 0)
        tls->out_error = n;
    return n < 0 ? -1 : size;
}

static int bio_read_(BIO *bio, char *into, int size) {
    struct coir_tls *tls = (struct coir_tls *)BIO_get_data(bio);
    int n = COIR_CLOSED;
    BIO_clear_retry_flags(bio);
    if (tls->messages > MESSAGES) {
        ERR_raise(ERR_LIB_SSL, SSL_R_TOO_MANY_KEY_UPDATES);
        return -1;
    }
    if (tls->below)
        n = coir_stream_pull(tls->below, into, (size_t)size);
    if (n > 0)
        return n;
    if (n == COIR_PENDING)
        BIO_set_retry_read(bio);
    else if (n == 0)
        tls->cut = 1;
    else
        tls->error = n;
    return n == 0 ? 0 : -1;
}

/* A message was sent or received. */
static void count_(int sent, int version, int type, const void *bytes, size_t size, SSL *ssl,
                   void *argument) {
    (void)version, (void)bytes, (void)size, (void)ssl;
    if (!sent && type == SSL3_RT_HANDSHAKE)
        ((struct coir_tls *)argument)->messages++;
}

static long bio_control_(BIO *bio, int command, long number, void *pointer) {
    struct coir_tls *tls = (struct coir_tls *)BIO_get_data(bio);
    (void)number;
    (void)pointer;
    if (command == BIO_CTRL_EOF)
        return tls->cut;
    return command == BIO_CTRL_FLUSH;
}

/* ---- The transport ---- */

/* Before each call of OpenSSL: its errors are a list, and should be of this call. */
static SSL *begin_(struct coir_tls *tls) {
    ERR_clear_error();
    tls->error = 0;
    tls->messages = 0;
    return tls->ssl;
}

static bool is_about_certificate_(unsigned long why) {
    int reason = ERR_GET_REASON(why);
    return ERR_GET_LIB(why) == ERR_LIB_SSL && (reason == SSL_R_CERTIFICATE_VERIFY_FAILED ||
                                               reason == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE);
}

/* OpenSSL has given up this connection: why? */
static int failure_(struct coir_tls *tls) {
    tls->broken = 1;
    if (tls->error)
        return tls->error;
    tls->why = ERR_peek_error();
    if (!tls->why && tls->out_error)
        return tls->out_error;
    if (ERR_GET_LIB(tls->why) == ERR_LIB_SSL &&
        ERR_GET_REASON(tls->why) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
        return COIR_TRUNCATED;
    if (ERR_GET_REASON(tls->why) == ERR_R_MALLOC_FAILURE)
        return COIR_NO_MEMORY;
    if (!is_about_certificate_(tls->why))
        return COIR_TLS;
    tls->verdict = SSL_get_verify_result(tls->ssl);
    return COIR_CERTIFICATE;
}

/* What a call of OpenSSL means that gave `result`, which is not a success. */
static int outcome_(struct coir_tls *tls, int result) {
    switch (SSL_get_error(tls->ssl, result)) {
    case SSL_ERROR_WANT_READ:
        tls->wants = COIR_READABLE;
        return COIR_PENDING;
    case SSL_ERROR_WANT_WRITE:
        tls->wants = COIR_WRITABLE;
        return COIR_PENDING;
    case SSL_ERROR_ZERO_RETURN:
        return 0;
    default:
        return failure_(tls);
    }
}

/* OpenSSL is in the middle of a message about keys or sessions: may it go on? While at it, it may
 * take in more than that; then it is the reader's turn. */
static bool is_in_the_middle_(struct coir_tls *tls) {
    if (!SSL_in_init(tls->ssl))
        return false;
    SSL_do_handshake(begin_(tls));
    if (SSL_has_pending(tls->ssl))
        coir_stream_ready(&tls->stream, COIR_READABLE);
    return SSL_in_init(tls->ssl) != 0;
}

/* Say that no more comes from us, as soon as what is kept has gone. */
static int say_goodbye_(struct coir_tls *tls) {
    if (tls->goodbye != ASKED || tls->rest || tls->broken || tls->out_error)
        return tls->out_error;
    if (is_in_the_middle_(tls) || tls->rest)
        return 0;
    tls->goodbye = SAID;
    return SSL_shutdown(begin_(tls)) < 0 ? outcome_(tls, -1) : 0;
}

/* Once, when both sides are agreed. */
static void establish_(struct coir_tls *tls) {
    const unsigned char *name;
    unsigned size;
    tls->established = 1;
    SSL_get0_alpn_selected(tls->ssl, &name, &size);
    if (size >= sizeof tls->protocol)
        size = 0;
    if (size)
        memcpy(tls->protocol, name, size);
    tls->protocol[size] = 0;
}

/* The handshake is a read that gives a byte when it is over. */
static int handshake_(struct coir_tls *tls) {
    int n = SSL_do_handshake(begin_(tls));
    if (n != 1) {
        n = outcome_(tls, n);
        return n == 0 ? (int)COIR_TRUNCATED : n;
    }
    establish_(tls);
    return 1;
}

static int read_(struct coir_stream *stream, void *into, size_t size) {
    struct coir_tls *tls = (struct coir_tls *)stream->owner;
    int n;
    if (!tls->established)
        return handshake_(tls);
    say_goodbye_(tls);
    n = SSL_read(begin_(tls), into, size < INT_MAX ? (int)size : INT_MAX);
    if (n <= 0)
        n = outcome_(tls, n);
    tls->reader_waits_for_room = n == COIR_PENDING && tls->wants == COIR_WRITABLE;
    return n;
}

/* Encrypt a record, and send what goes. */
static int encrypt_(struct coir_tls *tls, const void *from, size_t size) {
    int n;
    is_in_the_middle_(tls);
    if (tls->rest)
        return COIR_PENDING;
    n = SSL_write(begin_(tls), from, size < RECORD ? (int)size : RECORD);
    if (n <= 0)
        n = outcome_(tls, n);
    tls->writer_waits_for_bytes = n == COIR_PENDING && tls->wants == COIR_READABLE;
    return n;
}

/* The writer is told of a record when it is gone, so that closing after a write loses nothing. */
static int write_(struct coir_stream *stream, const void *from, size_t size) {
    struct coir_tls *tls = (struct coir_tls *)stream->owner;
    int n = flush_(tls);
    if (n == 0 && !tls->established)
        n = COIR_NOT_CONNECTED;
    if (n < 0)
        return n;
    if (!tls->owed) {
        n = encrypt_(tls, from, size);
        if (n <= 0)
            return n < 0 ? n : (int)COIR_CLOSED;
        tls->owed = n;
        if (tls->rest)
            return COIR_PENDING;
    }
    n = tls->owed;
    tls->owed = 0;
    return n;
}

/* Small pieces share a record: they are copied for it. */
static int write_pieces_(struct coir_stream *stream, const struct coir_piece *pieces, size_t count,
                         size_t skip) {
    char together[4096];
    size_t size = 0;
    for (; skip >= pieces->size; pieces++, count--)
        skip -= pieces->size;
    if (pieces->size - skip >= sizeof together)
        return write_(stream, (const char *)pieces->from + skip, pieces->size - skip);
    for (; count && size < sizeof together; pieces++, count--) {
        size_t part = pieces->size - skip, room = sizeof together - size;
        part = part < room ? part : room;
        if (part)
            memcpy(together + size, (const char *)pieces->from + skip, part);
        size += part;
        skip = 0;
    }
    return write_(stream, together, size);
}

static int shutdown_(struct coir_stream *stream) {
    struct coir_tls *tls = (struct coir_tls *)stream->owner;
    if (!tls->established)
        return COIR_NOT_CONNECTED;
    if (tls->goodbye == NOT_ASKED)
        tls->goodbye = ASKED;
    return say_goodbye_(tls);
}

static void wake_leaving_(struct coir_tls *tls, int word) {
    while (!coir_list_empty(&tls->leaving))
        coir_wake(coir_first(&tls->leaving), word);
}

static void close_(struct coir_stream *stream) {
    struct coir_tls *tls = (struct coir_tls *)stream->owner;
    struct coir_stream *below = tls->below;
    if (tls->established && below)
        shutdown_(stream);
    tls->below = NULL;
    if (below) {
        below->above = NULL;
        coir_close(below);
    }
    wake_leaving_(tls, COIR_CLOSED);
    SSL_free(tls->ssl);
    OPENSSL_free(tls->rest);
    tls->ssl = NULL;
    tls->rest = NULL;
}

/* A writer that is cancelled cannot take back a record that is on its way: it goes on by itself,
 * and counts as sent. */
static void forget_(struct coir_stream *stream, int bit) {
    struct coir_tls *tls = (struct coir_tls *)stream->owner;
    if (bit == COIR_WRITABLE) {
        stream->out.done += (size_t)tls->owed;
        tls->owed = 0;
        tls->writer_waits_for_bytes = 0;
    } else if (tls->below && !tls->writer_waits_for_bytes) {
        coir_stream_forget(tls->below, bit);
    }
}

static const struct coir_transport transport = {read_,   write_,        shutdown_, close_,
                                                forget_, write_pieces_, NULL};

/* The stream below may get somewhere, or was closed. */
static void notify_(struct coir_above *above, struct coir_stream *below, int bits) {
    struct coir_tls *tls =
        (struct coir_tls *)(void *)((char *)above - offsetof(struct coir_tls, above));
    if (coir_is_closing(below)) {
        tls->below = NULL;
        wake_leaving_(tls, COIR_CLOSED);
    }
    if ((bits & COIR_WRITABLE) && tls->rest) {
        if (flush_(tls) == COIR_PENDING)
            bits &= ~COIR_WRITABLE;
        else
            say_goodbye_(tls);
        if (!tls->rest)
            wake_leaving_(tls, COIR_PENDING);
    }
    if ((bits & COIR_WRITABLE) && tls->reader_waits_for_room)
        bits |= COIR_READABLE;
    if ((bits & COIR_READABLE) && tls->writer_waits_for_bytes)
        bits |= COIR_WRITABLE;
    coir_stream_ready(&tls->stream, bits);
}

/* ---- Beginning ---- */

/* The name is checked in the certificate, and told to the server if it is not an address. */
static int set_host_(struct coir_tls *tls, const char *host) {
    if (!host)
        return tls->context->verifies ? (int)COIR_VALUE : 0;
    SSL_set_hostflags(tls->ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls->ssl), host) == 1)
        return 0;
    if (!*host || !SSL_set1_host(tls->ssl, host) || !SSL_set_tlsext_host_name(tls->ssl, host))
        return COIR_VALUE;
    return 0;
}

/* The name or address that the certificate has to be for, in memory of OpenSSL; or NULL. */
static char *host_(SSL *ssl) {
    X509_VERIFY_PARAM *param = SSL_get0_param(ssl);
    const char *name = X509_VERIFY_PARAM_get0_host(param, 0);
    return name ? OPENSSL_strdup(name) : X509_VERIFY_PARAM_get1_ip_asc(param);
}

/* A session is for one host, verified in one way; for others it would spare the verification. */
static void set_session_(struct coir_tls *tls) {
    SSL_SESSION *session = tls->session ? tls->session->ssl : NULL;
    const char *its = session ? SSL_SESSION_get0_hostname(session) : NULL;
    const unsigned char *rules = tls->context->rules, *made_under;
    char *host = host_(tls->ssl);
    unsigned size;
    if (its && host && strcmp(its, host) == 0) {
        made_under = SSL_SESSION_get0_id_context(session, &size);
        if (size == sizeof tls->context->rules && memcmp(made_under, rules, size) == 0)
            SSL_set_session(tls->ssl, session);
    }
    OPENSSL_free(host);
}

/* A server said how to go on the next time. Returns 1 if it was kept. */
static int keep_session_(SSL *ssl, SSL_SESSION *came) {
    struct coir_tls *tls = (struct coir_tls *)SSL_get_app_data(ssl);
    char *host = tls->session ? host_(ssl) : NULL;
    int keeps = host && SSL_SESSION_set1_hostname(came, host);
    OPENSSL_free(host);
    if (!keeps)
        return 0;
    coir_tls_session_clear(tls->session);
    tls->session->ssl = came;
    return 1;
}

void coir_tls_session_clear(struct coir_tls_session *session) {
    SSL_SESSION_free(session->ssl);
    session->ssl = NULL;
}

static int make_ssl_(struct coir_tls *tls) {
    BIO *bio;
    tls->ssl = SSL_new(tls->context->ssl);
    bio = tls->ssl ? BIO_new(tls->context->method) : NULL;
    if (!bio)
        return COIR_NO_MEMORY;
    BIO_set_data(bio, tls);
    BIO_set_init(bio, 1);
    SSL_set_bio(tls->ssl, bio, bio);
    SSL_set_app_data(tls->ssl, tls);
    SSL_set_msg_callback(tls->ssl, count_);
    SSL_set_msg_callback_arg(tls->ssl, tls);
    return 0;
}

/* The authorities of the system are read when they are needed first: there are many. Connections of
 * several threads may come to that at once. */
static int need_roots_(struct coir_tls_context *context) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    bool has_roots;
    if (context->is_server || !context->verifies)
        return 0;
    pthread_mutex_lock(&lock);
    if (!context->has_roots && SSL_CTX_set_default_verify_paths(context->ssl))
        context->has_roots = true;
    has_roots = context->has_roots;
    pthread_mutex_unlock(&lock);
    return has_roots ? 0 : (int)COIR_NO_MEMORY;
}

static int begin_tls_(struct coir_start_tls *self) {
    struct coir_tls *tls = self->tls;
    int error;
    memset(tls, 0, sizeof *tls);
    tls->context = self->context;
    tls->session = self->session;
    coir_stream_init(&tls->stream, &transport, tls);
    coir_list_init(&tls->leaving);
    if (coir_is_closing(self->below))
        return COIR_CLOSED;
    tls->below = self->below;
    tls->above.notify = notify_;
    tls->below->above = &tls->above;
    error = make_ssl_(tls);
    if (error == 0)
        error = need_roots_(self->context);
    if (error < 0)
        return error;
    if (self->context->is_server) {
        SSL_set_accept_state(tls->ssl);
        return 0;
    }
    SSL_set_connect_state(tls->ssl);
    error = set_host_(tls, self->host);
    if (error == 0)
        set_session_(tls);
    return error;
}

/* The handshake failed: the stream below is as before, but for the bytes. */
static void give_up_(struct coir_tls *tls) {
    struct coir_stream *below = tls->below;
    tls->below = NULL;
    if (below) {
        below->above = NULL;
        coir_stream_forget(below, COIR_READABLE);
        coir_stream_forget(below, COIR_WRITABLE);
    }
    coir_close(&tls->stream);
}

COIR_ASYNC(coir_start_tls) {
    COIR_TRY {
        COIR_AWAIT(begin_tls_(self));
        COIR_AWAIT(coir_read(&self->tls->stream, &self->byte, 1));
    }
    COIR_CATCH(COIR_ANY) {
        give_up_(self->tls);
        COIR_RAISE(COIR_CAUGHT);
    }
    COIR_TRY_END
    coir_stream_buffer(&self->tls->stream, self->buffer, self->size);
}
COIR_ASYNC_END

int coir_tls_goodbye(struct coir_tls *tls) {
    char scratch[512];
    int n = tls->stream.shut ? 0 : coir_write_eof(&tls->stream);
    if (n < 0)
        return n;
    do
        n = coir_read(&tls->stream, scratch, sizeof scratch);
    while (n > 0);
    return n == 0 && tls->rest ? coir_park(&tls->leaving, NULL) : n;
}

/* ---- What there is to know ---- */

static const char *reason_(unsigned long why) {
    const char *text = NULL;
    if (why)
        text = ERR_SYSTEM_ERROR(why) ? strerror(ERR_GET_REASON(why)) : ERR_reason_error_string(why);
    return text ? text : "";
}

const char *coir_tls_reason(const struct coir_tls *tls) {
    return tls->verdict ? X509_verify_cert_error_string(tls->verdict) : reason_(tls->why);
}

/* Where there is no key OpenSSL says "unsupported", and "interrupted" where it has a password. */
const char *coir_tls_context_reason(const struct coir_tls_context *context) {
    if (ERR_GET_LIB(context->why) == ERR_LIB_OSSL_DECODER)
        return "no private key";
    if (ERR_GET_REASON(context->why) == ERR_R_INTERRUPTED_OR_CANCELLED)
        return "the private key has a password";
    return reason_(context->why);
}

const char *coir_tls_version(const struct coir_tls *tls) {
    return SSL_get_version(tls->ssl);
}

const char *coir_tls_cipher(const struct coir_tls *tls) {
    return SSL_get_cipher_name(tls->ssl);
}

bool coir_tls_resumed(const struct coir_tls *tls) {
    return SSL_session_reused(tls->ssl) != 0;
}

const char *coir_tls_name(const struct coir_tls *tls) {
    const char *name = SSL_get_servername(tls->ssl, TLSEXT_NAMETYPE_host_name);
    return name ? name : "";
}

int coir_tls_subject(const struct coir_tls *tls, char *text, size_t size) {
    X509 *certificate = SSL_get0_peer_certificate(tls->ssl);
    BIO *bio;
    char *line;
    long length;
    if (!certificate)
        return COIR_EMPTY;
    bio = BIO_new(BIO_s_mem());
    if (!bio)
        return COIR_NO_MEMORY;
    X509_NAME_print_ex(bio, X509_get_subject_name(certificate), 0, XN_FLAG_ONELINE);
    length = BIO_get_mem_data(bio, &line);
    if ((size_t)length < size) {
        memcpy(text, line, (size_t)length);
        text[length] = 0;
    }
    BIO_free(bio);
    return (size_t)length < size ? (int)length : (int)COIR_LIMIT;
}

/* ---- Contexts ---- */

/* Something about files failed: keep why. A missing file is the system's error. */
static int refused_(struct coir_tls_context *context) {
    context->why = ERR_peek_error();
    if (ERR_SYSTEM_ERROR(context->why))
        return coir_from_errno(ERR_GET_REASON(context->why));
    return COIR_CERTIFICATE;
}

/* A key with a password: do not ask the terminal for it. */
static int no_password_(char *into, int size, int rwflag, void *user) {
    (void)into;
    (void)size;
    (void)rwflag;
    (void)user;
    return -1;
}

static int choose_protocol_(SSL *ssl, const unsigned char **chosen, unsigned char *size,
                            const unsigned char *offered, unsigned offered_size, void *ours) {
    const struct coir_tls_context *context = (const struct coir_tls_context *)ours;
    unsigned char *found;
    (void)ssl;
    if (SSL_select_next_proto(&found, size, context->protocols, context->protocols_size, offered,
                              offered_size) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

static BIO_METHOD *make_method_(void) {
    BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "coir stream");
    if (!method)
        return NULL;
    BIO_meth_set_write(method, bio_write_);
    BIO_meth_set_read(method, bio_read_);
    BIO_meth_set_ctrl(method, bio_control_);
    return method;
}

/* Who is trusted, or how, has changed: what was agreed on before does not count any more. OpenSSL
 * stores the name of the rules in each session, and a server refuses one of others. */
static void change_rules_(struct coir_tls_context *context) {
    size_t i = 0;
    while (i < sizeof context->rules && ++context->rules[i] == 0)
        i++;
    SSL_CTX_set_session_id_context(context->ssl, context->rules, sizeof context->rules);
}

/* What clients and servers have in common. A server's tickets are good for itself anyway; a client's
 * sessions lie with the caller, and could meet another context. */
static int init_(struct coir_tls_context *context, bool is_server) {
    memset(context, 0, sizeof *context);
    ERR_clear_error();
    context->is_server = is_server;
    context->method = make_method_();
    context->ssl = SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method());
    if (!context->method || !context->ssl ||
        (!is_server && RAND_bytes(context->rules, sizeof context->rules) != 1)) {
        coir_tls_context_close(context);
        return COIR_NO_MEMORY;
    }
    SSL_CTX_set_min_proto_version(context->ssl, TLS1_2_VERSION);
    SSL_CTX_set_options(context->ssl, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context->ssl, SSL_MODE_ENABLE_PARTIAL_WRITE |
                                       SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                       SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_read_ahead(context->ssl, 1);
    change_rules_(context);
    SSL_CTX_set_default_passwd_cb(context->ssl, no_password_);
    return 0;
}

int coir_tls_client(struct coir_tls_context *context) {
    int error = init_(context, false);
    if (error < 0)
        return error;
    SSL_CTX_set_session_cache_mode(context->ssl,
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context->ssl, keep_session_);
    coir_tls_verify(context, COIR_TLS_REQUIRED);
    return 0;
}

int coir_tls_server(struct coir_tls_context *context, const char *chain, const char *key) {
    unsigned long why;
    int error = init_(context, true);
    if (error < 0)
        return error;
    error = coir_tls_identity(context, chain, key);
    if (error < 0) {
        why = context->why;
        coir_tls_context_close(context);
        context->why = why;
    }
    return error;
}

void coir_tls_context_close(struct coir_tls_context *context) {
    SSL_CTX_free(context->ssl);
    BIO_meth_free(context->method);
    memset(context, 0, sizeof *context);
}

int coir_tls_identity(struct coir_tls_context *context, const char *chain, const char *key) {
    ERR_clear_error();
    change_rules_(context);
    if (SSL_CTX_use_certificate_chain_file(context->ssl, chain) == 1 &&
        SSL_CTX_use_PrivateKey_file(context->ssl, key ? key : chain, SSL_FILETYPE_PEM) == 1)
        return 0;
    return refused_(context);
}

/* Tell clients whom we trust, which helps them choose: those told of before, and those in the file. */
static int tell_of_(struct coir_tls_context *context, const char *file) {
    STACK_OF(X509_NAME) *names = SSL_dup_CA_list(SSL_CTX_get_client_CA_list(context->ssl));
    if (!names)
        names = sk_X509_NAME_new_null();
    if (names && SSL_add_file_cert_subjects_to_stack(names, file)) {
        SSL_CTX_set_client_CA_list(context->ssl, names);
        return 0;
    }
    sk_X509_NAME_pop_free(names, X509_NAME_free);
    return refused_(context);
}

int coir_tls_trust(struct coir_tls_context *context, const char *file) {
    ERR_clear_error();
    change_rules_(context);
    if (!SSL_CTX_load_verify_file(context->ssl, file))
        return refused_(context);
    context->has_roots = true;
    return context->is_server ? tell_of_(context, file) : 0;
}

void coir_tls_verify(struct coir_tls_context *context, enum coir_tls_verify how) {
    int mode = how == COIR_TLS_NONE ? SSL_VERIFY_NONE : SSL_VERIFY_PEER;
    if (how == COIR_TLS_REQUIRED)
        mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
    context->verifies = how != COIR_TLS_NONE;
    change_rules_(context);
    SSL_CTX_set_verify(context->ssl, mode, NULL);
}

int coir_tls_minimum(struct coir_tls_context *context, enum coir_tls_version version) {
    return SSL_CTX_set_min_proto_version(context->ssl, (int)version) ? 0 : (int)COIR_VALUE;
}

/* "h2,http/1.1" goes over the line as 2 h 2 8 h t t p / 1 . 1 */
int coir_tls_protocols(struct coir_tls_context *context, const char *protocols) {
    unsigned char line[sizeof context->protocols];
    size_t size = strlen(protocols) + 1, i, first = 0;
    if (size > sizeof line)
        return COIR_VALUE;
    memcpy(line + 1, protocols, size - 1);
    for (i = 1; i <= size; i++) {
        if (i < size && line[i] != ',')
            continue;
        if (i == first + 1)
            return COIR_VALUE;
        line[first] = (unsigned char)(i - first - 1);
        first = i;
    }
    memcpy(context->protocols, line, size);
    context->protocols_size = (uint8_t)size;
    if (context->is_server)
        SSL_CTX_set_alpn_select_cb(context->ssl, choose_protocol_, context);
    else if (SSL_CTX_set_alpn_protos(context->ssl, line, (unsigned)size) != 0)
        return COIR_NO_MEMORY;
    return 0;
}

#endif
