/* datagram.h - send and receive messages whole, each on its own: UDP and Unix datagrams.
 *
 * Rung 12. A message arrives as it was sent or not at all, and nobody says so. Nothing here
 * allocates or copies: messages go straight from and into your memory, one system call each, and
 * one more when there is none. Costs the struct (208 bytes on 64-bit).
 *
 *     coir_address_set(&self->here, "0.0.0.0", 514);
 *     coir_open_datagram(&self->socket, coir_running_loop(), &self->here, NULL, 0);
 *     AWAIT_INTO(self->n, coir_receive_from(&self->socket, self->text, 80, &self->from));
 *     AWAIT(coir_send_to(&self->socket, "thanks", 6, &self->from));
 *
 * Any number of tasks may wait to receive, and to send. Cancelling one loses no message.
 *
 * Needs: socket.h.   Semantics: asyncio.create_datagram_endpoint, loop.sock_recvfrom, sock_sendto.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_DATAGRAM_H
#define COIR_DATAGRAM_H

#include "coir/socket.h"

#if COIR_SYSTEM_IO

/* A socket for messages. */
struct coir_datagram {
    struct coir_descriptor descriptor;
    struct coir_address address; /* its own: the port, if you asked for 0 */
    struct coir_socket_file file;
    size_t size;   /* of the last message that came, also if it was cut */
    uint8_t calls; /* since a task last waited; private */
};

COIR_C_BEGIN_

/* Open a socket.
 *
 * socket    yours; stays where it is until coir_datagram_close. The addresses are not in it
 * local     where messages to it go; NULL: the system chooses when the first one is sent (a Unix
 *           socket without a name gets no answers)
 * peer      the only one to talk to: messages of others do not arrive. NULL: anyone. One of the
 *           two must be there, and both of one family
 * options   0, COIR_REUSE_PORT, COIR_DUAL_STACK, COIR_BROADCAST of socket.h, with |
 * returns   0
 * errors    COIR_VALUE neither address, or two families; COIR_ADDRESS_IN_USE, COIR_DENIED,
 *           COIR_NO_ADDRESS, COIR_REFUSED (nobody there: Unix only), COIR_NOT_FOUND, ...
 * context   the loop's thread
 * source    asyncio.create_datagram_endpoint */
int coir_open_datagram(struct coir_datagram *socket, struct coir_loop *loop,
                       const struct coir_address *local, const struct coir_address *peer,
                       int options);

/* Close it. Who waits gets COIR_CLOSED; the file of a Unix socket is removed. Idempotent; does
 * nothing to one that was zeroed and never opened. */
void coir_datagram_close(struct coir_datagram *socket);

/* Send a message, waiting while this machine has no room for it.
 *
 * from      size bytes, untouched by others until this is over; size may be 0
 * to        for whom; NULL: the peer of coir_open_datagram
 * returns   0
 * errors    COIR_MESSAGE_SIZE  longer than can be sent
 *           COIR_REFUSED       an earlier message to the peer found nobody; this one was not sent
 *           COIR_BUFFERS       the queue of that Unix socket is full, and it is not the peer of
 *                              this one, so there is nothing to wait for
 *           COIR_VALUE         no `to` and no peer
 *           COIR_DENIED (broadcast without the option), COIR_NETWORK, COIR_UNREACHABLE, ...
 *           COIR_CLOSED, COIR_CANCELLED (not sent)
 * context   a task, in AWAIT
 * source    loop.sock_sendto */
int coir_send_to(struct coir_datagram *socket, const void *from, size_t size,
                 const struct coir_address *to);

/* Receive a message.
 *
 * into      receives its first `size` bytes
 * from      receives whom it came from, also with COIR_MESSAGE_SIZE; may be NULL. Untouched by the
 *           other errors
 * returns   its size, which may be 0: that is no end
 * errors    COIR_MESSAGE_SIZE  it is longer than `size`; what did not fit is lost. socket->size
 *                              tells how long it was (where the system does; else `size`)
 *           COIR_REFUSED       a message to the peer found nobody there; the socket works on
 *           COIR_CLOSED, COIR_CANCELLED (no message is lost)
 * context   a task, in AWAIT_INTO
 * source    loop.sock_recvfrom */
int coir_receive_from(struct coir_datagram *socket, void *into, size_t size,
                      struct coir_address *from);

/* Receive what is sent to a multicast group, too.
 *
 * group     an address of the socket's family; the port is of no matter, scope is the number of the
 *           interface; 0: the system chooses
 * errors    COIR_NO_ADDRESS, COIR_VALUE not a group, COIR_CLOSED, ...
 * context   the loop's thread, after coir_open_datagram */
int coir_join_multicast(struct coir_datagram *socket, const struct coir_address *group);

COIR_C_END_

#endif
#endif
