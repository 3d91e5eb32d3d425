/* descriptor.c - wait until a descriptor can be read or written.
 *
 * Costs nothing while a descriptor stays ready, one park and one wake when it does not. The port only
 * reports; which task goes on is decided here.
 * SPDX-License-Identifier: MIT
 */
#include "loop_.h"

#if COIR_HOSTED

static const struct coir_kind kind = {"a descriptor", NULL, NULL};

int coir_watch(struct coir_loop *loop, struct coir_descriptor *descriptor, int fd) {
    int error;
    memset(descriptor, 0, sizeof *descriptor);
    descriptor->kind = &kind;
    descriptor->fd = fd;
    descriptor->loop = loop;
    descriptor->ready = COIR_READABLE | COIR_WRITABLE; /* try first, wait afterwards */
    coir_list_init(&descriptor->readers);
    coir_list_init(&descriptor->writers);
    if (!loop->port->watch)
        return COIR_UNSUPPORTED;
    error = loop->port->watch(loop->port, descriptor);
    if (error < 0)
        return error;
    descriptor->watched = 1;
    loop->external++;
    return 0;
}

static void wake_all_(struct coir_link *waiters, int word) {
    while (!coir_list_empty(waiters))
        coir_wake(coir_first(waiters), word);
}

void coir_unwatch(struct coir_descriptor *descriptor) {
    if (!descriptor->watched)
        return;
    descriptor->watched = 0;
    descriptor->loop->external--;
    descriptor->loop->port->unwatch(descriptor->loop->port, descriptor);
    wake_all_(&descriptor->readers, COIR_CLOSED);
    wake_all_(&descriptor->writers, COIR_CLOSED);
}

void coir_descriptor_ready(struct coir_descriptor *descriptor, int bits) {
    descriptor->ready = (uint8_t)(descriptor->ready | bits);
    descriptor->wanted = (uint8_t)(descriptor->wanted & ~bits);
    if (bits & COIR_READABLE)
        wake_all_(&descriptor->readers, COIR_PENDING);
    if (bits & COIR_WRITABLE)
        wake_all_(&descriptor->writers, COIR_PENDING);
}

static int wait_(struct coir_descriptor *descriptor, struct coir_link *waiters, int bit) {
    if (!descriptor->watched)
        return COIR_CLOSED;
    if (descriptor->ready & bit)
        return 0;
    descriptor->wanted = (uint8_t)(descriptor->wanted | bit);
    return coir_park(waiters, descriptor);
}

int coir_readable(struct coir_descriptor *descriptor) {
    return wait_(descriptor, &descriptor->readers, COIR_READABLE);
}

int coir_writable(struct coir_descriptor *descriptor) {
    return wait_(descriptor, &descriptor->writers, COIR_WRITABLE);
}

#endif
