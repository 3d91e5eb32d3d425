/* certificates.h - make certificates for tests: authorities, and what they sign, as PEM files.
 *
 * Keys are on the curve P-256, so that a dozen takes a few milliseconds.
 * SPDX-License-Identifier: MIT
 */
#ifndef TEST_CERTIFICATES_H
#define TEST_CERTIFICATES_H

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A certificate and its key, in one file. */
struct certificate {
    X509 *x509;
    EVP_PKEY *key;
    char path[200];
};

/* What it says. Days count from now. */
struct wish {
    const char *file, *subject;
    const char *names; /* "DNS:a.test,IP:127.0.0.1"; NULL: none */
    int from, to;
    int is_authority;
    const struct certificate *issuer; /* NULL: itself */
};

static inline void extend(X509 *x509, int what, const char *value) {
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, what, value);
    X509_add_ext(x509, extension, -1);
    X509_EXTENSION_free(extension);
}

static inline void write_pem(const struct certificate *certificate) {
    FILE *file = fopen(certificate->path, "w");
    if (!file)
        abort();
    PEM_write_X509(file, certificate->x509);
    PEM_write_PrivateKey(file, certificate->key, NULL, NULL, 0, NULL, NULL);
    fclose(file);
}

static inline void make_certificate(struct certificate *made, const char *folder,
                                    struct wish wish) {
    static long serial = 1;
    X509 *x509 = X509_new();
    X509_NAME *name = X509_get_subject_name(x509);
    EVP_PKEY *key = EVP_EC_gen("P-256");
    const struct certificate *issuer = wish.issuer ? wish.issuer : made;
    made->x509 = x509;
    made->key = key;
    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), serial++);
    X509_gmtime_adj(X509_getm_notBefore(x509), 86400L * wish.from);
    X509_gmtime_adj(X509_getm_notAfter(x509), 86400L * wish.to);
    X509_set_pubkey(x509, key);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               (const unsigned char *)(const void *)wish.subject, -1, -1, 0);
    X509_set_issuer_name(x509, X509_get_subject_name(issuer->x509));
    extend(x509, NID_basic_constraints, wish.is_authority ? "critical,CA:TRUE" : "CA:FALSE");
    if (wish.names)
        extend(x509, NID_subject_alt_name, wish.names);
    X509_sign(x509, issuer->key, EVP_sha256());
    snprintf(made->path, sizeof made->path, "%s/%s.pem", folder, wish.file);
    write_pem(made);
}

static inline void free_certificate(struct certificate *certificate) {
    remove(certificate->path);
    X509_free(certificate->x509);
    EVP_PKEY_free(certificate->key);
}

#endif
