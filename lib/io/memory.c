/* memory.c - join two streams in memory: each reads what the other writes.
 *
 * A copy into a ring and a copy out of it; also the shortest complete transport, for those who
 * write their own. SPDX-License-Identifier: MIT
 */
#include "coir/stream.h"

static size_t smaller_(size_t a, size_t b) {
    return a < b ? a : b;
}

/* Of the two conduits of a pair, the one that this stream reads from. */
static struct coir_conduit *in_(struct coir_stream *stream) {
    struct coir_pair *pair = (struct coir_pair *)stream->owner;
    return pair->there.reader == stream ? &pair->there : &pair->back;
}

static struct coir_conduit *out_(struct coir_stream *stream) {
    struct coir_pair *pair = (struct coir_pair *)stream->owner;
    return pair->there.writer == stream ? &pair->there : &pair->back;
}

static int read_(struct coir_stream *stream, void *into, size_t size) {
    struct coir_conduit *conduit = in_(stream);
    size = smaller_(smaller_(size, conduit->count), conduit->size - conduit->first);
    if (size == 0)
        return conduit->ended ? 0 : (int)COIR_PENDING;
    memcpy(into, conduit->bytes + conduit->first, size);
    conduit->first = (conduit->first + size) % conduit->size;
    conduit->count -= size;
    if (conduit->writer)
        coir_stream_ready(conduit->writer, COIR_WRITABLE);
    return (int)size;
}

static int write_(struct coir_stream *stream, const void *from, size_t size) {
    struct coir_conduit *conduit = out_(stream);
    size_t at = (conduit->first + conduit->count) % conduit->size;
    if (!conduit->reader)
        return COIR_PIPE;
    size = smaller_(smaller_(size, conduit->size - conduit->count), conduit->size - at);
    if (size == 0)
        return COIR_PENDING;
    memcpy(conduit->bytes + at, from, size);
    conduit->count += size;
    coir_stream_ready(conduit->reader, COIR_READABLE);
    return (int)size;
}

static int shutdown_(struct coir_stream *stream) {
    struct coir_conduit *conduit = out_(stream);
    conduit->ended = true;
    if (conduit->reader)
        coir_stream_ready(conduit->reader, COIR_READABLE);
    return 0;
}

static void close_(struct coir_stream *stream) {
    struct coir_conduit *in = in_(stream), *out = out_(stream);
    shutdown_(stream);
    in->reader = NULL;
    out->writer = NULL;
    if (in->writer)
        coir_stream_ready(in->writer, COIR_WRITABLE);
}

static const struct coir_transport memory = {read_, write_, shutdown_, close_, NULL, NULL, NULL};

static void join_(struct coir_conduit *conduit, void *bytes, size_t size,
                  struct coir_stream *writer, struct coir_stream *reader) {
    memset(conduit, 0, sizeof *conduit);
    conduit->bytes = (char *)bytes;
    conduit->size = size;
    conduit->writer = writer;
    conduit->reader = reader;
}

void coir_stream_pair(struct coir_pair *pair, struct coir_stream *a, struct coir_stream *b,
                      void *there, void *back, size_t size) {
    coir_stream_init(a, &memory, pair);
    coir_stream_init(b, &memory, pair);
    join_(&pair->there, there, size, a, b);
    join_(&pair->back, back, size, b, a);
}
