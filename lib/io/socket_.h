/* socket_.h - what the files about sockets share.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_LIB_SOCKET_H
#define COIR_LIB_SOCKET_H

#include "coir/socket.h"

#if COIR_SYSTEM_IO
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

/* An address as the system wants it. */
union coir_system_address_ {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    struct sockaddr_un local;
    struct sockaddr_storage room;
};

static inline bool coir_would_block_(void) {
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

/* After this many calls without waiting, a task lets the others run: one who is always ready must
 * not starve them. At the end of a leaf, which is evaluated again. */
enum { COIR_PATIENCE_ = 32 };

static inline int coir_let_others_run_(uint8_t *calls) {
    struct coir_task *task = coir_current();
    *calls = 0;
    coir_park(NULL, NULL);
    coir_wake(task, COIR_PENDING);
    return COIR_PENDING;
}

COIR_C_BEGIN_

/* address.c */
socklen_t coir_to_system_(union coir_system_address_ *to, const struct coir_address *from);
int coir_from_system_(struct coir_address *to, const union coir_system_address_ *from,
                      socklen_t size);
int coir_local_name_(int fd, struct coir_address *address);

/* socket.c: a new socket of this address's family and this type, or of TCP; non-blocking and not
 * inherited; or an error. */
int coir_new_socket_(const struct coir_address *address, int type);
int coir_socket_(const struct coir_address *address);
int coir_make_non_blocking_(int fd);
int coir_set_option_(int fd, int level, int option, int value);

/* transport.c: make a stream of a socket that is non-blocking. fd is still yours after an error. */
int coir_open_socket_(struct coir_stream *stream, struct coir_loop *loop, int fd);

/* Bind to where a connection of an earlier listener has not quite ended. Not for datagrams: there it
 * would let anybody take them. */
#define COIR_REUSE_ADDRESS_ 256

/* bind.c: give a socket its address, with COIR_REUSE_PORT and its like; and remove the file of one
 * of a Unix socket. */
int coir_bind_(int fd, const struct coir_address *address, int options,
               struct coir_socket_file *file);
void coir_remove_file_(const struct coir_address *address, const struct coir_socket_file *file);

/* listen.c: the next connection's descriptor; a leaf. */
int coir_accept_(struct coir_listener *listener);

COIR_C_END_

#endif
#endif
