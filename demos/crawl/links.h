/* links.h - find the links in a page while it comes in.
 *
 * The pieces of the page go into libxml2's HTML parser, which calls back for each element; nothing of
 * the page is kept but its links. A <base href> counts from where it stands.
 * SPDX-License-Identifier: MIT
 */
#ifndef CRAWL_LINKS_H
#define CRAWL_LINKS_H

#include <stdbool.h>
#include <stddef.h>

/* The links of a page, in the order in which they stand there. Its members are private. */
struct links {
    char *base;    /* what they are resolved against */
    bool has_base; /* ... and it was the page that said so */
    struct _xmlParserCtxt *parser;
    char *text; /* for each: '+' if it leads to a page, or '-'; the URL; 0 */
    size_t used, size;
    bool failed; /* no memory */
};

/* Begin a page.
 *
 * links     yours, until links_end
 * url       of the page
 * charset   as its head says, or NULL: as the page says
 * returns   false without memory */
bool links_begin(struct links *links, const char *url, const char *charset);

/* Read a piece; of 0 bytes: it was the last. Returns false without memory. */
bool links_feed(struct links *links, const char *piece, size_t size);

/* Walk through them: NULL begins, and is the end.
 *
 *     for (link = links_next(&links, NULL); link; link = links_next(&links, link))
 *         puts(link); */
const char *links_next(const struct links *links, const char *link);

/* Does it lead to a page, and not to a stylesheet? */
static inline bool links_to_page(const char *link) {
    return link[-1] == '+';
}

/* Give everything back. Does nothing to what was zeroed. */
void links_end(struct links *links);

#endif
