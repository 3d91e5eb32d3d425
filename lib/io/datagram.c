/* datagram.c - send and receive messages whole.
 *
 * A system call per message. That there is none left is learnt from one more, since a message that
 * came says nothing about the next.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "coir/datagram.h"

#if COIR_SYSTEM_IO
#include "socket_.h"

#include <limits.h>
#include <sys/uio.h>
#include <unistd.h>

/* ---- Opening and closing ---- */

static int connect_(int fd, const struct coir_address *peer) {
    union coir_system_address_ to;
    socklen_t size = coir_to_system_(&to, peer);
    return connect(fd, &to.any, size) < 0 ? coir_from_errno(errno) : 0;
}

/* Everything on a new socket, which is closed by the caller if that fails. */
static int prepare_(struct coir_datagram *made, int fd, const struct coir_address *local,
                    const struct coir_address *peer, int options) {
    int error = 0;
    if (options & COIR_BROADCAST)
        error = coir_set_option_(fd, SOL_SOCKET, SO_BROADCAST, 1);
    if (error == 0 && local)
        error = coir_bind_(fd, local, options, &made->file);
    if (error == 0 && peer)
        error = connect_(fd, peer);
    if (error == 0)
        error = coir_local_name_(fd, &made->address);
    return error;
}

int coir_open_datagram(struct coir_datagram *made, struct coir_loop *loop,
                       const struct coir_address *local, const struct coir_address *peer,
                       int options) {
    int fd, error;
    memset(made, 0, sizeof *made);
    if ((!local && !peer) || (local && peer && local->family != peer->family))
        return COIR_VALUE;
    fd = coir_new_socket_(local ? local : peer, SOCK_DGRAM);
    if (fd < 0)
        return fd;
    error = prepare_(made, fd, local, peer, options);
    if (error == 0)
        error = coir_watch(loop, &made->descriptor, fd);
    if (error < 0) {
        if (local)
            coir_remove_file_(local, &made->file);
        close(fd);
    }
    return error;
}

void coir_datagram_close(struct coir_datagram *it) {
    if (!it->descriptor.watched)
        return;
    coir_unwatch(&it->descriptor);
    coir_remove_file_(&it->address, &it->file);
    close(it->descriptor.fd);
}

/* ---- Sending ---- */

/* One call; to is NULL for the peer. */
static ssize_t send_(struct coir_datagram *it, const void *from, size_t size,
                     const struct coir_address *to) {
    union coir_system_address_ at;
    socklen_t length = to ? coir_to_system_(&at, to) : 0;
    ssize_t n;
    do
        n = sendto(it->descriptor.fd, from, size, 0, to ? &at.any : NULL, length);
    while (n < 0 && errno == EINTR);
    return n;
}

/* The system only tells when the peer has room again. */
static bool cannot_wait_(const struct coir_address *to) {
    return to && to->family == COIR_UNIX;
}

static int wait_to_send_(struct coir_datagram *it) {
    it->calls = 0;
    return coir_writable(&it->descriptor);
}

int coir_send_to(struct coir_datagram *it, const void *from, size_t size,
                 const struct coir_address *to) {
    struct coir_descriptor *descriptor = &it->descriptor;
    if (!descriptor->watched)
        return COIR_CLOSED;
    if (!(descriptor->ready & COIR_WRITABLE))
        return wait_to_send_(it);
    if (++it->calls > COIR_PATIENCE_)
        return coir_let_others_run_(&it->calls);
    if (send_(it, from, size, to) >= 0)
        return 0;
    if (errno == EDESTADDRREQ || (errno == ENOTCONN && !to))
        return COIR_VALUE;
    if (!coir_would_block_())
        return coir_from_errno(errno);
    if (cannot_wait_(to))
        return COIR_BUFFERS;
    coir_used_up(descriptor, COIR_WRITABLE);
    return wait_to_send_(it);
}

/* ---- Receiving ---- */

/* One call: the size of the message, or -1. */
static ssize_t receive_(struct coir_datagram *it, void *into, size_t size, struct msghdr *message,
                        union coir_system_address_ *at) {
    struct iovec place;
    ssize_t n;
    place.iov_base = into;
    place.iov_len = size;
    memset(message, 0, sizeof *message);
    message->msg_name = &at->any;
    message->msg_namelen = sizeof *at;
    message->msg_iov = &place;
    message->msg_iovlen = 1;
    do
#ifdef __linux__
        n = recvmsg(it->descriptor.fd, message, MSG_TRUNC); /* gives the whole size */
#else
        n = recvmsg(it->descriptor.fd, message, 0);
#endif
    while (n < 0 && errno == EINTR);
    return n;
}

static int wait_to_receive_(struct coir_datagram *it) {
    it->calls = 0;
    return coir_readable(&it->descriptor);
}

int coir_receive_from(struct coir_datagram *it, void *into, size_t size,
                      struct coir_address *from) {
    struct coir_descriptor *descriptor = &it->descriptor;
    union coir_system_address_ at;
    struct msghdr message;
    ssize_t n;
    if (!descriptor->watched)
        return COIR_CLOSED;
    if (!(descriptor->ready & COIR_READABLE))
        return wait_to_receive_(it);
    if (++it->calls > COIR_PATIENCE_)
        return coir_let_others_run_(&it->calls);
    n = receive_(it, into, size, &message, &at);
    if (n < 0 && coir_would_block_()) {
        coir_used_up(descriptor, COIR_READABLE);
        return wait_to_receive_(it);
    }
    if (n < 0)
        return coir_from_errno(errno);
    it->size = (size_t)n;
    if (from) {
        coir_from_system_(from, &at, message.msg_namelen);
        from->family = it->address.family; /* also of one without a name */
    }
    return message.msg_flags & MSG_TRUNC ? (int)COIR_MESSAGE_SIZE : (int)n;
}

/* ---- Groups ---- */

int coir_join_multicast(struct coir_datagram *it, const struct coir_address *group) {
    struct group_req request;
    union coir_system_address_ at;
    socklen_t size;
    if (!it->descriptor.watched)
        return COIR_CLOSED;
    if (group->family != it->address.family || group->family == COIR_UNIX)
        return COIR_VALUE;
    memset(&request, 0, sizeof request);
    request.gr_interface = group->scope;
    size = coir_to_system_(&at, group);
    memcpy(&request.gr_group, &at, size);
    if (setsockopt(it->descriptor.fd, group->family == 6 ? IPPROTO_IPV6 : IPPROTO_IP,
                   MCAST_JOIN_GROUP, &request, sizeof request) < 0)
        return coir_from_errno(errno);
    return 0;
}

#endif
