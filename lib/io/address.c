/* address.c - addresses as text, as a struct, and as the system wants them.
 *
 * No system call but the two that ask for the names of a socket.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "socket_.h"

#if COIR_SYSTEM_IO
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

int coir_address_set(struct coir_address *address, const char *host, int port) {
    struct coir_address made;
    memset(&made, 0, sizeof made);
    if (port < 0 || port > 65535)
        return COIR_VALUE;
    made.port = (uint16_t)port;
    if (strcmp(host, "localhost") == 0)
        host = "127.0.0.1";
    if (inet_pton(AF_INET, host, made.bytes) == 1)
        made.family = 4;
    else if (inet_pton(AF_INET6, host, made.bytes) == 1)
        made.family = 6;
    else
        return COIR_UNKNOWN_HOST;
    *address = made;
    return 0;
}

int coir_address_set_unix(struct coir_address *address, const char *path) {
    size_t length = strlen(path);
    if (length == 0)
        return COIR_VALUE;
    if (length >= sizeof address->bytes)
        return COIR_TOO_LONG;
#ifndef __linux__
    if (path[0] == '@')
        return COIR_UNSUPPORTED;
#endif
    memset(address, 0, sizeof *address);
    address->family = COIR_UNIX;
    address->length = (uint8_t)length;
    memcpy(address->bytes, path, length);
    if (path[0] == '@')
        address->bytes[0] = 0;
    return 0;
}

static char *unix_text_(const struct coir_address *address, char *text) {
    char *end = text + sprintf(text, "unix:");
    for (int i = 0; i < address->length; i++) {
        uint8_t byte = address->bytes[i];
        bool control = byte < ' ' || byte == 127;
        *end++ = byte == 0 && i == 0 ? '@' : control ? '?' : (char)byte;
    }
    *end = 0;
    return text;
}

char *coir_address_text(const struct coir_address *address, char *text) {
    char host[INET6_ADDRSTRLEN] = "?";
    if (address->family == COIR_UNIX)
        return unix_text_(address, text);
    inet_ntop(address->family == 6 ? AF_INET6 : AF_INET, address->bytes, host, sizeof host);
    snprintf(text, COIR_ADDRESS_TEXT, address->family == 6 ? "[%s]:%d" : "%s:%d", host,
             address->port);
    return text;
}

socklen_t coir_to_system_(union coir_system_address_ *to, const struct coir_address *from) {
    memset(to, 0, sizeof *to);
    if (from->family == 4) {
        to->four.sin_family = AF_INET;
        to->four.sin_port = htons(from->port);
        memcpy(&to->four.sin_addr, from->bytes, 4);
        return sizeof to->four;
    }
    if (from->family == COIR_UNIX) {
        to->local.sun_family = AF_UNIX;
        memcpy(to->local.sun_path, from->bytes, from->length);
        /* A path ends with a 0, an abstract name with its length. */
        return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + from->length +
                           (from->bytes[0] != 0));
    }
    to->six.sin6_family = AF_INET6;
    to->six.sin6_port = htons(from->port);
    to->six.sin6_scope_id = from->scope;
    memcpy(&to->six.sin6_addr, from->bytes, 16);
    return sizeof to->six;
}

static void from_unix_(struct coir_address *to, const struct sockaddr_un *from, socklen_t size) {
    size_t length = size - offsetof(struct sockaddr_un, sun_path);
    if (length > sizeof to->bytes)
        length = sizeof to->bytes;
    if (length && from->sun_path[0])
        length = strnlen(from->sun_path, length);
    to->family = COIR_UNIX;
    to->length = (uint8_t)length;
    memcpy(to->bytes, from->sun_path, length);
}

int coir_from_system_(struct coir_address *to, const union coir_system_address_ *from,
                      socklen_t size) {
    memset(to, 0, sizeof *to);
    if (size < sizeof from->any.sa_family)
        return 0; /* no name at all, as of a socket that was never bound */
    if (from->any.sa_family == AF_UNIX) {
        from_unix_(to, &from->local, size);
        return 0;
    }
    if (from->any.sa_family == AF_INET) {
        to->family = 4;
        to->port = ntohs(from->four.sin_port);
        memcpy(to->bytes, &from->four.sin_addr, 4);
        return 0;
    }
    if (from->any.sa_family != AF_INET6)
        return COIR_UNSUPPORTED;
    to->family = 6;
    to->port = ntohs(from->six.sin6_port);
    to->scope = from->six.sin6_scope_id;
    memcpy(to->bytes, &from->six.sin6_addr, 16);
    return 0;
}

/* getpeername or getsockname. */
static int name_(int fd, int (*ask)(int, struct sockaddr *, socklen_t *),
                 struct coir_address *address) {
    union coir_system_address_ got;
    socklen_t size = sizeof got;
    memset(&got, 0, sizeof got);
    if (ask(fd, &got.any, &size) < 0)
        return errno == ENOTSOCK ? (int)COIR_UNSUPPORTED : coir_from_errno(errno);
    return coir_from_system_(address, &got, size);
}

static int ask_peer_(int fd, struct sockaddr *address, socklen_t *size) {
    return getpeername(fd, address, size);
}

static int ask_local_(int fd, struct sockaddr *address, socklen_t *size) {
    return getsockname(fd, address, size);
}

int coir_local_name_(int fd, struct coir_address *address) {
    return name_(fd, ask_local_, address);
}

int coir_peer(const struct coir_stream *stream, struct coir_address *address) {
    if (coir_is_closing(stream))
        return COIR_CLOSED;
    if (!stream->descriptor.watched)
        return COIR_UNSUPPORTED;
    return name_(stream->descriptor.fd, ask_peer_, address);
}

int coir_local(const struct coir_stream *stream, struct coir_address *address) {
    if (coir_is_closing(stream))
        return COIR_CLOSED;
    if (!stream->descriptor.watched)
        return COIR_UNSUPPORTED;
    return coir_local_name_(stream->descriptor.fd, address);
}

#endif
