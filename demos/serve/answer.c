/* answer.c - decide what to answer to a request for a file.
 *
 * A file is opened by a path that was decoded and has no ".." left, with openat2 where the kernel has
 * it, so that no symbolic link leads out of the root either; elsewhere no link is followed at all.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "answer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/openat2.h>
#endif

#include "listing.h"

/* ---- Opening ---- */

/* Part by part, no links. */
static int open_by_parts_(int root, const char *path) {
    char part[256];
    int at = dup(root), next;
    while (at >= 0 && *path) {
        size_t length = strcspn(path, "/");
        if (length >= sizeof part) {
            close(at);
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(part, path, length);
        part[length] = 0;
        path += length;
        path += strspn(path, "/");
        next = openat(at, part, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        close(at);
        at = next;
    }
    return at;
}

/* Open a path below the root, for reading. */
static int open_below_(int root, const char *path) {
#ifdef SYS_openat2
    struct open_how how;
    long fd;
    memset(&how, 0, sizeof how);
    how.flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    fd = syscall(SYS_openat2, root, *path ? path : ".", &how, sizeof how);
    if (fd >= 0 || errno != ENOSYS)
        return (int)fd;
#endif
    return open_by_parts_(root, path);
}

/* ---- Plans ---- */

/* The reason phrase: llhttp's name, with spaces. */
static const char *words_(int status, char words[40]) {
    snprintf(words, 40, "%s", llhttp_status_name((llhttp_status_t)status));
    for (char *c = words; *c; c++)
        if (*c == '_')
            *c = ' ';
    return words;
}

/* Answer with no more than the status. */
static void say_(struct answer *answer, int status) {
    char words[40];
    size_t size = sizeof words + 8;
    answer_close(answer);
    answer->status = status;
    answer->modified = -1;
    answer->type = "text/plain; charset=utf-8";
    answer->text = (char *)malloc(size);
    answer->from = 0;
    answer->length =
        answer->text ? snprintf(answer->text, size, "%d %s\n", status, words_(status, words)) : 0;
}

static void begin_(struct answer *answer) {
    answer->fd = -1;
    answer->text = NULL;
    answer->modified = -1;
    answer->etag[0] = answer->location[0] = 0;
    answer->from = answer->length = answer->size = 0;
    answer->type = NULL;
    answer->keep_alive = answer->head_only = false;
}

/* Is the tag in a list like: "a", W/"b"? A weak comparison, or with `strong` none of the weak. */
static bool has_tag_(const char *list, const char *etag, bool strong) {
    size_t length = strlen(etag);
    if (strcmp(list, "*") == 0)
        return true;
    while (*list) {
        bool weak;
        list += strspn(list, ", \t");
        weak = strncmp(list, "W/", 2) == 0;
        if (weak)
            list += 2;
        if (strncmp(list, etag, length) == 0 && !(weak && strong))
            return true;
        list += strcspn(list, ",");
    }
    return false;
}

/* The conditions of a request, in RFC 9110's order (section 13.2.2): 0, 304 or 412. */
static int look_at_conditions_(const struct answer *answer, const struct http_message *request) {
    const char *match = http_field(request, "If-Match");
    const char *none = http_field(request, "If-None-Match");
    const char *since = http_field(request, "If-Modified-Since");
    const char *unmodified = http_field(request, "If-Unmodified-Since");
    if (match && !has_tag_(match, answer->etag, true))
        return 412;
    if (!match && unmodified && http_parse_date(unmodified) >= 0 &&
        answer->modified > http_parse_date(unmodified))
        return 412;
    if (none)
        return has_tag_(none, answer->etag, false) ? 304 : 0;
    if (since && http_parse_date(since) >= answer->modified)
        return 304;
    return 0;
}

/* Is the part that is asked for still of the file that the client knows? */
static bool is_range_valid_(const struct answer *answer, const struct http_message *request) {
    const char *same = http_field(request, "If-Range");
    if (!same)
        return true;
    return *same == '"' ? strcmp(same, answer->etag) == 0
                        : http_parse_date(same) == answer->modified;
}

static void look_at_range_(struct answer *answer, const struct http_message *request) {
    const char *range = http_field(request, "Range");
    if (!range || request->parser.method != HTTP_GET || !is_range_valid_(answer, request))
        return;
    switch (http_parse_range(range, answer->size, &answer->from, &answer->length)) {
    case HTTP_PART:
        answer->status = 206;
        break;
    case HTTP_NOTHING:
        say_(answer, 416);
        break;
    case HTTP_WHOLE:
        break;
    }
}

static void send_file_(struct answer *answer, const struct http_message *request, const char *path,
                       const struct stat *is) {
    int status;
    answer->status = 200;
    answer->type = http_media_type(path);
    answer->modified = is->st_mtime;
    answer->size = answer->length = is->st_size;
    snprintf(answer->etag, sizeof answer->etag, "\"%" PRIxMAX ".%lx-%" PRIxMAX "\"",
             (uintmax_t)is->st_mtime, (unsigned long)is->st_mtim.tv_nsec, (uintmax_t)is->st_size);
    status = look_at_conditions_(answer, request);
    if (status == 412) {
        say_(answer, 412);
    } else if (status == 304) {
        answer->status = 304;
        answer->length = 0;
    } else {
        look_at_range_(answer, request);
    }
}

/* Tell the client that a directory's name ends with a slash; links in a page are relative to it. Each
 * part exists, so it has at most 255 bytes, and there is room for all of them. */
static void redirect_(struct answer *answer, const char *path) {
    size_t size = sizeof answer->location, used = 0;
    say_(answer, 301);
    while (*path) {
        char name[256];
        int length = (int)strcspn(path, "/"), written;
        snprintf(name, sizeof name, "%.*s", length, path);
        answer->location[used++] = '/';
        written = http_encode_part(answer->location + used, size - used, name);
        used += written > 0 ? (size_t)written : 0;
        path += length;
        path += strspn(path, "/");
    }
    snprintf(answer->location + used, size - used, "/");
}

static void list_(struct answer *answer, const char *path) {
    size_t length;
    answer->text = list_directory(answer->fd, path, &length); /* closes it */
    answer->fd = -1;
    if (!answer->text) {
        say_(answer, 500);
        return;
    }
    answer->status = 200;
    answer->type = "text/html; charset=utf-8";
    answer->length = (int64_t)length;
}

static int status_of_errno_(int number) {
    switch (number) {
    case EACCES:
    case EPERM:
        return 403;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return 503;
    case EAGAIN: /* openat2: somebody renames things meanwhile */
        return 503;
    default:
        return 404;
    }
}

/* Is there a directory entry of this name? A link counts, wherever it leads. */
static bool is_there_(int directory, const char *name) {
    struct stat is;
    return fstatat(directory, name, &is, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT;
}

/* A directory was opened: its index, or what is in it. An index that cannot be shown is no reason to show
 * what it was to stand for. */
static void enter_(struct answer *answer, int root, const struct http_message *request,
                   const char *path, int length) {
    char name[ANSWER_PATH + 16];
    struct stat is;
    int index;
    if (length > 0 && path[length - 1] != '/') {
        redirect_(answer, path);
        return;
    }
    if (!is_there_(answer->fd, "index.html")) {
        list_(answer, path);
        return;
    }
    snprintf(name, sizeof name, "%sindex.html", path);
    index = open_below_(root, name); /* from the root: it may be a link to elsewhere in there */
    if (index < 0 || fstat(index, &is) < 0) {
        say_(answer, status_of_errno_(errno));
        return;
    }
    close(answer->fd);
    answer->fd = index;
    if (S_ISREG(is.st_mode))
        send_file_(answer, request, "index.html", &is);
    else
        say_(answer, 404);
}

/* The path in a target, which a client that knows a proxy writes behind scheme and host. */
static const char *path_of_(const char *target) {
    if (strncasecmp(target, "http://", 7) == 0)
        target += 7 + strcspn(target + 7, "/?#");
    else if (strncasecmp(target, "https://", 8) == 0)
        target += 8 + strcspn(target + 8, "/?#");
    else
        return target;
    return *target == '/' ? target : "/";
}

static void find_(struct answer *answer, int root, const struct http_message *request) {
    char path[ANSWER_PATH];
    struct stat is;
    int length = http_decode_path(path, sizeof path, path_of_(request->target));
    if (length < 0) {
        say_(answer, 400);
        return;
    }
    answer->fd = open_below_(root, path);
    if (answer->fd < 0 || fstat(answer->fd, &is) < 0)
        say_(answer, status_of_errno_(errno));
    else if (S_ISDIR(is.st_mode))
        enter_(answer, root, request, path, length);
    else if (!S_ISREG(is.st_mode) || path[length - 1] == '/')
        say_(answer, 404);
    else
        send_file_(answer, request, path, &is);
}

void answer_request(struct answer *answer, int root, const struct http_message *request) {
    begin_(answer);
    answer->keep_alive = http_keeps_alive(request);
    answer->head_only = request->parser.method == HTTP_HEAD;
    if (request->parser.http_major != 1) {
        say_(answer, 505);
        answer->keep_alive = false;
    } else if (request->parser.method != HTTP_GET && !answer->head_only) {
        say_(answer, 405);
        answer->keep_alive = answer->keep_alive && http_is_over(request);
    } else if (http_count(request, "Host") > 1 ||
               (request->parser.http_minor >= 1 && !http_field(request, "Host"))) {
        say_(answer, 400);
        answer->keep_alive = false;
    } else {
        find_(answer, root, request);
    }
}

void answer_error(struct answer *answer, int error) {
    begin_(answer);
    say_(answer, error == HTTP_TOO_LARGE ? 431 : error == COIR_TIMEOUT ? 408 : 400);
}

int answer_head(const struct answer *answer, char *into) {
    char date[HTTP_DATE], words[40];
    size_t size = ANSWER_HEAD;
    int n = snprintf(into, size, "HTTP/1.1 %d %s\r\nServer: coir\r\nDate: %s\r\n", answer->status,
                     words_(answer->status, words), http_date(date, time(NULL)));
#define ADD_(...) n += snprintf(into + n, size - (size_t)n, __VA_ARGS__)
    if (answer->type)
        ADD_("Content-Type: %s\r\n", answer->type);
    if (answer->modified >= 0)
        ADD_("Last-Modified: %s\r\nETag: %s\r\nAccept-Ranges: bytes\r\n",
             http_date(date, answer->modified), answer->etag);
    if (answer->status == 206)
        ADD_("Content-Range: bytes %" PRId64 "-%" PRId64 "/%" PRId64 "\r\n", answer->from,
             answer->from + answer->length - 1, answer->size);
    if (answer->status == 416)
        ADD_("Content-Range: bytes */%" PRId64 "\r\n", answer->size);
    if (answer->status == 405)
        ADD_("Allow: GET, HEAD\r\n");
    if (*answer->location)
        ADD_("Location: %s\r\n", answer->location);
    if (answer->status != 304)
        ADD_("Content-Length: %" PRId64 "\r\n", answer->length);
    ADD_("Connection: %s\r\n\r\n", answer->keep_alive ? "keep-alive" : "close");
#undef ADD_
    return n;
}

void answer_close(struct answer *answer) {
    if (answer->fd >= 0)
        close(answer->fd);
    free(answer->text);
    answer->fd = -1;
    answer->text = NULL;
}
