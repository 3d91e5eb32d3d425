/* descriptor.c - wait until a descriptor can be read or written.
 *
 * Costs nothing while a descriptor stays ready, one park and one wake when it does not. The port
 * only reports; which task goes on is decided here. SPDX-License-Identifier: MIT
 */
#include "loop_.h"

#if COIR_HOSTED

void coir_want(struct coir_descriptor *descriptor, int bit) {
    if (descriptor->wanted & bit)
        return;
    descriptor->wanted |= (unsigned)bit & 3;
    descriptor->loop->external++;
}

void coir_unwant(struct coir_descriptor *descriptor, int bit) {
    if (!(descriptor->wanted & bit))
        return;
    descriptor->wanted &= ~(unsigned)bit & 3;
    descriptor->loop->external--;
}

static bool waits_for_(const struct coir_link *link, const void *object) {
    return ((const struct coir_task *)(const void *)link)->entry.on.object == object;
}

/* A task that waits is cancelled. The last one takes the wish along. */
static void cancel_(struct coir_descriptor *descriptor, const void *object, int bit) {
    struct coir_link *link;
    int count = 0;
    for (link = descriptor->tasks.next; link != &descriptor->tasks; link = link->next)
        count += waits_for_(link, object);
    if (count == 1)
        coir_unwant(descriptor, bit);
}

static bool cancel_reader_(void *object) {
    cancel_((struct coir_descriptor *)(void *)((char *)object -
                                               offsetof(struct coir_descriptor, readers)),
            object, COIR_READABLE);
    return false;
}

static bool cancel_writer_(void *object) {
    cancel_((struct coir_descriptor *)(void *)((char *)object -
                                               offsetof(struct coir_descriptor, writers)),
            object, COIR_WRITABLE);
    return false;
}

static const struct coir_kind readers_ = {"a descriptor to read", cancel_reader_, NULL};
static const struct coir_kind writers_ = {"a descriptor to write", cancel_writer_, NULL};

int coir_watch(struct coir_loop *loop, struct coir_descriptor *descriptor, int fd) {
    int error;
    memset(descriptor, 0, sizeof *descriptor);
    descriptor->fd = fd;
    descriptor->loop = loop;
    descriptor->ready = COIR_READABLE | COIR_WRITABLE; /* try first, wait afterwards */
    descriptor->readers = &readers_;
    descriptor->writers = &writers_;
    coir_list_init(&descriptor->tasks);
    if (!loop->port->watch)
        return COIR_UNSUPPORTED;
    error = loop->port->watch(loop->port, descriptor);
    if (error < 0)
        return error;
    descriptor->watched = 1;
    return 0;
}

/* Wake all that wait for this, in order. */
static void wake_all_(struct coir_descriptor *descriptor, const void *object, int word) {
    struct coir_link *link = descriptor->tasks.next, *next;
    for (; link != &descriptor->tasks; link = next) {
        next = link->next;
        if (waits_for_(link, object))
            coir_wake((struct coir_task *)(void *)link, word);
    }
}

void coir_unwatch(struct coir_descriptor *descriptor) {
    if (!descriptor->watched)
        return;
    descriptor->watched = 0;
    coir_unwant(descriptor, COIR_READABLE);
    coir_unwant(descriptor, COIR_WRITABLE);
    descriptor->loop->port->unwatch(descriptor->loop->port, descriptor);
    wake_all_(descriptor, &descriptor->readers, COIR_CLOSED);
    wake_all_(descriptor, &descriptor->writers, COIR_CLOSED);
}

void coir_descriptor_ready(struct coir_descriptor *descriptor, int bits) {
    int due = bits & (int)descriptor->wanted;
    descriptor->ready |= (unsigned)bits & 7;
    if (!due && coir_list_empty(&descriptor->tasks)) /* nobody waits for it */
        return;
    coir_unwant(descriptor, due & COIR_READABLE);
    coir_unwant(descriptor, due & COIR_WRITABLE);
    if (due && descriptor->notify)
        descriptor->notify(descriptor, due);
    if (coir_list_empty(&descriptor->tasks))
        return;
    if (bits & COIR_READABLE)
        wake_all_(descriptor, &descriptor->readers, COIR_PENDING);
    if (bits & COIR_WRITABLE)
        wake_all_(descriptor, &descriptor->writers, COIR_PENDING);
}

static int wait_(struct coir_descriptor *descriptor, void *object, int bit) {
    if (!descriptor->watched)
        return COIR_CLOSED;
    if (descriptor->ready & bit)
        return 0;
    coir_want(descriptor, bit);
    return coir_park(&descriptor->tasks, object);
}

int coir_readable(struct coir_descriptor *descriptor) {
    return wait_(descriptor, &descriptor->readers, COIR_READABLE);
}

int coir_writable(struct coir_descriptor *descriptor) {
    return wait_(descriptor, &descriptor->writers, COIR_WRITABLE);
}

#endif
