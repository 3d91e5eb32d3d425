/* unpack.c - undo gzip, piece by piece.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unpack.h"

#include <string.h>

#include "errors.h"

int unpack_begin(struct unpack *unpack) {
    memset(unpack, 0, sizeof *unpack);
    if (inflateInit2(&unpack->zlib, 32 + MAX_WBITS) != Z_OK) /* 32: gzip or zlib, as it comes */
        return COIR_NO_MEMORY;
    unpack->begun = true;
    return 0;
}

/* Until the input is used up: fill `out`, hand it on. */
static int step_(struct unpack *unpack, unpack_into *into, void *context) {
    char out[16 << 10];
    int done, error;
    if (unpack->over && inflateReset(&unpack->zlib) != Z_OK) /* another member follows */
        return UNPACK_BAD;
    unpack->over = false;
    unpack->zlib.next_out = (Bytef *)out;
    unpack->zlib.avail_out = sizeof out;
    done = inflate(&unpack->zlib, Z_NO_FLUSH);
    if (done != Z_OK && done != Z_STREAM_END && done != Z_BUF_ERROR)
        return UNPACK_BAD;
    unpack->over = done == Z_STREAM_END;
    if (unpack->zlib.avail_out == sizeof out)
        return 0;
    error = into(context, out, sizeof out - unpack->zlib.avail_out);
    return error < 0 ? error : unpack->zlib.avail_out == 0; /* full: there may be more */
}

int unpack_feed(struct unpack *unpack, const char *piece, size_t size, unpack_into *into,
                void *context) {
    int more = 1;
    unpack->zlib.next_in = (Bytef *)(uintptr_t)piece;
    unpack->zlib.avail_in = (uInt)size;
    while (unpack->zlib.avail_in > 0 || (more > 0 && !unpack->over)) {
        more = step_(unpack, into, context);
        if (more < 0)
            return more;
    }
    return 0;
}

void unpack_end(struct unpack *unpack) {
    if (unpack->begun)
        inflateEnd(&unpack->zlib);
    unpack->begun = false;
}
