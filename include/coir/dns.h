/* dns.h - find the addresses of a name, without holding up the loop.
 *
 * Rung 12. The system's getaddrinfo, in a thread of the loop's pool. A numeric address and
 * `localhost` need no thread and no memory; a name costs one allocation, which the thread keeps if
 * the task is cancelled meanwhile, since nobody can interrupt a getaddrinfo. It also keeps a thread
 * then, until the system gives up, and closing the loop waits for that.
 *
 * A library that was built with -Dresolver=cares asks the name servers itself, with c-ares: no threads,
 * any number of names at once, and a lookup that is cancelled costs nothing more. It knows /etc/hosts
 * and /etc/resolv.conf as they are at a loop's first lookup, but not LDAP or mDNS: see cares.h.
 *
 *     AWAIT(self->look, coir_getaddrinfo, .host = "example.org", .port = 80,
 *           .addresses = self->addresses, .count = 4);
 *     for (int i = 0; i < self->look.result; i++) ...
 *
 * Needs: thread.h, address.h.   Semantics: asyncio's loop.getaddrinfo.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_DNS_H
#define COIR_DNS_H

#include "coir/address.h"
#include "coir/thread.h"

#if COIR_SYSTEM_IO

/* A function that finds addresses, and may block: it is called in a thread.
 *
 * host      a name, or whatever the user wrote
 * family    4, 6, or 0 for both
 * addresses receive what was found, the best first; ports need not be set
 * count     how many there is room for, at least 1
 * returns   how many were written
 * errors    COIR_UNKNOWN_HOST, COIR_NAME_SERVER, ... */
typedef int (*coir_resolver)(const char *host, int family, struct coir_address *addresses,
                             unsigned count);

/* Find the addresses of a name: AWAIT(self->look, coir_getaddrinfo, .host = "example.org", ...).
 *
 * host      a name of at most 253 bytes, or a numeric address
 * port      0 to 65535, for the addresses
 * family    4 or 6: only those; 0: both
 * addresses yours, room for count of them; untouched on error
 * count     1 or more; what does not fit is dropped
 * alternate IPv6 and IPv4 in turns, beginning with the family of the first; of both something fits
 * resolve   NULL: coir_resolve, the system's, or c-ares in a library that was built so; or another
 *           one, which is asked for names only, in a thread
 * pool      NULL: the loop's own threads
 * result    how many addresses there are, 1 or more, the best first
 * errors    COIR_UNKNOWN_HOST   there is no such name, or it has no address of this family
 *           COIR_NAME_SERVER    nobody who could know answers: no network, or try again later
 *           COIR_VALUE          the port, the family or the count
 *           COIR_NO_MEMORY, COIR_CANCELLED
 * context   a task
 * source    asyncio.loop.getaddrinfo */
struct coir_getaddrinfo {
    COIR_CORO;
    const char *host;
    int port;
    int family;
    struct coir_address *addresses;
    unsigned count;
    bool alternate;
    coir_resolver resolve;
    struct coir_pool *pool;
    int result;
    /* private */
    struct coir_lookup_ *lookup;
    struct coir_to_thread work;
};

COIR_ASYNC_DECLARE(coir_getaddrinfo);

COIR_C_BEGIN_

/* Ask the system, and wait for it: a coir_resolver. */
int coir_resolve(const char *host, int family, struct coir_address *addresses, unsigned count);

COIR_C_END_

#endif
#endif
