/* descriptor.c - wait until a descriptor can be read or written.
 *
 * Costs nothing while a descriptor stays ready, one park and one wake when it does not. The port
 * only reports; which task goes on is decided here. SPDX-License-Identifier: MIT
 */
#include "loop_.h"

#if COIR_HOSTED

static void want_(struct coir_descriptor *descriptor, int bit) {
    if (descriptor->wanted & bit)
        return;
    descriptor->wanted |= (unsigned)bit & 3;
    descriptor->loop->external++;
}

static void unwant_(struct coir_descriptor *descriptor, int bit) {
    if (!(descriptor->wanted & bit))
        return;
    descriptor->wanted &= ~(unsigned)bit & 3;
    descriptor->loop->external--;
}

static bool waits_for_(const struct coir_link *link, const void *object) {
    return ((const struct coir_task *)(const void *)link)->entry.on.object == object;
}

/* How many tasks are parked here for this. */
static int count_(const struct coir_descriptor *descriptor, const void *object) {
    const struct coir_link *link;
    int count = 0;
    for (link = descriptor->tasks.next; link != &descriptor->tasks; link = link->next)
        count += waits_for_(link, object);
    return count;
}

void coir_want(struct coir_descriptor *descriptor, int bit) {
    descriptor->told |= (unsigned)bit & 3;
    want_(descriptor, bit);
}

/* A task may be parked here for the same. */
void coir_unwant(struct coir_descriptor *descriptor, int bit) {
    const void *object = bit == COIR_READABLE ? &descriptor->readers : &descriptor->writers;
    if (!(descriptor->told & bit))
        return;
    descriptor->told &= ~(unsigned)bit & 3;
    if (count_(descriptor, object) == 0)
        unwant_(descriptor, bit);
}

/* A task that waits is cancelled. The last one takes the wish along, unless it is not its alone. */
static void cancel_(struct coir_descriptor *descriptor, const void *object, int bit) {
    if (count_(descriptor, object) == 1 && !(descriptor->told & bit))
        unwant_(descriptor, bit);
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

static const struct coir_kind readers_ = {COIR_WHAT_("a descriptor to read"), cancel_reader_, NULL};
static const struct coir_kind writers_ = {COIR_WHAT_("a descriptor to write"), cancel_writer_,
                                          NULL};

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
    descriptor->told = 0;
    unwant_(descriptor, COIR_READABLE);
    unwant_(descriptor, COIR_WRITABLE);
    descriptor->loop->port->unwatch(descriptor->loop->port, descriptor);
    wake_all_(descriptor, &descriptor->readers, COIR_CLOSED);
    wake_all_(descriptor, &descriptor->writers, COIR_CLOSED);
}

void coir_descriptor_ready(struct coir_descriptor *descriptor, int bits) {
    int due = bits & (int)descriptor->told;
    descriptor->ready |= (unsigned)bits & 7;
    if (!(bits & descriptor->wanted) && coir_list_empty(&descriptor->tasks)) /* nobody waits */
        return;
    descriptor->told &= ~(unsigned)due & 3;
    unwant_(descriptor, bits & COIR_READABLE);
    unwant_(descriptor, bits & COIR_WRITABLE);
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
    want_(descriptor, bit);
    return coir_park(&descriptor->tasks, object);
}

int coir_readable(struct coir_descriptor *descriptor) {
    return wait_(descriptor, &descriptor->readers, COIR_READABLE);
}

int coir_writable(struct coir_descriptor *descriptor) {
    return wait_(descriptor, &descriptor->writers, COIR_WRITABLE);
}

#endif
