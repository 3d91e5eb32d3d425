/* url.c - make one spelling of a link, and take it apart.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "url.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

/* Copy a link as browsers read it: no space around it, no line ends in it. */
static bool tidy_(char *into, size_t size, const char *link) {
    size_t n = 0;
    while (*link && (unsigned char)*link <= ' ')
        link++;
    for (; *link; link++) {
        if (strchr("\t\r\n", *link))
            continue;
        if (n + 1 == size)
            return false;
        into[n++] = *link;
    }
    while (n && (unsigned char)into[n - 1] <= ' ')
        n--;
    into[n] = 0;
    return true;
}

/* Names of hosts have no case, and no escapes. */
static CURLUcode lower_host_(CURLU *url) {
    char *host;
    CURLUcode error = curl_url_get(url, CURLUPART_HOST, &host, 0);
    if (error)
        return error;
    for (char *c = host; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    error = CURLUE_BAD_HOSTNAME;
    if (strlen(host) < URL_HOST && !strchr(host, '%'))
        error = curl_url_set(url, CURLUPART_HOST, host, 0);
    curl_free(host);
    return error;
}

/* %c3 is %C3. */
static void upper_escapes_(char *text) {
    for (; (text = strchr(text, '%')) != NULL; text++)
        for (int i = 1; i <= 2 && text[i]; i++)
            text[i] = (char)toupper((unsigned char)text[i]);
}

/* The text of what was read, if it is one for us. */
static char *text_(CURLU *url) {
    struct url_origin origin;
    char *text, *copy = NULL;
    if (lower_host_(url) || curl_url_set(url, CURLUPART_FRAGMENT, NULL, 0) ||
        curl_url_get(url, CURLUPART_URL, &text, CURLU_NO_DEFAULT_PORT))
        return NULL;
    if (strlen(text) <= URL_LENGTH && url_origin_length(text) && url_split(&origin, text))
        copy = strdup(text);
    if (copy)
        upper_escapes_(copy);
    curl_free(text);
    return copy;
}

/* Does it begin with a scheme, as in "mailto:"? */
static bool has_scheme_(const char *link) {
    size_t length =
        strspn(link, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
    return isalpha((unsigned char)*link) && link[length] == ':';
}

/* How many bytes of the base stand before a link: RFC 3986, section 5.2.2. (libcurl 7.88 can do this
 * too, but takes "#top" for the folder, and drops a slash of ".//x".) */
static size_t keep_(const char *base, const char *link) {
    size_t path = strcspn(base, "?");
    if (*link == 0 || *link == '#')
        return strlen(base);
    if (*link == '?')
        return path;
    if (link[0] == '/' && link[1] == '/')
        return strcspn(base, "/");
    if (*link == '/')
        return url_origin_length(base);
    while (base[path - 1] != '/')
        path--;
    return path;
}

/* Read a text as a URL, and write it anew. */
static char *read_(const char *text, unsigned how) {
    CURLU *url = curl_url();
    char *result = NULL;
    if (url && curl_url_set(url, CURLUPART_URL, text, how) == CURLUE_OK)
        result = text_(url);
    curl_url_cleanup(url);
    return result;
}

/* Until it stays what it is: "0%33" is "03", and that is 0.0.0.3. */
static char *settle_(char *url) {
    for (int i = 0; url && i < 4; i++) {
        char *again = read_(url, CURLU_DISALLOW_USER);
        bool settled = again && strcmp(again, url) == 0;
        free(url);
        if (settled || !again)
            return again;
        url = again;
    }
    free(url);
    return NULL;
}

char *url_join(const char *base, const char *link) {
    char text[2 * URL_LENGTH + 1];
    unsigned how = CURLU_URLENCODE | CURLU_DISALLOW_USER | (base ? 0 : CURLU_GUESS_SCHEME);
    size_t kept;
    link += strspn(link, " \t\r\n\f");
    kept = base && !has_scheme_(link) ? keep_(base, link) : 0;
    memcpy(text, base ? base : "", kept);
    if (!tidy_(text + kept, sizeof text - kept, link))
        return NULL;
    return settle_(read_(text, how));
}

size_t url_origin_length(const char *url) {
    size_t scheme = strncmp(url, "http://", 7) == 0 ? 7 : strncmp(url, "https://", 8) == 0 ? 8 : 0;
    return scheme ? scheme + strcspn(url + scheme, "/") : 0;
}

bool url_split(struct url_origin *origin, const char *url) {
    size_t length = url_origin_length(url);
    const char *host = strchr(url, '/') + 2, *end = url + length, *port;
    if (!length)
        return false;
    origin->secure = url[4] == 's';
    if (*host == '[') {
        host++;
        port = (const char *)memchr(host, ']', (size_t)(end - host));
    } else {
        port = (const char *)memchr(host, ':', (size_t)(end - host));
    }
    length = (size_t)((port ? port : end) - host);
    if (length == 0 || length >= sizeof origin->host)
        return false;
    memcpy(origin->host, host, length);
    origin->host[length] = 0;
    port = (const char *)memrchr(host, ':', (size_t)(end - host));
    if (port && port > host + length - 1)
        origin->port = atoi(port + 1);
    else
        origin->port = origin->secure ? 443 : 80;
    return origin->port > 0;
}
