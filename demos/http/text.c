/* text.c - the small languages in HTTP: percent-encoded paths, dates, ranges, and HTML's own letters.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1 /* strptime, timegm */
#endif
#include "text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- Paths ---- */

static int hex_(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The next character of an encoded path, or -1. */
static int decode_(const char **at) {
    int high, low;
    if (**at != '%')
        return (unsigned char)*(*at)++;
    high = hex_((*at)[1]);
    low = high < 0 ? -1 : hex_((*at)[2]);
    *at += 3;
    return low < 0 ? -1 : high * 16 + low;
}

/* The last part of the path is complete: take "." out, and with ".." the part before. */
static int end_part_(const char *path, int length) {
    int part = length;
    while (part > 0 && path[part - 1] != '/')
        part--;
    if (length - part == 1 && path[part] == '.')
        return part;
    if (length - part != 2 || memcmp(path + part, "..", 2) != 0)
        return length;
    if (part == 0)
        return -1;
    for (part--; part > 0 && path[part - 1] != '/';)
        part--;
    return part;
}

int http_decode_path(char *path, size_t size, const char *target) {
    int length = 0, c;
    if (*target++ != '/')
        return -1;
    while (*target && *target != '?' && *target != '#') {
        c = decode_(&target);
        if (c <= 0 || (size_t)length + 1 >= size)
            return -1;
        if (c == '/') {
            length = end_part_(path, length);
            if (length < 0)
                return -1;
            if (length == 0 || path[length - 1] == '/')
                continue;
        }
        path[length++] = (char)c;
    }
    length = end_part_(path, length);
    if (length >= 0)
        path[length] = 0;
    return length;
}

int http_encode_part(char *into, size_t size, const char *name) {
    size_t length = 0;
    for (; *name; name++) {
        unsigned char c = (unsigned char)*name;
        bool plain = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        plain = plain || (c >= '0' && c <= '9') || strchr("-._~", c);
        if (length + 4 > size)
            return -1;
        length += (size_t)snprintf(into + length, 4, plain ? "%c" : "%%%02X", c);
    }
    if (size)
        into[length] = 0;
    return size ? (int)length : -1;
}

int http_escape(char *into, size_t size, const char *text) {
    size_t length = 0;
    for (; *text; text++) {
        char one[2] = {*text, 0};
        const char *written = one;
        if (*text == '&')
            written = "&amp;";
        else if (*text == '<')
            written = "&lt;";
        else if (*text == '>')
            written = "&gt;";
        else if (*text == '"')
            written = "&quot;";
        if (length + strlen(written) >= size)
            return -1;
        strcpy(into + length, written);
        length += strlen(written);
    }
    if (size)
        into[length] = 0;
    return size ? (int)length : -1;
}

/* ---- Dates ---- */

static void two_digits_(char *into, int number) {
    into[0] = (char)('0' + number / 10 % 10);
    into[1] = (char)('0' + number % 10);
}

/* By hand: two dates with snprintf were a third of the instructions of an answer. */
char *http_date(char *into, time_t when) {
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct tm tm;
    gmtime_r(&when, &tm);
    memcpy(into, "day, dd mon yyyy hh:mm:ss GMT", HTTP_DATE);
    memcpy(into, days + 3 * tm.tm_wday, 3);
    two_digits_(into + 5, tm.tm_mday);
    memcpy(into + 8, months + 3 * tm.tm_mon, 3);
    two_digits_(into + 12, (tm.tm_year + 1900) / 100);
    two_digits_(into + 14, tm.tm_year % 100);
    two_digits_(into + 17, tm.tm_hour);
    two_digits_(into + 20, tm.tm_min);
    two_digits_(into + 23, tm.tm_sec);
    return into;
}

time_t http_parse_date(const char *text) {
    static const char *const forms[] = {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT",
                                        "%a %b %e %H:%M:%S %Y"};
    for (int i = 0; i < 3; i++) {
        struct tm tm;
        const char *end;
        memset(&tm, 0, sizeof tm);
        end = strptime(text, forms[i], &tm);
        if (end && !*end)
            return timegm(&tm);
    }
    return -1;
}

/* ---- Ranges ---- */

/* Digits, or -1 if there are none, or more than a file could have. */
static int64_t number_(const char **at) {
    int64_t number = 0;
    int digits = 0;
    for (; **at >= '0' && **at <= '9'; (*at)++)
        if (++digits <= 18)
            number = number * 10 + (**at - '0');
    return digits == 0 || digits > 18 ? -1 : number;
}

enum http_range http_parse_range(const char *text, int64_t size, int64_t *from, int64_t *length) {
    int64_t first, last;
    if (strncasecmp(text, "bytes=", 6) != 0)
        return HTTP_WHOLE;
    text += 6;
    first = number_(&text);
    if (*text++ != '-')
        return HTTP_WHOLE;
    last = number_(&text);
    if (*text || (first < 0 && last < 0) || (last >= 0 && first > last))
        return HTTP_WHOLE;
    if (first < 0) {
        first = last > size ? 0 : size - last;
        last = size - 1;
    }
    if (last < 0 || last >= size)
        last = size - 1;
    if (first >= size)
        return HTTP_NOTHING;
    *from = first;
    *length = last - first + 1;
    return HTTP_PART;
}

/* ---- Media types ---- */

static const struct {
    const char *ending, *type;
} types_[] = {
    {"html", "text/html; charset=utf-8"},
    {"htm", "text/html; charset=utf-8"},
    {"css", "text/css; charset=utf-8"},
    {"js", "text/javascript; charset=utf-8"},
    {"mjs", "text/javascript; charset=utf-8"},
    {"txt", "text/plain; charset=utf-8"},
    {"md", "text/markdown; charset=utf-8"},
    {"csv", "text/csv; charset=utf-8"},
    {"c", "text/plain; charset=utf-8"},
    {"h", "text/plain; charset=utf-8"},
    {"py", "text/plain; charset=utf-8"},
    {"sh", "text/plain; charset=utf-8"},
    {"xml", "text/xml; charset=utf-8"},
    {"json", "application/json"},
    {"map", "application/json"},
    {"pdf", "application/pdf"},
    {"wasm", "application/wasm"},
    {"zip", "application/zip"},
    {"gz", "application/gzip"},
    {"tar", "application/x-tar"},
    {"png", "image/png"},
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"gif", "image/gif"},
    {"webp", "image/webp"},
    {"avif", "image/avif"},
    {"svg", "image/svg+xml"},
    {"ico", "image/vnd.microsoft.icon"},
    {"woff", "font/woff"},
    {"woff2", "font/woff2"},
    {"ttf", "font/ttf"},
    {"otf", "font/otf"},
    {"mp3", "audio/mpeg"},
    {"ogg", "audio/ogg"},
    {"wav", "audio/wav"},
    {"mp4", "video/mp4"},
    {"webm", "video/webm"},
};

const char *http_media_type(const char *name) {
    const char *slash = strrchr(name, '/'), *dot;
    dot = strrchr(slash ? slash : name, '.');
    for (size_t i = 0; dot && i < sizeof types_ / sizeof *types_; i++)
        if (strcasecmp(dot + 1, types_[i].ending) == 0)
            return types_[i].type;
    return "application/octet-stream";
}
