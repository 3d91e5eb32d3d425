/* test_tls.c - what is written on one side of TLS is read on the other; who is not who he says he
 * is, is told so; and nothing is lost, forged or leaked, however it ends. */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1
#endif
#include <check.h>
#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "coir/coir.h"
#include "coir/tls.h"
#include "certificates.h"
#include "suite.h"

/* ---- What OpenSSL has allocated, and never had more of ---- */

struct block {
    size_t size;
    union {
        long double number;
        void *pointer;
    } bytes[1];
};
static size_t in_use, most;

static struct block *block_of(void *bytes) {
    return (struct block *)(void *)((char *)bytes - offsetof(struct block, bytes));
}

static void *counted_malloc(size_t size, const char *file, int line) {
    struct block *block = (struct block *)malloc(sizeof *block + size);
    (void)file;
    (void)line;
    if (!block)
        return NULL;
    block->size = size;
    in_use += size;
    if (in_use > most)
        most = in_use;
    return block->bytes;
}

static void counted_free(void *bytes, const char *file, int line) {
    (void)file;
    (void)line;
    if (!bytes)
        return;
    in_use -= block_of(bytes)->size;
    free(block_of(bytes));
}

static void *counted_realloc(void *bytes, size_t size, const char *file, int line) {
    void *made = size ? counted_malloc(size, file, line) : NULL;
    if (bytes && made)
        memcpy(made, bytes, block_of(bytes)->size < size ? block_of(bytes)->size : size);
    if (made || !size)
        counted_free(bytes, file, line);
    return made;
}

/* ---- Certificates ---- */

static char folder[] = "/tmp/coir-test-tls-XXXXXX";
static struct certificate authority, stranger, good, other, wildcard, expired, early, alone,
    unknown, anna, eve;

static void make_certificates(void) {
    if (!mkdtemp(folder))
        abort();
#define MAKE(what, ...)                                                                            \
    do {                                                                                           \
        struct wish wish = {#what, #what, NULL, -1, 10, 0, NULL};                                  \
        __VA_ARGS__;                                                                               \
        make_certificate(&what, folder, wish);                                                     \
    } while (0)
    MAKE(authority, wish.is_authority = 1);
    MAKE(stranger, wish.is_authority = 1);
    MAKE(good, wish.names = "DNS:good.test,IP:127.0.0.1,IP:::1", wish.issuer = &authority);
    MAKE(other, wish.names = "DNS:other.test", wish.issuer = &authority);
    MAKE(wildcard, wish.names = "DNS:*.good.test", wish.issuer = &authority);
    MAKE(expired, wish.names = "DNS:good.test", wish.issuer = &authority, wish.from = -9,
         wish.to = -1);
    MAKE(early, wish.names = "DNS:good.test", wish.issuer = &authority, wish.from = 1);
    MAKE(alone, wish.names = "DNS:good.test");
    MAKE(unknown, wish.names = "DNS:good.test", wish.issuer = &stranger);
    MAKE(anna, wish.issuer = &authority);
    MAKE(eve, wish.issuer = &stranger);
}

static void free_certificates(void) {
    struct certificate *all[] = {&authority, &stranger, &good,    &other, &wildcard, &expired,
                                 &early,     &alone,    &unknown, &anna,  &eve};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free_certificate(all[i]);
    rmdir(folder);
}

/* ---- A client and a server, joined in memory ---- */

enum { WIRE = 1000, BUFFER = 200, BULK = 8 << 20 };

static struct coir_virtual port;
static struct coir_loop loop;
static struct coir_tls_context client_context, server_context;
static struct coir_pair pair;
static char there[1 << 16], back[1 << 16];
static struct coir_stream client_below, server_below;
static struct coir_tls client, server;
static struct coir_tls_session session;
static char client_buffer[BUFFER], server_buffer[BUFFER];
static COIR_TASK(coir_start_tls) client_start, server_start;

static void ignore(struct coir_loop *which, const char *what, int error) {
    (void)which, (void)what, (void)error;
}

static void set_up(void) {
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    loop.on_error = ignore;
    ck_assert_int_eq(coir_tls_client(&client_context), 0);
    ck_assert_int_eq(coir_tls_trust(&client_context, authority.path), 0);
    ck_assert_int_eq(coir_tls_server(&server_context, good.path, NULL), 0);
    memset(&session, 0, sizeof session);
    memset(&client, 0, sizeof client);
    memset(&server, 0, sizeof server);
}

static void close_both(void) {
    coir_close(&client.stream);
    coir_close(&server.stream);
    coir_close(&client_below);
    coir_close(&server_below);
}

static void tear_down(void) {
    close_both();
    coir_loop_close(&loop);
    coir_virtual_close(&port);
    coir_tls_session_clear(&session);
    coir_tls_context_close(&client_context);
    coir_tls_context_close(&server_context);
}

static void join(size_t wire) {
    coir_stream_pair(&pair, &client_below, &server_below, there, back, wire);
}

static void start_client(const char *host) {
    START(&loop, client_start, coir_start_tls, .tls = &client, .context = &client_context,
          .below = &client_below, .host = host, .buffer = client_buffer, .size = BUFFER,
          .session = &session);
}

static void start_server(void) {
    START(&loop, server_start, coir_start_tls, .tls = &server, .context = &server_context,
          .below = &server_below, .buffer = server_buffer, .size = BUFFER);
}

static void run(void) {
    ck_assert_int_eq(coir_run(&loop), 0);
}

/* Both handshakes, over a wire; how the client's ended. */
static int shake(size_t wire, const char *host) {
    join(wire);
    start_client(host);
    start_server();
    run();
    return coir_outcome(&client_start.task);
}

/* ---- What tasks do with a secured stream ---- */

struct say {
    CORO;
    struct coir_stream *stream;
    const char *text;
};

ASYNC(say) {
    AWAIT(coir_write_all(self->stream, self->text, strlen(self->text)));
}
ASYNC_END

struct hear {
    CORO;
    struct coir_stream *stream;
    char line[100];
    int n;
};

ASYNC(hear) {
    self->n = -1;
    AWAIT_INTO(self->n, coir_readline(self->stream, self->line, sizeof self->line));
}
ASYNC_END

static COIR_TASK(say) sayer, other_sayer;
static COIR_TASK(hear) hearer, other_hearer;

/* Run one task to its end; its error, which may be one. */
static int end_of(struct coir_task *task) {
    return coir_run_until(&loop, task);
}

static int hears(struct coir_stream *stream) {
    int error;
    START(&loop, hearer, hear, .stream = stream);
    error = end_of(&hearer.task);
    return error < 0 ? error : hearer.frame.n;
}

static int says(struct coir_stream *stream, const char *text) {
    START(&loop, sayer, say, .stream = stream, .text = text);
    return end_of(&sayer.task);
}

/* A line each way. */
static void talk(struct coir_stream *a, struct coir_stream *b) {
    START(&loop, sayer, say, .stream = a, .text = "ping\n");
    START(&loop, hearer, hear, .stream = b);
    START(&loop, other_sayer, say, .stream = b, .text = "pong pong\n");
    START(&loop, other_hearer, hear, .stream = a);
    run();
    ck_assert_str_eq(hearer.frame.line, "ping\n");
    ck_assert_str_eq(other_hearer.frame.line, "pong pong\n");
}

/* ---- It works ---- */

static const size_t wires[] = {1, 2, 7, 100, 1000, 5000, 1 << 16};

START_TEST(lines_go_both_ways_over_a_wire_of_any_width) {
    ck_assert_int_eq(shake(wires[_i], "good.test"), 0);
    ck_assert_str_eq(coir_tls_version(&client), "TLSv1.3");
    ck_assert_str_eq(coir_tls_name(&server), "good.test");
    ck_assert_str_eq(coir_tls_reason(&client), "");
    talk(&client.stream, &server.stream);
    talk(&server.stream, &client.stream);
}
END_TEST

START_TEST(the_older_version_works_too_unless_refused) {
    SSL_CTX_set_max_proto_version(server_context.ssl, TLS1_2_VERSION);
    ck_assert_int_eq(shake(wires[_i], "good.test"), 0);
    ck_assert_str_eq(coir_tls_version(&client), "TLSv1.2");
    ck_assert_str_eq(coir_tls_version(&server), "TLSv1.2");
    talk(&client.stream, &server.stream);
    close_both();
    ck_assert_int_eq(coir_tls_minimum(&client_context, COIR_TLS_1_3), 0);
    ck_assert_int_eq(shake(WIRE, "good.test"), COIR_TLS);
    ck_assert_str_eq(coir_tls_reason(&client), "tlsv1 alert protocol version");
    ck_assert_str_eq(coir_tls_reason(&server), "unsupported protocol");
}
END_TEST

START_TEST(protocols_are_agreed_on) {
    ck_assert_int_eq(coir_tls_protocols(&client_context, "h2,http/1.1"), 0);
    ck_assert_int_eq(coir_tls_protocols(&server_context, "http/1.1,h2"), 0);
    ck_assert_int_eq(shake(WIRE, "good.test"), 0);
    ck_assert_str_eq(coir_tls_protocol(&client), "http/1.1");
    ck_assert_str_eq(coir_tls_protocol(&server), "http/1.1");
    close_both();
    ck_assert_int_eq(coir_tls_protocols(&server_context, "spdy"), 0);
    ck_assert_int_eq(shake(WIRE, "good.test"), 0);
    ck_assert_str_eq(coir_tls_protocol(&client), "");
    ck_assert_str_eq(coir_tls_protocol(&server), "");
    ck_assert_int_eq(coir_tls_protocols(&client_context, ""), COIR_VALUE);
    ck_assert_int_eq(coir_tls_protocols(&client_context, "h2,"), COIR_VALUE);
    ck_assert_int_eq(coir_tls_protocols(&client_context, ",h2"), COIR_VALUE);
}
END_TEST

/* ---- Who is it? ---- */

static const struct {
    struct certificate *shown;
    const char *host, *reason; /* NULL: welcome */
} guests[] = {
    {&good, "good.test", NULL},
    {&good, "GOOD.test", NULL},
    {&good, "127.0.0.1", NULL},
    {&good, "::1", NULL},
    {&wildcard, "a.good.test", NULL},
    {&good, "other.test", "hostname mismatch"},
    {&good, "127.0.0.2", "IP address mismatch"},
    {&wildcard, "good.test", "hostname mismatch"},
    {&wildcard, "a.b.good.test", "hostname mismatch"},
    {&other, "good.test", "hostname mismatch"},
    {&expired, "good.test", "certificate has expired"},
    {&early, "good.test", "certificate is not yet valid"},
    {&alone, "good.test", "self-signed certificate"},
    {&unknown, "good.test", "unable to get local issuer certificate"},
};

START_TEST(a_server_is_who_its_certificate_says_and_nobody_else) {
    const char *reason = guests[_i].reason;
    ck_assert_int_eq(coir_tls_identity(&server_context, guests[_i].shown->path, NULL), 0);
    ck_assert_int_eq(shake(WIRE, guests[_i].host), reason ? (int)COIR_CERTIFICATE : 0);
    ck_assert_str_eq(coir_tls_reason(&client), reason ? reason : "");
    if (reason) {
        ck_assert(coir_is_closing(&client.stream));
        ck_assert(!coir_is_closing(&client_below));
        ck_assert_int_eq(coir_outcome(&server_start.task), COIR_TLS);
        ck_assert_ptr_nonnull(strstr(coir_tls_reason(&server), "alert"));
    }
}
END_TEST

START_TEST(the_system_does_not_know_our_authority) {
    coir_tls_context_close(&client_context);
    ck_assert_int_eq(coir_tls_client(&client_context), 0);
    ck_assert_int_eq(shake(WIRE, "good.test"), COIR_CERTIFICATE);
    ck_assert_str_eq(coir_tls_reason(&client), "unable to get local issuer certificate");
}
END_TEST

START_TEST(one_who_verifies_has_to_say_whom) {
    join(WIRE);
    start_client(NULL);
    ck_assert_int_eq(end_of(&client_start.task), COIR_VALUE);
    start_client("");
    ck_assert_int_eq(end_of(&client_start.task), COIR_VALUE);
    coir_tls_verify(&client_context, COIR_TLS_NONE);
    ck_assert_int_eq(coir_tls_identity(&server_context, alone.path, NULL), 0);
    ck_assert_int_eq(shake(WIRE, NULL), 0);
    close_both();
    ck_assert_int_eq(shake(WIRE, "anything.test"), 0);
    ck_assert_str_eq(coir_tls_name(&server), "anything.test");
}
END_TEST

START_TEST(a_client_shows_its_certificate_when_it_is_asked) {
    char text[40];
    ck_assert_int_eq(coir_tls_trust(&server_context, authority.path), 0);
    coir_tls_verify(&server_context, COIR_TLS_REQUIRED);
    ck_assert_int_eq(coir_tls_identity(&client_context, anna.path, NULL), 0);
    ck_assert_int_eq(shake(WIRE, "good.test"), 0);
    ck_assert_int_eq(coir_tls_subject(&server, text, sizeof text), 9);
    ck_assert_str_eq(text, "CN = anna");
    ck_assert_int_eq(coir_tls_subject(&server, text, 9), COIR_LIMIT);
    ck_assert_int_gt(coir_tls_subject(&client, text, sizeof text), 0);
    ck_assert_str_eq(text, "CN = good");
    talk(&client.stream, &server.stream);
}
END_TEST

START_TEST(a_client_without_one_is_refused_unless_it_is_optional) {
    char text[40];
    ck_assert_int_eq(coir_tls_trust(&server_context, authority.path), 0);
    coir_tls_verify(&server_context, COIR_TLS_REQUIRED);
    shake(WIRE, "good.test");
    ck_assert_int_eq(coir_outcome(&server_start.task), COIR_CERTIFICATE);
    ck_assert_str_eq(coir_tls_reason(&server), "peer did not return a certificate");
    /* With TLS 1.3 a client is told when it thinks that all is well. */
    ck_assert_int_eq(hears(&client.stream), COIR_TLS);
    ck_assert_str_eq(coir_tls_reason(&client), "tlsv13 alert certificate required");
    close_both();
    coir_tls_verify(&server_context, COIR_TLS_OPTIONAL);
    ck_assert_int_eq(shake(WIRE, "good.test"), 0);
    ck_assert_int_eq(coir_tls_subject(&server, text, sizeof text), COIR_EMPTY);
    talk(&client.stream, &server.stream);
}
END_TEST

START_TEST(a_client_of_a_stranger_is_refused) {
    ck_assert_int_eq(coir_tls_trust(&server_context, authority.path), 0);
    coir_tls_verify(&server_context, COIR_TLS_OPTIONAL);
    ck_assert_int_eq(coir_tls_identity(&client_context, eve.path, NULL), 0);
    shake(WIRE, "good.test");
    ck_assert_int_eq(coir_outcome(&server_start.task), COIR_CERTIFICATE);
    ck_assert_str_eq(coir_tls_reason(&server), "unable to get local issuer certificate");
}
END_TEST

START_TEST(files_that_will_not_do_are_told_apart) {
    struct coir_tls_context context;
    char nonsense[100];
    FILE *file;
    memset(&context, 0, sizeof context);
    ck_assert_int_eq(coir_tls_server(&context, "/nowhere.pem", NULL), COIR_NOT_FOUND);
    ck_assert_str_eq(coir_tls_context_reason(&context), "No such file or directory");
    snprintf(nonsense, sizeof nonsense, "%s/nonsense", folder);
    file = fopen(nonsense, "w");
    ck_assert(file && fputs("nonsense\n", file) > 0 && fclose(file) == 0);
    ck_assert_int_eq(coir_tls_server(&context, nonsense, NULL), COIR_CERTIFICATE);
    ck_assert_str_eq(coir_tls_context_reason(&context), "no start line");
    ck_assert_int_eq(coir_tls_server(&context, good.path, other.path), COIR_CERTIFICATE);
    ck_assert_str_eq(coir_tls_context_reason(&context), "key values mismatch");
    file = fopen(nonsense, "w");
    ck_assert(file && PEM_write_X509(file, good.x509) && fclose(file) == 0);
    ck_assert_int_eq(coir_tls_server(&context, nonsense, NULL), COIR_CERTIFICATE);
    ck_assert_str_eq(coir_tls_context_reason(&context), "no private key");
    file = fopen(nonsense, "w");
    ck_assert(file &&
              PEM_write_PKCS8PrivateKey(file, good.key, EVP_aes_128_cbc(), "pass", 4, NULL, NULL) &&
              fclose(file) == 0);
    ck_assert_int_eq(coir_tls_server(&context, good.path, nonsense), COIR_CERTIFICATE);
    ck_assert_str_eq(coir_tls_context_reason(&context), "the private key has a password");
    ck_assert_int_eq(coir_tls_trust(&client_context, "/nowhere.pem"), COIR_NOT_FOUND);
    ck_assert_int_eq(coir_tls_trust(&client_context, nonsense), COIR_CERTIFICATE);
    remove(nonsense);
    coir_tls_context_close(&context);
}
END_TEST

/* ---- Sessions ---- */

static void limit_version(int version) {
    SSL_CTX_set_max_proto_version(server_context.ssl, version);
}

static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};

/* A connection that talks, so that its tickets are read. */
static bool resumes(const char *host) {
    bool both;
    ck_assert_int_eq(shake(WIRE, host), 0);
    talk(&client.stream, &server.stream);
    both = coir_tls_resumed(&client);
    ck_assert_int_eq(both, coir_tls_resumed(&server));
    close_both();
    return both;
}

START_TEST(the_second_time_is_quicker) {
    limit_version(versions[_i]);
    ck_assert(!resumes("good.test"));
    ck_assert(resumes("good.test"));
    ck_assert(resumes("good.test"));
    coir_tls_session_clear(&session);
    ck_assert(!resumes("good.test"));
    ck_assert(!resumes("127.0.0.1"));
    ck_assert(resumes("127.0.0.1"));
}
END_TEST

START_TEST(a_session_is_no_good_for_another_name_or_context) {
    struct coir_tls_context saved;
    limit_version(versions[_i]);
    coir_tls_verify(&client_context, COIR_TLS_NONE);
    ck_assert(!resumes("good.test"));
    ck_assert(!resumes("other.test"));
    saved = client_context;
    ck_assert_int_eq(coir_tls_client(&client_context), 0);
    ck_assert_int_eq(shake(WIRE, "other.test"), COIR_CERTIFICATE);
    coir_tls_context_close(&saved);
}
END_TEST

START_TEST(a_client_is_told_of_all_authorities_that_the_server_trusts) {
    ck_assert_int_eq(coir_tls_trust(&server_context, authority.path), 0);
    ck_assert_int_eq(coir_tls_trust(&server_context, stranger.path), 0);
    ck_assert_int_eq(sk_X509_NAME_num(SSL_CTX_get_client_CA_list(server_context.ssl)), 2);
}
END_TEST

START_TEST(protocols_that_are_refused_change_nothing) {
    ck_assert_int_eq(coir_tls_protocols(&server_context, "h2"), 0);
    ck_assert_int_eq(coir_tls_protocols(&server_context, "x,,y"), COIR_VALUE);
    ck_assert_int_eq(coir_tls_protocols(&client_context, "h2"), 0);
    ck_assert_int_eq(shake(WIRE, "good.test"), 0);
    ck_assert_str_eq(coir_tls_protocol(&client), "h2");
}
END_TEST

/* Who was let in without being looked at is looked at when that is asked for. */
START_TEST(a_session_does_not_outlive_the_rules_it_was_made_under) {
    limit_version(versions[_i]);
    coir_tls_verify(&client_context, COIR_TLS_NONE);
    ck_assert(!resumes("other.test"));
    coir_tls_verify(&client_context, COIR_TLS_REQUIRED);
    ck_assert_int_eq(shake(WIRE, "other.test"), COIR_CERTIFICATE);
}
END_TEST

START_TEST(a_session_does_not_outlive_its_context) {
    limit_version(versions[_i]);
    coir_tls_verify(&client_context, COIR_TLS_NONE);
    ck_assert(!resumes("other.test"));
    coir_tls_context_close(&client_context);
    ck_assert_int_eq(coir_tls_client(&client_context), 0); /* at the same place */
    ck_assert_int_eq(shake(WIRE, "other.test"), COIR_CERTIFICATE);
}
END_TEST

START_TEST(a_client_that_was_not_asked_for_its_certificate_is_asked_when_the_rules_change) {
    limit_version(versions[_i]);
    ck_assert(!resumes("good.test"));
    ck_assert_int_eq(coir_tls_trust(&server_context, authority.path), 0);
    coir_tls_verify(&server_context, COIR_TLS_REQUIRED);
    shake(WIRE, "good.test");
    ck_assert_int_eq(coir_outcome(&server_start.task), COIR_CERTIFICATE);
}
END_TEST

/* ---- The end ---- */

START_TEST(an_end_that_was_said_is_one) {
    shake(WIRE, "good.test");
    coir_close(&client.stream);
    ck_assert(coir_is_closing(&client_below));
    ck_assert_int_eq(hears(&server.stream), 0);
    ck_assert_int_eq(hears(&server.stream), 0);
    ck_assert_int_eq(hears(&client.stream), COIR_CLOSED);
}
END_TEST

START_TEST(an_end_that_was_not_said_is_an_error) {
    limit_version(versions[_i]);
    shake(WIRE, "good.test");
    says(&client.stream, "half a li");
    coir_close(&client_below);
    ck_assert_int_eq(hears(&server.stream), COIR_TRUNCATED);
    ck_assert_int_eq(hears(&server.stream), COIR_TRUNCATED);
    ck_assert_int_eq(says(&client.stream, "x"), COIR_CLOSED);
    ck_assert_int_eq(hears(&client.stream), COIR_CLOSED);
}
END_TEST

START_TEST(an_end_during_the_handshake_is_an_error) {
    join(WIRE);
    start_client("good.test");
    coir_poll(&loop);
    coir_close(&server_below);
    run();
    ck_assert_int_eq(coir_outcome(&client_start.task), COIR_TRUNCATED);
}
END_TEST

START_TEST(one_direction_ends_and_the_other_goes_on) {
    limit_version(versions[_i]);
    shake(WIRE, "good.test");
    says(&client.stream, "last words\n");
    ck_assert_int_eq(coir_write_eof(&client.stream), 0);
    ck_assert_int_eq(coir_write_eof(&client.stream), 0);
    ck_assert_int_eq(says(&client.stream, "x"), COIR_CLOSED);
    ck_assert_int_eq(hears(&server.stream), 11);
    ck_assert_int_eq(hears(&server.stream), 0);
    ck_assert_int_eq(says(&server.stream, "answer\n"), 0);
    ck_assert_int_eq(hears(&client.stream), 7);
    coir_close(&server.stream);
    ck_assert_int_eq(hears(&client.stream), 0);
}
END_TEST

struct part {
    CORO;
    struct coir_tls *tls;
};

ASYNC(part) {
    AWAIT(coir_write_all(&self->tls->stream, "unread", 6));
    AWAIT(coir_tls_goodbye(self->tls));
}
ASYNC_END

START_TEST(goodbye_waits_for_the_other_side) {
    static COIR_TASK(part) one, two;
    shake(WIRE, "good.test");
    START(&loop, one, part, .tls = &client);
    for (int i = 0; i < 9; i++)
        coir_poll(&loop);
    ck_assert(!coir_done(&one.task));
    START(&loop, two, part, .tls = &server);
    run();
    ck_assert_int_eq(coir_outcome(&one.task), 0);
    ck_assert_int_eq(coir_outcome(&two.task), 0);
}
END_TEST

START_TEST(closing_wakes_those_who_wait) {
    shake(WIRE, "good.test");
    START(&loop, hearer, hear, .stream = &client.stream);
    for (int i = 0; i < 3; i++)
        coir_poll(&loop);
    coir_close(_i ? &client_below : &client.stream);
    run();
    ck_assert_int_eq(coir_outcome(&hearer.task), COIR_CLOSED);
}
END_TEST

START_TEST(who_does_not_speak_tls_is_told_apart) {
    join(WIRE);
    ck_assert_int_eq(says(&server_below, "220 mail.test ESMTP\r\n"), 0);
    start_client("good.test");
    ck_assert_int_eq(end_of(&client_start.task), COIR_TLS);
    ck_assert_str_eq(coir_tls_reason(&client), "wrong version number");
}
END_TEST

START_TEST(a_forged_record_ends_the_connection) {
    char forged[5 + 32] = "\x17\x03\x03\x00\x20 forged forged forged";
    shake(WIRE, "good.test");
    ck_assert_int_eq(coir_stream_push(&client_below, forged, sizeof forged), sizeof forged);
    ck_assert_int_eq(hears(&server.stream), COIR_TLS);
    ck_assert_str_eq(coir_tls_reason(&server), "decryption failed or bad record mac");
    ck_assert_int_eq(hears(&client.stream), COIR_TLS);
    ck_assert_str_eq(coir_tls_reason(&client), "sslv3 alert bad record mac");
}
END_TEST

START_TEST(what_came_before_the_start_is_part_of_it) {
    char read_ahead[3000];
    join(WIRE);
    coir_stream_buffer(&server_below, read_ahead, sizeof read_ahead);
    ck_assert_int_eq(says(&client_below, "STARTTLS\n"), 0);
    start_client("good.test");
    coir_poll(&loop);
    ck_assert_int_eq(hears(&server_below), 9);
    ck_assert_uint_gt(server_below.last, server_below.first);
    start_server();
    run();
    talk(&client.stream, &server.stream);
}
END_TEST

/* ---- A lot ---- */

/* Bytes that say where they stand. */
static char byte_at(size_t place) {
    return (char)((place * 2654435761u) >> 11);
}

struct pour {
    CORO;
    struct coir_stream *stream;
    size_t size, piece, done;
    char piece_bytes[50000];
};

ASYNC(pour) {
    while (self->done < self->size) {
        self->piece = 1 + self->done % (sizeof self->piece_bytes - 1);
        if (self->piece > self->size - self->done)
            self->piece = self->size - self->done;
        for (size_t i = 0; i < self->piece; i++)
            self->piece_bytes[i] = byte_at(self->done + i);
        AWAIT(coir_write_all(self->stream, self->piece_bytes, self->piece));
        self->done += self->piece;
    }
    AWAIT(coir_write_eof(self->stream));
}
ASYNC_END

struct drink {
    CORO;
    struct coir_stream *stream;
    size_t done, wrong;
    char bytes[30000];
    int n;
};

ASYNC(drink) {
    do {
        AWAIT_INTO(self->n, coir_read(self->stream, self->bytes, sizeof self->bytes));
        for (int i = 0; i < self->n; i++)
            self->wrong += self->bytes[i] != byte_at(self->done + (size_t)i);
        self->done += (size_t)self->n;
    } while (self->n > 0);
}
ASYNC_END

static COIR_TASK(pour) pourer, other_pourer;
static COIR_TASK(drink) drinker, other_drinker;

static void pour_both_ways(struct coir_stream *a, struct coir_stream *b, size_t size) {
    START(&loop, pourer, pour, .stream = a, .size = size);
    START(&loop, other_pourer, pour, .stream = b, .size = size);
    START(&loop, drinker, drink, .stream = b);
    START(&loop, other_drinker, drink, .stream = a);
    run();
    ck_assert_int_eq(coir_outcome(&pourer.task), 0);
    ck_assert_int_eq(coir_outcome(&other_pourer.task), 0);
    ck_assert_uint_eq(drinker.frame.done, size);
    ck_assert_uint_eq(other_drinker.frame.done, size);
    ck_assert_uint_eq(drinker.frame.wrong + other_drinker.frame.wrong, 0);
}

/* Two connections, each with a record coming in, one going out, and one kept: header. */
START_TEST(eight_megabytes_both_ways_at_once_in_little_memory) {
    size_t at_rest;
    limit_version(versions[_i]);
    shake(3000, "good.test");
    talk(&client.stream, &server.stream);
    at_rest = most = in_use;
    pour_both_ways(&client.stream, &server.stream, BULK);
    ck_assert_uint_le(most - at_rest, 2 * 3 * 17500);
}
END_TEST

static struct coir_tls inner_client, inner_server;

START_TEST(tls_goes_through_tls) {
    static COIR_TASK(coir_start_tls) a, b;
    shake(wires[_i], "good.test");
    START(&loop, a, coir_start_tls, .tls = &inner_client, .context = &client_context,
          .below = &client.stream, .host = "good.test", .buffer = client_buffer, .size = BUFFER);
    START(&loop, b, coir_start_tls, .tls = &inner_server, .context = &server_context,
          .below = &server.stream, .buffer = server_buffer, .size = BUFFER);
    run();
    ck_assert_int_eq(coir_outcome(&a.task), 0);
    ck_assert_int_eq(coir_outcome(&b.task), 0);
    talk(&inner_client.stream, &inner_server.stream);
    pour_both_ways(&inner_client.stream, &inner_server.stream, 100000);
    coir_close(&inner_client.stream);
    ck_assert(coir_is_closing(&client.stream));
    ck_assert(coir_is_closing(&client_below));
    coir_close(&inner_server.stream);
}
END_TEST

/* A line in pieces, over and over, through a writer that holds a few of them. */
static const struct coir_piece line[] = {{"in ", 3}, {"", 0}, {"three ", 6}, {"pieces\n", 7}};

struct write_lines {
    CORO;
    struct coir_tls *tls;
    struct coir_writer *writer;
    int i;
};

ASYNC(write_lines) {
    for (self->i = 0; self->i < 1000; self->i++) {
        AWAIT(coir_writer_write_pieces(self->writer, line, 4));
        AWAIT(coir_drain(self->writer));
    }
    AWAIT(coir_writer_flush(self->writer));
    AWAIT(coir_tls_goodbye(self->tls));
    AWAIT(coir_writer_close(self->writer));
}
ASYNC_END

struct read_lines {
    CORO;
    struct coir_tls *tls;
    char line[40];
    int n, count, wrong;
};

ASYNC(read_lines) {
    for (;;) {
        AWAIT_INTO(self->n, coir_readline(&self->tls->stream, self->line, sizeof self->line));
        if (self->n == 0)
            break;
        self->count++;
        self->wrong += strcmp(self->line, "in three pieces\n") != 0;
    }
    AWAIT(coir_tls_goodbye(self->tls));
    coir_close(&self->tls->stream);
}
ASYNC_END

START_TEST(a_writer_works_over_it) {
    static struct coir_writer writer;
    static COIR_TASK(write_lines) writes;
    static COIR_TASK(read_lines) reads;
    char room[60];
    shake(wires[_i], "good.test");
    coir_writer_init(&writer, &client.stream, room, sizeof room);
    START(&loop, writes, write_lines, .tls = &client, .writer = &writer);
    START(&loop, reads, read_lines, .tls = &server);
    run();
    ck_assert_int_eq(coir_outcome(&writes.task), 0);
    ck_assert_int_eq(coir_outcome(&reads.task), 0);
    ck_assert_int_eq(reads.frame.count, 1000);
    ck_assert_int_eq(reads.frame.wrong, 0);
}
END_TEST

struct put_pieces {
    CORO;
    struct coir_stream *stream;
    const struct coir_piece *pieces;
    size_t count;
};

ASYNC(put_pieces) {
    AWAIT(coir_write_pieces(self->stream, self->pieces, self->count));
    AWAIT(coir_write_eof(self->stream));
}
ASYNC_END

/* Small ones, a big one, small ones behind it. */
START_TEST(pieces_of_any_size_arrive_in_order) {
    static COIR_TASK(put_pieces) puts;
    static char bytes[60000];
    const struct coir_piece pieces[] = {
        {bytes, 1},           {bytes + 1, 0},        {bytes + 1, 4000},
        {bytes + 4001, 99},   {bytes + 4100, 50000}, {bytes, 0},
        {bytes + 54100, 5900}};
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = byte_at(i);
    shake(wires[_i], "good.test");
    START(&loop, puts, put_pieces, .stream = &client.stream, .pieces = pieces, .count = 7);
    START(&loop, drinker, drink, .stream = &server.stream);
    run();
    ck_assert_int_eq(coir_outcome(&puts.task), 0);
    ck_assert_uint_eq(drinker.frame.done, sizeof bytes);
    ck_assert_uint_eq(drinker.frame.wrong, 0);
}
END_TEST

/* Each asks the other for new keys, again and again, while both are in the middle of writing. */
START_TEST(new_keys_on_the_way_disturb_nobody) {
    shake(wires[_i], "good.test");
    START(&loop, pourer, pour, .stream = &client.stream, .size = 300000);
    START(&loop, other_pourer, pour, .stream = &server.stream, .size = 300000);
    START(&loop, drinker, drink, .stream = &server.stream);
    START(&loop, other_drinker, drink, .stream = &client.stream);
    for (int i = 0; i < 3000 && coir_poll(&loop) != COIR_FOREVER; i++)
        if (i % 5 == 0)
            SSL_key_update(i % 2 ? client.ssl : server.ssl, SSL_KEY_UPDATE_REQUESTED);
    run();
    ck_assert_uint_eq(drinker.frame.done, 300000);
    ck_assert_uint_eq(other_drinker.frame.done, 300000);
    ck_assert_uint_eq(drinker.frame.wrong + other_drinker.frame.wrong, 0);
}
END_TEST

/* A peer can have keys renewed for 27 bytes each, and say nothing. */
START_TEST(a_flood_of_new_keys_ends_the_connection_and_does_not_hold_up_the_others) {
    static char wide[2][1 << 17];
    coir_stream_pair(&pair, &client_below, &server_below, wide[0], wide[1], sizeof wide[0]);
    start_client("good.test");
    start_server();
    run();
    for (int i = 0; i < 2000; i++) {
        ck_assert_int_eq(SSL_key_update(client.ssl, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
        ck_assert_int_eq(SSL_do_handshake(client.ssl), 1);
    }
    ck_assert_int_eq(says(&client.stream, "x\n"), 0);
    ck_assert_int_eq(hears(&server.stream), COIR_TLS);
    ck_assert_str_eq(coir_tls_reason(&server), "too many key updates");
}
END_TEST

/* Both have to answer before they go on reading. */
START_TEST(new_keys_asked_for_by_both_at_once_are_no_deadlock) {
    shake(wires[_i], "good.test");
    ck_assert_int_eq(SSL_key_update(client.ssl, SSL_KEY_UPDATE_REQUESTED), 1);
    ck_assert_int_eq(SSL_key_update(server.ssl, SSL_KEY_UPDATE_REQUESTED), 1);
    START(&loop, pourer, pour, .stream = &client.stream, .size = 30000);
    START(&loop, other_pourer, pour, .stream = &server.stream, .size = 30000);
    START(&loop, drinker, drink, .stream = &server.stream);
    START(&loop, other_drinker, drink, .stream = &client.stream);
    run();
    ck_assert_uint_eq(drinker.frame.done + other_drinker.frame.done, 60000);
    ck_assert_uint_eq(drinker.frame.wrong + other_drinker.frame.wrong, 0);
}
END_TEST

/* ---- Cancelled, at every await ---- */

START_TEST(a_handshake_may_be_cancelled_at_any_time) {
    size_t before = 0;
    bool last = false;
    for (int turns = 0; !last; turns++) {
        join(100);
        start_client("good.test");
        start_server();
        for (int i = 0; i < turns; i++)
            coir_poll(&loop);
        last = !coir_cancel(_i ? &server_start.task : &client_start.task);
        if (!last) {
            ck_assert_int_eq(end_of(_i ? &server_start.task : &client_start.task), COIR_CANCELLED);
            ck_assert(!coir_is_closing(_i ? &server_below : &client_below));
            coir_close(_i ? &server_below : &client_below);
        }
        run();
        if (!last) {
            ck_assert(coir_is_closing(_i ? &server.stream : &client.stream));
            ck_assert(coir_done(_i ? &client_start.task : &server_start.task));
        }
        close_both();
        coir_tls_session_clear(&session);
        if (turns > 3)
            ck_assert_uint_le(in_use, before); /* the first one may find things to keep */
        before = in_use;
        ck_assert_int_lt(turns, 1000);
    }
}
END_TEST

static char lot[600000];

struct dribble {
    CORO;
    struct coir_stream *stream;
    size_t done;
    int cancelled;
};

/* Write a lot; when cancelled, note how far it got, and go on from there. */
ASYNC(dribble) {
    while (self->done < sizeof lot) {
        TRY {
            AWAIT(coir_write_all(self->stream, lot + self->done, sizeof lot - self->done));
        }
        CATCH(COIR_CANCELLED) {
            self->cancelled++;
        }
        TRY_END
        self->done += coir_sent(self->stream);
    }
    AWAIT(coir_write_eof(self->stream));
}
ASYNC_END

/* Read a lot, in the same way. */
struct sip {
    CORO;
    struct coir_stream *stream;
    size_t done, wrong;
    char bytes[777];
    int n, cancelled;
};

ASYNC(sip) {
    do {
        self->n = -1;
        TRY {
            AWAIT_INTO(self->n, coir_read(self->stream, self->bytes, sizeof self->bytes));
        }
        CATCH(COIR_CANCELLED) {
            self->cancelled++;
        }
        TRY_END
        for (int i = 0; i < self->n; i++)
            self->wrong += self->bytes[i] != byte_at(self->done + (size_t)i);
        self->done += self->n > 0 ? (size_t)self->n : 0;
    } while (self->n);
}
ASYNC_END

START_TEST(cancelled_again_and_again_no_byte_is_lost_or_doubled) {
    static COIR_TASK(dribble) writer;
    static COIR_TASK(sip) reader;
    int step = 1 + _i;
    shake(700, "good.test");
    for (size_t i = 0; i < sizeof lot; i++)
        lot[i] = byte_at(i);
    START(&loop, writer, dribble, .stream = &server.stream);
    START(&loop, reader, sip, .stream = &client.stream);
    for (int i = 0; coir_poll(&loop) != COIR_FOREVER; i++)
        if (i % step == 0) {
            coir_cancel(&writer.task);
            coir_cancel(&reader.task);
        }
    run();
    ck_assert_int_eq(coir_outcome(&writer.task), 0);
    ck_assert_int_eq(coir_outcome(&reader.task), 0);
    ck_assert_int_gt(writer.frame.cancelled, 3);
    ck_assert_int_gt(reader.frame.cancelled, 3);
    ck_assert_uint_eq(writer.frame.done, sizeof lot);
    ck_assert_uint_eq(reader.frame.done, sizeof lot);
    ck_assert_uint_eq(reader.frame.wrong, 0);
}
END_TEST

/* ---- Sockets ---- */

/* A socket pair tells the loop itself when it is ready; here with the real port. */
START_TEST(it_runs_over_sockets) {
    static struct coir_system machine;
    int fds[2];
    coir_loop_close(&loop);
    ck_assert_int_eq(coir_system_init(&machine), 0);
    coir_loop_init(&loop, machine.port);
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    ck_assert_int_eq(coir_open_fd(&client_below, &loop, fds[0]), 0);
    ck_assert_int_eq(coir_open_fd(&server_below, &loop, fds[1]), 0);
    start_client("good.test");
    start_server();
    run();
    talk(&client.stream, &server.stream);
    pour_both_ways(&client.stream, &server.stream, BULK);
    close_both();
    coir_loop_close(&loop);
    coir_system_close(&machine);
    coir_loop_init(&loop, &port.port);
}
END_TEST

/* The numbers in the header, printed with COIR_SHOW=1. */
START_TEST(a_connection_at_rest_costs_what_the_header_says) {
    size_t before, context;
    shake(WIRE, "good.test");
    talk(&client.stream, &server.stream);
    close_both();
    coir_tls_session_clear(&session);
    before = in_use;
    coir_tls_context_close(&client_context);
    context = before - in_use;
    ck_assert_int_eq(coir_tls_client(&client_context), 0);
    ck_assert_int_eq(coir_tls_trust(&client_context, authority.path), 0);
    before = most = in_use;
    shake(WIRE, "good.test");
    talk(&client.stream, &server.stream);
    START(&loop, hearer, hear, .stream = &client.stream);
    START(&loop, other_hearer, hear, .stream = &server.stream);
    for (int i = 0; i < 3; i++)
        coir_poll(&loop);
    coir_tls_session_clear(&session);
    if (sizeof(void *) == 8)
        ck_assert_uint_eq(sizeof(struct coir_tls), 336);
    if (getenv("COIR_SHOW"))
        fprintf(stderr, "# struct %zu, context %zu, two connections at rest %zu, at most %zu\n",
                sizeof(struct coir_tls), context, in_use - before, most - before);
    ck_assert_uint_le(context, 14000);
    ck_assert_uint_le(in_use - before, 15000 + 35000);
}
END_TEST

static Suite *suite(void) {
    Suite *made = suite_create("tls");
    TCase *tls = tcase_create("tls");
    tcase_add_checked_fixture(tls, set_up, tear_down);
    tcase_add_loop_test(tls, lines_go_both_ways_over_a_wire_of_any_width, 0, 7);
    tcase_add_loop_test(tls, the_older_version_works_too_unless_refused, 0, 7);
    tcase_add_test(tls, protocols_are_agreed_on);
    tcase_add_loop_test(tls, a_server_is_who_its_certificate_says_and_nobody_else, 0,
                        (int)(sizeof guests / sizeof *guests));
    tcase_add_test(tls, the_system_does_not_know_our_authority);
    tcase_add_test(tls, one_who_verifies_has_to_say_whom);
    tcase_add_test(tls, a_client_shows_its_certificate_when_it_is_asked);
    tcase_add_test(tls, a_client_without_one_is_refused_unless_it_is_optional);
    tcase_add_test(tls, a_client_of_a_stranger_is_refused);
    tcase_add_test(tls, files_that_will_not_do_are_told_apart);
    tcase_add_loop_test(tls, the_second_time_is_quicker, 0, 2);
    tcase_add_loop_test(tls, a_session_is_no_good_for_another_name_or_context, 0, 2);
    tcase_add_test(tls, a_client_is_told_of_all_authorities_that_the_server_trusts);
    tcase_add_test(tls, protocols_that_are_refused_change_nothing);
    tcase_add_loop_test(tls, a_session_does_not_outlive_the_rules_it_was_made_under, 0, 2);
    tcase_add_loop_test(tls, a_session_does_not_outlive_its_context, 0, 2);
    tcase_add_loop_test(
        tls, a_client_that_was_not_asked_for_its_certificate_is_asked_when_the_rules_change, 0, 2);
    tcase_add_test(tls, an_end_that_was_said_is_one);
    tcase_add_loop_test(tls, an_end_that_was_not_said_is_an_error, 0, 2);
    tcase_add_test(tls, an_end_during_the_handshake_is_an_error);
    tcase_add_loop_test(tls, one_direction_ends_and_the_other_goes_on, 0, 2);
    tcase_add_test(tls, goodbye_waits_for_the_other_side);
    tcase_add_loop_test(tls, closing_wakes_those_who_wait, 0, 2);
    tcase_add_test(tls, who_does_not_speak_tls_is_told_apart);
    tcase_add_test(tls, a_forged_record_ends_the_connection);
    tcase_add_test(tls, what_came_before_the_start_is_part_of_it);
    tcase_add_loop_test(tls, eight_megabytes_both_ways_at_once_in_little_memory, 0, 2);
    tcase_add_loop_test(tls, tls_goes_through_tls, 0, 7);
    tcase_add_loop_test(tls, a_writer_works_over_it, 0, 7);
    tcase_add_loop_test(tls, pieces_of_any_size_arrive_in_order, 0, 7);
    tcase_add_loop_test(tls, new_keys_on_the_way_disturb_nobody, 0, 7);
    tcase_add_test(tls, a_flood_of_new_keys_ends_the_connection_and_does_not_hold_up_the_others);
    tcase_add_loop_test(tls, new_keys_asked_for_by_both_at_once_are_no_deadlock, 0, 7);
    tcase_add_loop_test(tls, a_handshake_may_be_cancelled_at_any_time, 0, 2);
    tcase_add_loop_test(tls, cancelled_again_and_again_no_byte_is_lost_or_doubled, 0, 9);
    tcase_add_test(tls, it_runs_over_sockets);
    tcase_add_test(tls, a_connection_at_rest_costs_what_the_header_says);
    tcase_set_timeout(tls, 60);
    suite_add_tcase(made, tls);
    return made;
}

int main(void) {
    int failed;
    CRYPTO_set_mem_functions(counted_malloc, counted_realloc, counted_free);
    make_certificates();
    failed = run_suite(suite());
    free_certificates();
    return failed;
}
