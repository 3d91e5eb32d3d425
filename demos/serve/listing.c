/* listing.c - show what is in a directory, as a page.
 *
 * Names come from whoever may write there: they are escaped as HTML and as a link. Hidden ones are left
 * out. SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "listing.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/text.h"

static int is_shown_(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

/* One line. Names have at most 255 bytes, so neither form of one is cut. */
static void print_entry_(FILE *page, int directory, const char *name) {
    char link[4 * 256], text[8 * 256];
    struct stat is;
    const char *slash = "";
    if (fstatat(directory, name, &is, 0) < 0)
        return;
    if (S_ISDIR(is.st_mode))
        slash = "/";
    if (http_encode_part(link, sizeof link, name) < 0 || http_escape(text, sizeof text, name) < 0)
        return;
    fprintf(page, "<li><a href=\"./%s%s\">%s%s</a>", link, slash, text, slash);
    if (S_ISREG(is.st_mode))
        fprintf(page, " %lld bytes", (long long)is.st_size);
    fputs("</li>\n", page);
}

static void print_page_(FILE *page, int directory, const char *path, struct dirent **names,
                        int count) {
    char title[8 * 4096];
    if (http_escape(title, sizeof title, path) < 0)
        title[0] = 0;
    fprintf(page,
            "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>/%s</title>\n"
            "<h1>/%s</h1>\n<ul>\n",
            title, title);
    if (*path)
        fputs("<li><a href=\"../\">../</a></li>\n", page);
    for (int i = 0; i < count; i++)
        print_entry_(page, directory, names[i]->d_name);
    fputs("</ul>\n</html>\n", page);
}

char *list_directory(int fd, const char *path, size_t *length) {
    struct dirent **names = NULL;
    char *text = NULL;
    int count = scandirat(fd, ".", &names, is_shown_, alphasort);
    FILE *page = count >= 0 ? open_memstream(&text, length) : NULL;
    if (page) {
        print_page_(page, fd, path, names, count);
        if (fclose(page) != 0) {
            free(text);
            text = NULL;
        }
    }
    for (int i = 0; i < count; i++)
        free(names[i]);
    free(names);
    close(fd);
    return text;
}
