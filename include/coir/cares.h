/* cares.h - find the addresses of a name with c-ares: no threads, and it can be cancelled.
 *
 * Rung 12, libcoir-cares. As coir_getaddrinfo of dns.h, which asks the system in a thread; c-ares
 * asks the name servers itself, over sockets in your loop, any number of names at once. It reads
 * /etc/resolv.conf and /etc/hosts, and nothing else that the system may be configured for (LDAP,
 * mDNS). Costs a descriptor more than c-ares alone, and one allocation of 8 bytes a lookup.
 *
 *     coir_cares_open(&self->cares, coir_running_loop(), NULL);
 *     AWAIT(self->look, coir_cares_lookup, .cares = &self->cares, .host = "example.org",
 *           .port = 80, .addresses = self->addresses, .count = 4);
 *
 * It runs in whatever loop the task runs in, so also in one that is a guest (uv.h, glib.h). Name
 * servers that do not answer are asked again for 20 seconds and more; put a timeout around it if
 * that is too long.
 *
 * Needs: foreign.h, future.h, address.h.   Semantics: ares_getaddrinfo.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_CARES_H
#define COIR_CARES_H

#include "coir/address.h"
#include "coir/foreign.h"
#include "coir/future.h"

#if COIR_SYSTEM_IO

struct ares_channeldata;

/* A channel of c-ares in a loop. Its members are private, but for `channel`. */
struct coir_cares {
    struct ares_channeldata *channel; /* an ares_channel, for its other functions */
    struct coir_loop *loop;
    struct coir_foreign foreign;
    struct coir_handle timer;
    unsigned lookups;
};

/* Find the addresses of a name: AWAIT(self->look, coir_cares_lookup, .cares = &cares, .host = ...).
 *
 * cares     open
 * host      a name, or a numeric address
 * port      0 to 65535, for the addresses
 * family    4 or 6: only those; 0: both
 * addresses yours, room for count of them; untouched on error
 * count     1 or more; what does not fit is dropped
 * result    how many addresses there are, 1 or more, the best first (RFC 6724)
 * errors    COIR_UNKNOWN_HOST   there is no such name, or it has no address of this family
 *           COIR_NAME_SERVER    no name server answers, or none knows
 *           COIR_VALUE          the port, the family or the count
 *           COIR_CLOSED         coir_cares_close
 *           COIR_NO_MEMORY, COIR_CANCELLED; an answer that still comes is dropped
 * context   a task of the channel's loop
 * source    asyncio.loop.getaddrinfo */
struct coir_cares_lookup {
    COIR_CORO;
    struct coir_cares *cares;
    const char *host;
    int port;
    int family;
    struct coir_address *addresses;
    unsigned count;
    int result;
    /* private */
    struct coir_future over;
    struct coir_cares_request_ *request;
};

COIR_ASYNC_DECLARE(coir_cares_lookup);

COIR_C_BEGIN_

/* Make a channel.
 *
 * cares     yours; stays where it is until coir_cares_close
 * servers   "192.0.2.1,[2001:db8::1]:53", or NULL: those of /etc/resolv.conf
 * returns   0
 * errors    COIR_VALUE (servers), COIR_NO_MEMORY, COIR_FILES, COIR_SYSTEM_FILES, COIR_UNSUPPORTED
 *           (see foreign.h), COIR_SYSTEM
 * context   the loop's thread */
int coir_cares_open(struct coir_cares *cares, struct coir_loop *loop, const char *servers);

/* Close it; who waits gets COIR_CLOSED. Idempotent; does nothing to one that was zeroed and never
 * opened.
 *
 * context   the loop's thread */
void coir_cares_close(struct coir_cares *cares);

COIR_C_END_

#endif
#endif
