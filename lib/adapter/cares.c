/* cares.c - find the addresses of a name with c-ares: no threads, and it can be cancelled.
 *
 * c-ares cannot take a single lookup back. So its callback has a small request of its own, which
 * outlives a cancelled task and then points to nobody. SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "coir/cares.h"

#include <ares.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/time.h>

struct coir_cares_request_ {
    struct coir_cares_lookup *who; /* NULL: cancelled */
};

static int error_(int status) {
    switch (status) {
    case ARES_SUCCESS:
        return 0;
    case ARES_ENOTFOUND:
    case ARES_ENODATA:
    case ARES_ENONAME:
    case ARES_EBADNAME:
        return COIR_UNKNOWN_HOST;
    case ARES_ENOMEM:
        return COIR_NO_MEMORY;
    case ARES_EDESTRUCTION:
    case ARES_ECANCELLED:
        return COIR_CLOSED;
    default:
        return COIR_NAME_SERVER;
    }
}

/* ---- What c-ares asks for ---- */

static void socket_(void *owner, ares_socket_t fd, int readable, int writable) {
    coir_foreign_watch(&((struct coir_cares *)owner)->foreign, fd,
                       (readable ? COIR_READABLE : 0) | (writable ? COIR_WRITABLE : 0));
}

static int expire_(void *argument);

/* When it wants to be asked again, which may change with everything that happens. */
static void arm_(struct coir_cares *self) {
    struct timeval span;
    coir_handle_cancel(&self->timer);
    if (self->lookups && ares_timeout(self->channel, NULL, &span))
        coir_call_later(self->loop, &self->timer,
                        COIR_S((coir_time)span.tv_sec) + (coir_time)span.tv_usec, expire_, self);
}

static int expire_(void *argument) {
    struct coir_cares *self = (struct coir_cares *)argument;
    ares_process_fd(self->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    arm_(self);
    return 0;
}

static void ready_(struct coir_foreign *foreign, int fd, int bits) {
    struct coir_cares *self = (struct coir_cares *)foreign->owner;
    ares_process_fd(self->channel, bits & COIR_READABLE ? fd : ARES_SOCKET_BAD,
                    bits & COIR_WRITABLE ? fd : ARES_SOCKET_BAD);
    arm_(self);
}

/* ---- A lookup ---- */

/* One address; false for a family that is not of the internet. */
static bool convert_(struct coir_address *address, const struct ares_addrinfo_node *node,
                     int port) {
    const void *bytes;
    memset(address, 0, sizeof *address);
    if (node->ai_family == AF_INET) {
        bytes = &((const struct sockaddr_in *)(const void *)node->ai_addr)->sin_addr;
        address->family = 4;
    } else if (node->ai_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)(const void *)node->ai_addr;
        bytes = &six->sin6_addr;
        address->family = 6;
        address->scope = six->sin6_scope_id;
    } else
        return false;
    memcpy(address->bytes, bytes, address->family == 4 ? 4 : 16);
    address->port = (uint16_t)port;
    return true;
}

static int gather_(struct coir_cares_lookup *self, const struct ares_addrinfo *found) {
    const struct ares_addrinfo_node *node = found->nodes;
    for (; node && (unsigned)self->result < self->count; node = node->ai_next)
        if (convert_(&self->addresses[self->result], node, self->port))
            self->result++;
    return self->result > 0 ? 0 : (int)COIR_UNKNOWN_HOST;
}

/* A lookup has ended. While nobody waits, c-ares need not be told. */
static void count_down_(struct coir_cares *self) {
    if (--self->lookups > 0)
        return;
    coir_foreign_want(&self->foreign, false);
    coir_handle_cancel(&self->timer);
}

static void found_(void *argument, int status, int timeouts, struct ares_addrinfo *found) {
    struct coir_cares_request_ *request = (struct coir_cares_request_ *)argument;
    struct coir_cares_lookup *self = request->who;
    (void)timeouts;
    if (self) {
        self->request = NULL;
        count_down_(self->cares);
        if (!coir_future_done(&self->over))
            coir_future_set(&self->over,
                            status == ARES_SUCCESS ? gather_(self, found) : error_(status));
    }
    if (found)
        ares_freeaddrinfo(found);
    free(request);
}

/* A numeric address needs nobody. (c-ares 1.18 asks the name servers all the same when the family
 * is left open.)  Returns whether it was one. */
static bool is_numeric_(struct coir_cares_lookup *self) {
    struct coir_address address;
    if (strcmp(self->host, "localhost") == 0 ||
        coir_address_set(&address, self->host, self->port) < 0)
        return false;
    if (self->family == 0 || self->family == address.family) {
        self->addresses[0] = address;
        self->result = 1;
    }
    return true;
}

static int ask_(struct coir_cares_lookup *self) {
    struct ares_addrinfo_hints hints;
    struct coir_cares_request_ *request;
    request = (struct coir_cares_request_ *)malloc(sizeof *request);
    if (!request)
        return COIR_NO_MEMORY;
    memset(&hints, 0, sizeof hints);
    hints.ai_family = self->family == 4 ? AF_INET : self->family == 6 ? AF_INET6 : AF_UNSPEC;
    request->who = self;
    self->request = request;
    self->cares->lookups++;
    coir_foreign_want(&self->cares->foreign, true);
    ares_getaddrinfo(self->cares->channel, self->host, NULL, &hints, found_, request);
    arm_(self->cares);
    return 0;
}

/* The task was cancelled; or it was told before, and the channel may be gone. */
static void let_go_(struct coir_cares_lookup *self) {
    if (!self->request)
        return;
    self->request->who = NULL;
    count_down_(self->cares);
}

COIR_ASYNC(coir_cares_lookup) {
    if (self->port < 0 || self->port > 65535 || self->count < 1 ||
        (self->family != 0 && self->family != 4 && self->family != 6))
        COIR_RAISE(COIR_VALUE);
    if (!self->cares->channel)
        COIR_RAISE(COIR_CLOSED);
    if (is_numeric_(self)) {
        if (self->result == 0)
            COIR_RAISE(COIR_UNKNOWN_HOST);
        COIR_RETURN();
    }
    coir_future_init(&self->over, self->cares->loop);
    COIR_AWAIT(ask_(self));
    COIR_TRY {
        COIR_AWAIT(coir_future_wait(&self->over));
    }
    COIR_FINALLY {
        let_go_(self);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

/* ---- The channel ---- */

/* c-ares counts its users, but not for several threads, each of which may have a loop. */
static pthread_mutex_t library_ = PTHREAD_MUTEX_INITIALIZER;

static int begin_library_(void) {
    int status;
    pthread_mutex_lock(&library_);
    status = ares_library_init(ARES_LIB_INIT_ALL);
    pthread_mutex_unlock(&library_);
    return status;
}

static void end_library_(void) {
    pthread_mutex_lock(&library_);
    ares_library_cleanup();
    pthread_mutex_unlock(&library_);
}

static int open_channel_(struct coir_cares *self, const char *servers) {
    struct ares_options options;
    int status = begin_library_();
    if (status != ARES_SUCCESS)
        return COIR_SYSTEM;
    memset(&options, 0, sizeof options);
    options.sock_state_cb = socket_;
    options.sock_state_cb_data = self;
    status = ares_init_options(&self->channel, &options, ARES_OPT_SOCK_STATE_CB);
    if (status != ARES_SUCCESS) {
        end_library_();
        self->channel = NULL;
        return status == ARES_ENOMEM ? (int)COIR_NO_MEMORY : (int)COIR_SYSTEM;
    }
    if (!servers || ares_set_servers_ports_csv(self->channel, servers) == ARES_SUCCESS)
        return 0;
    coir_cares_close(self);
    return COIR_VALUE;
}

int coir_cares_open(struct coir_cares *cares, struct coir_loop *loop, const char *servers) {
    int error;
    memset(cares, 0, sizeof *cares);
    cares->loop = loop;
    error = coir_foreign_open(&cares->foreign, loop, ready_, cares);
    if (error < 0)
        return error;
    coir_foreign_want(&cares->foreign, false);
    error = open_channel_(cares, servers);
    if (error < 0)
        coir_foreign_close(&cares->foreign);
    return error;
}

void coir_cares_close(struct coir_cares *cares) {
    struct ares_channeldata *channel = cares->channel;
    if (!channel)
        return;
    cares->channel = NULL;
    ares_destroy(channel);
    end_library_();
    coir_handle_cancel(&cares->timer);
    coir_foreign_close(&cares->foreign);
}
