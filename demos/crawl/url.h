/* url.h - make one spelling of a link, and take it apart.
 *
 * libcurl's URL functions do the reading (RFC 3986 and what browsers forgive); no network is involved.
 * What comes out always looks like http://host[:port]/path[?query], so the rest of the program compares
 * links as strings. SPDX-License-Identifier: MIT
 */
#ifndef CRAWL_URL_H
#define CRAWL_URL_H

#include <stdbool.h>
#include <stddef.h>

enum { URL_LENGTH = 4096, URL_HOST = 256 }; /* longest URL; room for a host's name */

/* Resolve a link against the page that it stands on.
 *
 * base      of url_join too; NULL: the link stands alone, and "host/path" means http
 * returns   the URL without a fragment, to be freed by you; NULL: it is not one of http or https, is
 *           longer than URL_LENGTH, has a user's name in it, or there is no memory */
char *url_join(const char *base, const char *link);

/* Where to connect to. */
struct url_origin {
    bool secure;
    char host[URL_HOST]; /* without brackets */
    int port;
};

/* The bytes of "http://host:port", which come first; behind them stands what to ask for. */
size_t url_origin_length(const char *url);

/* Take the origin of a URL apart. Returns false for one that is not url_join's. */
bool url_split(struct url_origin *origin, const char *url);

#endif
