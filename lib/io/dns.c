/* dns.c - find the addresses of a name in a thread, or with c-ares if the library was built so.
 *
 * What the thread works on is one piece of memory that belongs to nobody's frame: so a task that is
 * cancelled leaves at once, and the thread frees it when getaddrinfo has given up. c-ares needs no thread,
 * and gets the same memory, because the frame of its lookup has no room in everybody's.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "coir/dns.h"

#if COIR_SYSTEM_IO
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>

#include "dns_.h"
#include "socket_.h"

enum { LONGEST_NAME = 253 };

/* A lookup: what is asked, and the answer. */
struct coir_lookup_ {
    coir_resolver resolve;
    int family;
    unsigned count;
    char host[LONGEST_NAME + 1];
#if COIR_RESOLVER_CARES_
    struct coir_cares *channel;
    struct coir_cares_lookup ask;
#endif
    struct coir_address addresses[1]; /* count of them */
};

/* ---- In a thread ---- */

static int from_resolver_(int error) {
    switch (error) {
    case 0:
        return 0;
    case EAI_AGAIN:
    case EAI_FAIL:
        return COIR_NAME_SERVER;
    case EAI_MEMORY:
        return COIR_NO_MEMORY;
    case EAI_SYSTEM:
        return coir_from_errno(errno);
    default:
        return COIR_UNKNOWN_HOST;
    }
}

static int ask_system_(const char *host, int family, int flags, struct coir_address *addresses,
                       unsigned count) {
    struct addrinfo hints, *all = NULL, *one;
    union coir_system_address_ address;
    unsigned found = 0;
    int error;
    memset(&hints, 0, sizeof hints);
    hints.ai_family = family == 4 ? AF_INET : family == 6 ? AF_INET6 : AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags;
    error = from_resolver_(getaddrinfo(host, NULL, &hints, &all));
    if (error < 0)
        return error;
    for (one = all; one && found < count; one = one->ai_next) {
        memset(&address, 0, sizeof address);
        memcpy(&address, one->ai_addr, one->ai_addrlen);
        if (coir_from_system_(&addresses[found], &address, one->ai_addrlen) == 0)
            found++;
    }
    freeaddrinfo(all);
    return found ? (int)found : (int)COIR_UNKNOWN_HOST;
}

int coir_resolve(const char *host, int family, struct coir_address *addresses, unsigned count) {
    return ask_system_(host, family, 0, addresses, count);
}

static int look_up_(void *argument) {
    struct coir_lookup_ *lookup = (struct coir_lookup_ *)argument;
    return lookup->resolve(lookup->host, lookup->family, lookup->addresses, lookup->count);
}

/* ---- In the loop ---- */

/* The address that `text` is, if it is of this family: how many that gives. */
static int add_(struct coir_getaddrinfo *self, int found, const char *text) {
    struct coir_address address;
    if ((unsigned)found == self->count || coir_address_set(&address, text, self->port) < 0)
        return found;
    if (self->family && self->family != address.family)
        return found;
    self->addresses[found] = address;
    return found + 1;
}

/* What needs no asking: how many addresses, an error, or COIR_PENDING for a name. */
static int numeric_(struct coir_getaddrinfo *self) {
    struct coir_address address;
    int found, error;
    if (!self->count || (self->family && self->family != 4 && self->family != 6))
        return COIR_VALUE;
    error = coir_address_set(&address, self->host, self->port);
    if (error == COIR_UNKNOWN_HOST && *self->host && strlen(self->host) <= LONGEST_NAME)
        return COIR_PENDING;
    if (error < 0)
        return error;
    found = add_(self, 0, self->host);
    if (strcmp(self->host, "localhost") == 0)
        found = add_(self, found, "::1");
    return found ? found : (int)COIR_UNKNOWN_HOST;
}

/* To choose from, there must be more than will be taken. */
static struct coir_lookup_ *make_(const struct coir_getaddrinfo *self) {
    unsigned count = self->alternate && self->count < 32 ? 32 : self->count;
    size_t rest = (count - 1) * sizeof(struct coir_address);
    struct coir_lookup_ *lookup = (struct coir_lookup_ *)malloc(sizeof *lookup + rest);
    if (!lookup)
        return NULL;
    lookup->resolve = self->resolve ? self->resolve : coir_resolve;
    lookup->family = self->family;
    lookup->count = count;
    strcpy(lookup->host, self->host);
    return lookup;
}

/* The next address from `at` on of this family, or of the other one. */
static int find_(const struct coir_lookup_ *lookup, int found, int at, int family, bool is) {
    while (at < found && (lookup->addresses[at].family == family) != is)
        at++;
    return at;
}

/* The answer goes to the user, families in turns if that is wanted. */
static int take_(struct coir_getaddrinfo *self, int found) {
    const struct coir_lookup_ *lookup = self->lookup;
    int next[2] = {0, 0}, family, taken = 0, side = 0;
    if (found == 0)
        return COIR_UNKNOWN_HOST;
    family = lookup->addresses[0].family;
    for (; taken < found && (unsigned)taken < self->count; taken++) {
        int at = taken;
        if (self->alternate) {
            at = find_(lookup, found, next[side], family, side == 0);
            if (at == found) {
                side = !side;
                at = find_(lookup, found, next[side], family, side == 0);
            }
            next[side] = at + 1;
            side = !side;
        }
        self->addresses[taken] = lookup->addresses[at];
        self->addresses[taken].port = (uint16_t)self->port;
    }
    return taken;
}

/* ---- With c-ares ---- */

#if COIR_RESOLVER_CARES_

/* A loop's channel, which goes with it. */
struct coir_own_cares_ {
    struct coir_service service;
    struct coir_cares cares;
};

static void close_own_(struct coir_service *service) {
    struct coir_own_cares_ *own = (struct coir_own_cares_ *)service;
    coir_cares_close(&own->cares);
    free(own);
}

struct coir_cares *coir_own_cares_of_(struct coir_loop *loop) {
    struct coir_own_cares_ *own =
        (struct coir_own_cares_ *)(void *)coir_find_service(loop, close_own_);
    if (own)
        return &own->cares;
    own = (struct coir_own_cares_ *)malloc(sizeof *own);
    if (!own)
        return NULL;
    if (coir_cares_open(&own->cares, loop, NULL) < 0) {
        free(own);
        return NULL;
    }
    coir_add_service(loop, &own->service, close_own_);
    return &own->cares;
}

/* The channel to ask, or NULL for a thread: for another resolver, where c-ares cannot be, and for the
 * unusual numbers (127.1) that only the system can read, which it does at once. */
static struct coir_cares *channel_(const struct coir_getaddrinfo *self) {
    struct coir_lookup_ *lookup = self->lookup;
    if (self->resolve)
        return NULL;
    if (ask_system_(lookup->host, 0, AI_NUMERICHOST, lookup->addresses, 1) > 0)
        return NULL;
    return coir_own_cares_of_(coir_running_loop());
}
#endif

COIR_ASYNC(coir_getaddrinfo) {
    self->result = numeric_(self);
    if (self->result == COIR_PENDING) {
        self->lookup = make_(self);
        if (!self->lookup)
            COIR_RAISE(COIR_NO_MEMORY);
        COIR_TRY {
#if COIR_RESOLVER_CARES_
            self->lookup->channel = channel_(self);
            if (self->lookup->channel) {
                COIR_AWAIT(self->lookup->ask, coir_cares_lookup, .cares = self->lookup->channel,
                           .host = self->lookup->host, .family = self->family,
                           .addresses = self->lookup->addresses, .count = self->lookup->count);
                self->result = take_(self, self->lookup->ask.result);
            } else
#endif
            {
                COIR_AWAIT(self->work, coir_to_thread, .function = look_up_,
                           .argument = self->lookup, .pool = self->pool, .abandon = true,
                           .release = free);
                self->result = take_(self, self->work.result);
            }
        }
        COIR_FINALLY {
            if (!self->work.left)
                free(self->lookup);
        }
        COIR_TRY_END
    }
    if (self->result < 0)
        COIR_RAISE(self->result);
}
COIR_ASYNC_END

#endif
