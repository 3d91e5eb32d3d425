/* left.c - tell when a program ends with more descriptors than it began with, or with children.
 *
 * Linked to a program under test; its exit status is 99 then, and standard error says why.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <dirent.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static int before;

static int descriptors(void) {
    DIR *directory = opendir("/proc/self/fd");
    int count = 0;
    while (directory && readdir(directory))
        count++;
    if (directory)
        closedir(directory);
    return count;
}

__attribute__((constructor)) static void begin(void) {
    before = descriptors();
}

__attribute__((destructor)) static void end(void) {
    int more = descriptors() - before, child = waitpid(-1, NULL, WNOHANG) >= 0;
    if (more == 0 && !child)
        return;
    fprintf(stderr, "left: %d descriptors%s\n", more, child ? " and children" : "");
    fflush(stderr);
    _exit(99);
}
