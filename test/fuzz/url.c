/* url.c - fuzz the crawler's URLs: what comes out is plain, short, and joined again stays what it is.
 *
 * The input is a base and a link, a line each. SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "crawl/url.h"

static void must(bool holds) {
    if (!holds)
        abort();
}

/* A URL that url_join gave. */
static void check(const char *url) {
    struct url_origin origin;
    size_t length = strlen(url), place = url_origin_length(url);
    char *again;
    must(length <= URL_LENGTH && !strpbrk(url, " #\t\r\n"));
    must(strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0);
    must(place < length && url[place] == '/');
    must(url_split(&origin, url));
    must(origin.host[0] && origin.port > 0 && origin.port < 65536);
    must(origin.secure == (url[4] == 's'));
    again = url_join(url, url);
    must(again && strcmp(again, url) == 0);
    free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size) {
    char text[600], *link, *base, *joined;
    if (size >= sizeof text)
        return 0;
    memcpy(text, input, size);
    text[size] = 0;
    link = strchr(text, '\n');
    if (link)
        *link++ = 0;
    base = url_join(NULL, text);
    if (base)
        check(base);
    joined = base && link ? url_join(base, link) : NULL;
    if (joined)
        check(joined);
    free(joined);
    free(base);
    return 0;
}
