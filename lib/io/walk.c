/* walk.c - go through everything below a directory, in threads.
 *
 * A thread reads names until its room is full, or up to a directory, which is entered when it was
 * yielded and is not to be skipped. One visit to a thread per directory and per 4 KB of names.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "coir/file.h"

#if COIR_SYSTEM_IO
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "file_.h"

/* ---- In a thread ---- */

static DIR *innermost_(const struct coir_walk *self) {
    return (DIR *)self->open[self->level - 1];
}

/* The type of an entry; some file systems do not tell it with the name. */
static enum coir_file_type type_of_(DIR *directory, const struct dirent *entry) {
    struct stat is;
    if (entry->d_type != DT_UNKNOWN)
        return coir_file_type_((mode_t)DTTOIF(entry->d_type));
    if (fstatat(dirfd(directory), entry->d_name, &is, AT_SYMLINK_NOFOLLOW) < 0)
        return COIR_OTHER_FILE;
    return coir_file_type_(is.st_mode);
}

/* Open the root, or what the last name of the path is in the innermost directory. The path itself may
 * lead out of the root by now, if somebody has put a link in the place of a directory. */
static int open_directory_(const struct coir_walk *self) {
    const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    if (!self->level)
        return open(self->path, flags);
    return openat(dirfd(innermost_(self)), strrchr(self->path, '/') + 1, flags | O_NOFOLLOW);
}

/* Enter the directory that path names. */
static int enter_(void *argument) {
    struct coir_walk *self = (struct coir_walk *)argument;
    int fd = open_directory_(self);
    DIR *directory = fd < 0 ? NULL : fdopendir(fd);
    if (!directory) {
        int error = coir_from_errno(errno);
        if (fd >= 0)
            close(fd);
        return error;
    }
    self->length[self->level] = strlen(self->path);
    self->open[self->level++] = directory;
    return 0;
}

/* Read names: 1 if there are some, 0 at the end of the directory. */
static int read_names_(void *argument) {
    struct coir_walk *self = (struct coir_walk *)argument;
    DIR *directory = innermost_(self);
    const struct dirent *entry;
    self->first = self->last = 0;
    while (self->last + 1 + 256 <= sizeof self->names) {
        errno = 0;
        entry = readdir(directory);
        if (!entry)
            return errno ? coir_from_errno(errno) : self->last > 0;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        self->names[self->last] = (char)type_of_(directory, entry);
        strcpy(self->names + self->last + 1, entry->d_name);
        self->last += strlen(entry->d_name) + 2;
        if (self->names[self->last - strlen(entry->d_name) - 2] == COIR_DIRECTORY)
            break;
    }
    return 1;
}

/* ---- In the loop's thread ---- */

static int begin_(struct coir_walk *self) {
    size_t length = strlen(self->root);
    if (length + 1 > self->size)
        return COIR_TOO_LONG;
    memcpy(self->path, self->root, length + 1);
    return 0;
}

/* The next name becomes the end of the path. */
static int take_name_(struct coir_walk *self) {
    const char *name = self->names + self->first + 1;
    size_t parent = self->length[self->level - 1], length = strlen(name);
    bool slash = parent == 0 || self->path[parent - 1] != '/';
    self->type = (enum coir_file_type)self->names[self->first];
    self->first += length + 2;
    self->depth = self->level - 1;
    self->skip = false;
    self->error = 0;
    if (parent + slash + length + 1 > self->size)
        return COIR_TOO_LONG;
    if (slash)
        self->path[parent] = '/';
    memcpy(self->path + parent + slash, name, length + 1);
    return 0;
}

/* Leave the innermost directory; its path is what names it. */
static void leave_(struct coir_walk *self) {
    closedir(innermost_(self));
    self->level--;
    self->first = self->last = 0;
    self->path[self->length[self->level]] = 0;
}

/* What to do about an entry that was yielded. */
static bool is_to_be_entered_(const struct coir_walk *self) {
    return self->type == COIR_DIRECTORY && !self->skip && !self->error;
}

COIR_ASYNC(coir_walk) {
    COIR_AWAIT(begin_(self));
    COIR_TRY {
        COIR_AWAIT(self->thread, coir_to_thread, .function = enter_, .argument = self);
        while (self->level) {
            COIR_TRY {
                COIR_AWAIT(self->thread, coir_to_thread, .function = read_names_, .argument = self);
            }
            COIR_CATCH(COIR_ERROR) {
                self->error = COIR_CAUGHT;
            }
            COIR_TRY_END
            if (self->error || !self->thread.result) {
                leave_(self);
                if (!self->error)
                    continue;
                self->type = COIR_DIRECTORY;
                COIR_YIELD(self->path);
                self->error = 0;
                continue;
            }
            while (self->first < self->last) {
                COIR_AWAIT(take_name_(self));
                COIR_YIELD(self->path);
            }
            if (!is_to_be_entered_(self))
                continue;
            self->error = self->level == COIR_WALK_DEPTH ? (int)COIR_LIMIT : 0;
            COIR_TRY {
                COIR_AWAIT(self->error);
                COIR_AWAIT(self->thread, coir_to_thread, .function = enter_, .argument = self);
            }
            COIR_CATCH(COIR_ERROR) {
                self->error = COIR_CAUGHT;
            }
            COIR_TRY_END
            if (self->error)
                COIR_YIELD(self->path);
            self->error = 0;
        }
    }
    COIR_FINALLY {
        while (self->level)
            leave_(self);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

#endif
