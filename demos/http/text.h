/* text.h - the small languages in HTTP: percent-encoded paths, dates, ranges, and HTML's own letters.
 *
 * All of them take what a stranger sent; each says no to what it does not understand.
 * SPDX-License-Identifier: MIT
 */
#ifndef HTTP_TEXT_H
#define HTTP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { HTTP_DATE = 30 }; /* bytes of "Sun, 06 Nov 1994 08:49:37 GMT" */

/* Decode the path of a request's target, up to '?' or '#': "/a%20b/../c?x" gives "c".
 *
 * path      receives it without a slash at its beginning, with "." and ".." taken out; "" is the root
 * returns   its length, or -1: it does not begin with '/', leaves the root, has a bad or a
 *           forbidden (%00) escape, or does not fit into size bytes
 * source    RFC 3986, sections 2.1 and 5.2.4 */
int http_decode_path(char *path, size_t size, const char *target);

/* Encode a file's name as a part of a path. Returns its length, or -1 if it does not fit. */
int http_encode_part(char *into, size_t size, const char *name);

/* Write text as HTML. Returns its length, or -1 if it does not fit. */
int http_escape(char *into, size_t size, const char *text);

/* The date as HTTP writes it: into has HTTP_DATE bytes, and is returned. */
char *http_date(char *into, time_t when);

/* Read a date in one of HTTP's three forms; -1 if it is none. (RFC 9110, section 5.6.7) */
time_t http_parse_date(const char *text);

/* What a Range header asks for. */
enum http_range { HTTP_WHOLE, HTTP_PART, HTTP_NOTHING };

/* Read "bytes=0-99", "bytes=100-" or "bytes=-100" for a file of size bytes.
 *
 * from, length   receive the part, if it is HTTP_PART
 * returns        HTTP_WHOLE   send everything: none of these (also several parts at once)
 *                HTTP_NOTHING the file is shorter than that
 * source         RFC 9110, section 14.1.2 */
enum http_range http_parse_range(const char *text, int64_t size, int64_t *from, int64_t *length);

/* The media type of a file, after the end of its name. */
const char *http_media_type(const char *name);

#ifdef __cplusplus
}
#endif

#endif
