/* socket_.h - what the files about sockets share.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_LIB_SOCKET_H
#define COIR_LIB_SOCKET_H

#include "coir/socket.h"

#if COIR_HOSTED
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* An address as the system wants it. */
union coir_system_address_ {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    struct sockaddr_storage room;
};

static inline bool coir_would_block_(void) {
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

COIR_C_BEGIN_

/* address.c */
socklen_t coir_to_system_(union coir_system_address_ *to, const struct coir_address *from);
int coir_from_system_(struct coir_address *to, const union coir_system_address_ *from);
int coir_local_name_(int fd, struct coir_address *address);

/* socket.c: a new TCP socket for this family, non-blocking and not inherited, or an error. */
int coir_socket_(const struct coir_address *address);
int coir_make_non_blocking_(int fd);
void coir_set_option_(int fd, int level, int option, int value);

/* transport.c: make a stream of a socket that is non-blocking. fd is still yours after an error. */
int coir_open_socket_(struct coir_stream *stream, struct coir_loop *loop, int fd);

/* listen.c: the next connection's descriptor; a leaf. */
int coir_accept_(struct coir_listener *listener);

COIR_C_END_

#endif
#endif
