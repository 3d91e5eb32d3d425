/* path.c - fuzz what leads from a request to a file: nothing outside of the root is ever opened.
 *
 * The root is a folder with links in it that lead out; it is made at the start, in $TMPDIR.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "serve/answer.h"

static char root_path[200];
static int root = -1;

static void make(const char *name, const char *link) {
    int fd;
    if (link) {
        if (symlinkat(link, root, name) < 0)
            abort();
        return;
    }
    fd = openat(root, name, O_WRONLY | O_CREAT, 0600);
    if (fd < 0 || write(fd, "0123456789", 10) != 10)
        abort();
    close(fd);
}

static void set_up(void) {
    const char *folder = getenv("TMPDIR");
    snprintf(root_path, sizeof root_path, "%s/coir-fuzz-XXXXXX", folder ? folder : "/tmp");
    if (!mkdtemp(root_path))
        abort();
    root = open(root_path, O_RDONLY | O_DIRECTORY);
    if (root < 0 || mkdirat(root, "d", 0700) < 0)
        abort();
    make("a", NULL);
    make("d/b", NULL);
    make("out", "/etc");
    make("up", "..");
    make("d/in", "../a");
}

static void clean_up(void) {
    static const char *const names[] = {"a", "d/b", "out", "up", "d/in"};
    for (int i = 0; i < 5; i++)
        unlinkat(root, names[i], 0);
    unlinkat(root, "d", AT_REMOVEDIR);
    rmdir(root_path);
}

/* Is the open file below the root? */
static void check_place(int fd) {
    char link[40], path[500];
    ssize_t n;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    n = readlink(link, path, sizeof path - 1);
    if (n < 0 || strncmp(path, root_path, strlen(root_path)) != 0)
        abort();
}

static void check_path(const char *target) {
    char path[200];
    int n = http_decode_path(path, sizeof path, target);
    if (n < 0)
        return;
    if ((size_t)n != strlen(path) || path[0] == '/' || strstr(path, "/../") || strstr(path, "//") ||
        strncmp(path, "../", 3) == 0 || strcmp(path, "..") == 0)
        abort();
}

static void check_answer(const struct answer *answer) {
    static char head[ANSWER_HEAD];
    if (answer->fd >= 0)
        check_place(answer->fd);
    if (answer->from < 0 || answer->length < 0 ||
        (answer->fd >= 0 && answer->from + answer->length > answer->size))
        abort();
    if (answer_head(answer, head) >= ANSWER_HEAD)
        abort();
}

/* A request whose target and range are the input's two lines. */
int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size) {
    static char text[2][600], host[] = "Host", range[] = "Range", bytes[] = "x";
    static struct http_message request;
    static struct answer answer;
    const uint8_t *line = (const uint8_t *)memchr(input, '\n', size);
    size_t first = line ? (size_t)(line - input) : size, second = line ? size - first - 1 : 0;
    if (root < 0) {
        set_up();
        atexit(clean_up);
    }
    if (first >= sizeof text[0] || second >= sizeof text[1])
        return 0;
    memcpy(text[0], input, first);
    text[0][first] = 0;
    if (second)
        memcpy(text[1], line + 1, second);
    text[1][second] = 0;
    check_path(text[0]);
    http_init(&request, HTTP_REQUEST, NULL, NULL, 0);
    request.parser.method = HTTP_GET;
    request.parser.http_major = request.parser.http_minor = 1;
    request.target = text[0];
    request.fields[0].name = host;
    request.fields[0].value = bytes;
    request.fields[1].name = range;
    request.fields[1].value = text[1];
    request.count = second ? 2 : 1;
    answer_request(&answer, root, &request);
    check_answer(&answer);
    answer_close(&answer);
    return 0;
}
