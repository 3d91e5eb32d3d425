/* bind.c - give sockets their addresses.
 *
 * Two system calls or three; a stale file of a Unix socket costs five more.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "socket_.h"

#if COIR_SYSTEM_IO
#include <sys/stat.h>
#include <unistd.h>

static int options_(int fd, const struct coir_address *address, int options) {
    int error = 0;
    if (options & COIR_REUSE_ADDRESS_ && address->family != COIR_UNIX)
        error = coir_set_option_(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    if (error == 0 && address->family == 6)
        error = coir_set_option_(fd, IPPROTO_IPV6, IPV6_V6ONLY, !(options & COIR_DUAL_STACK));
    if (error == 0 && options & COIR_REUSE_PORT)
#ifdef SO_REUSEPORT
        error = coir_set_option_(fd, SOL_SOCKET, SO_REUSEPORT, 1);
#else
        error = COIR_UNSUPPORTED;
#endif
    return error;
}

/* ---- Files of Unix sockets ---- */

static bool has_file_(const struct coir_address *address) {
    return address->family == COIR_UNIX && address->length && address->bytes[0];
}

/* The file as it is now; its number is 0 if there is none, or if it is no socket. */
static struct coir_socket_file look_(const struct coir_address *address) {
    struct coir_socket_file file = {0, 0};
    struct stat is;
    if (lstat((const char *)address->bytes, &is) == 0 && S_ISSOCK(is.st_mode)) {
        file.device = (uint64_t)is.st_dev;
        file.number = (uint64_t)is.st_ino;
    }
    return file;
}

void coir_remove_file_(const struct coir_address *address, const struct coir_socket_file *file) {
    struct coir_socket_file now;
    if (!has_file_(address) || file->number == 0)
        return;
    now = look_(address);
    if (now.device == file->device && now.number == file->number)
        unlink((const char *)address->bytes);
}

/* Is it the file of a socket that is gone? Then a connection is refused, whatever the type. */
static bool is_stale_(const struct coir_address *address, const union coir_system_address_ *at,
                      socklen_t size) {
    int probe;
    bool refused;
    if (look_(address).number == 0)
        return false;
    probe = coir_new_socket_(address, SOCK_DGRAM);
    if (probe < 0)
        return false;
    refused = connect(probe, &at->any, size) < 0 && errno == ECONNREFUSED;
    close(probe);
    return refused;
}

/* ---- Both kinds ---- */

int coir_bind_(int fd, const struct coir_address *address, int options,
               struct coir_socket_file *file) {
    union coir_system_address_ at;
    socklen_t size = coir_to_system_(&at, address);
    int error = options_(fd, address, options), failed;
    if (error < 0)
        return error;
    failed = bind(fd, &at.any, size) < 0;
    if (failed && errno == EADDRINUSE && has_file_(address)) {
        if (is_stale_(address, &at, size))
            unlink((const char *)address->bytes);
        failed = bind(fd, &at.any, size) < 0;
    }
    if (failed)
        return coir_from_errno(errno);
    if (has_file_(address))
        *file = look_(address);
    return 0;
}

#endif
