/* unpack.h - undo gzip, piece by piece.
 *
 * zlib does the work. Costs 40 KB while a body comes in, from zlib; the output is handed on at once, so
 * a small body that unpacks to gigabytes never lies in memory. SPDX-License-Identifier: MIT
 */
#ifndef CRAWL_UNPACK_H
#define CRAWL_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <zlib.h>

/* What is done with the unpacked bytes: returns 0 or an error. */
typedef int unpack_into(void *context, const char *piece, size_t size);

struct unpack {
    z_stream zlib;
    bool begun, over; /* over: between the members of the file, where it may end */
};

/* Begin. Returns 0, or COIR_NO_MEMORY. */
int unpack_begin(struct unpack *unpack);

/* Unpack a piece.
 *
 * errors    UNPACK_BAD, those of `into` */
int unpack_feed(struct unpack *unpack, const char *piece, size_t size, unpack_into *into,
                void *context);

/* Give everything back. Does nothing to what was zeroed. */
void unpack_end(struct unpack *unpack);

#endif
