/* links.c - find the links in a page while it comes in.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "links.h"

#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>

#include "url.h"

/* Which attribute of which element is a link, and whether to a page. */
static const struct {
    const char *element, *attribute;
    bool to_page;
} kinds[] = {
    {"a", "href", true},    {"area", "href", true},  {"iframe", "src", true},
    {"frame", "src", true}, {"link", "href", false},
};

/* The value of an attribute, or NULL. */
static const char *value_(const xmlChar **attributes, const char *name) {
    for (; attributes && attributes[0]; attributes += 2)
        if (strcmp((const char *)attributes[0], name) == 0)
            return (const char *)attributes[1];
    return NULL;
}

static void set_base_(struct links *links, const char *href) {
    char *base = href && !links->has_base ? url_join(links->base, href) : NULL;
    if (base) {
        free(links->base);
        links->base = base;
        links->has_base = true;
    }
}

/* Room for so many more bytes. */
static bool grow_(struct links *links, size_t more) {
    size_t size = links->size ? links->size : 1024;
    char *text;
    while (size - links->used < more)
        size *= 2;
    if (size == links->size)
        return true;
    text = (char *)realloc(links->text, size);
    if (!text)
        return false;
    links->text = text;
    links->size = size;
    return true;
}

static void add_(struct links *links, const char *link, bool to_page) {
    char *url = url_join(links->base, link);
    size_t length = url ? strlen(url) + 1 : 0;
    if (url && grow_(links, length + 1)) {
        links->text[links->used] = to_page ? '+' : '-';
        memcpy(links->text + links->used + 1, url, length);
        links->used += length + 1;
    } else if (url) {
        links->failed = true;
    }
    free(url);
}

static void on_element_(void *context, const xmlChar *name, const xmlChar **attributes) {
    struct links *links = (struct links *)context;
    if (strcmp((const char *)name, "base") == 0)
        set_base_(links, value_(attributes, "href"));
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const char *link = NULL;
        if (strcmp((const char *)name, kinds[i].element) == 0)
            link = value_(attributes, kinds[i].attribute);
        if (link)
            add_(links, link, kinds[i].to_page);
    }
}

bool links_begin(struct links *links, const char *url, const char *charset) {
    htmlSAXHandler handler;
    memset(links, 0, sizeof *links);
    memset(&handler, 0, sizeof handler);
    handler.startElement = on_element_;
    links->base = strdup(url);
    links->parser =
        htmlCreatePushParserCtxt(&handler, links, NULL, 0, NULL, xmlParseCharEncoding(charset));
    if (!links->base || !links->parser) {
        links_end(links);
        return false;
    }
    htmlCtxtUseOptions(links->parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
                                          HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    return true;
}

bool links_feed(struct links *links, const char *piece, size_t size) {
    htmlParseChunk(links->parser, piece, (int)size, size == 0);
    return !links->failed;
}

const char *links_next(const struct links *links, const char *link) {
    const char *next = link ? link + strlen(link) + 2 : links->text + 1;
    return links->used && next < links->text + links->used ? next : NULL;
}

void links_end(struct links *links) {
    if (links->parser) {
        xmlFreeDoc(links->parser->myDoc);
        htmlFreeParserCtxt(links->parser);
    }
    free(links->base);
    free(links->text);
    memset(links, 0, sizeof *links);
}
