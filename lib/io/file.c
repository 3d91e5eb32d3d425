/* file.c - read and write files in threads.
 *
 * One coroutine makes a system call in a thread; everything else fills in which.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "coir/file.h"

#if COIR_SYSTEM_IO
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_.h"

/* ---- What threads do ---- */

static int call_it_(void *argument) {
    struct coir_file_call_ *call = (struct coir_file_call_ *)argument;
    int result;
    do
        result = call->function(call);
    while (result < 0 && errno == EINTR);
    call->called = true;
    call->result = result < 0 ? coir_from_errno(errno) : result;
    return call->result;
}

COIR_ASYNC(coir_file_call_) {
    if (self->file && !self->file->open && self->flags != COIR_OPENS_)
        COIR_RAISE(COIR_CLOSED);
    COIR_AWAIT(self->thread, coir_to_thread, .function = call_it_, .argument = self);
}
COIR_ASYNC_END

static int open_(struct coir_file_call_ *call) {
    struct coir_file *file = call->file;
    int fd = open(call->path, (int)call->size | O_CLOEXEC, call->permissions);
    if (fd < 0)
        return fd;
    file->fd = fd;
    file->at = call->size & O_APPEND ? -1 : lseek(fd, 0, SEEK_CUR);
    file->open = true;
    return 0;
}

/* The descriptor is gone in any case (Linux), so there is no second try. */
static int close_(struct coir_file_call_ *call) {
    int result = close(call->file->fd);
    return result < 0 && errno == EINTR ? 0 : result;
}

static int read_(struct coir_file_call_ *call) {
    struct coir_file *file = call->file;
    size_t size = call->size > INT_MAX ? INT_MAX : call->size;
    ssize_t n = file->at < 0 ? read(file->fd, call->bytes, size)
                             : pread(file->fd, call->bytes, size, (off_t)file->at);
    if (n > 0 && file->at >= 0)
        file->at += n;
    return (int)n;
}

static int write_(struct coir_file_call_ *call) {
    struct coir_file *file = call->file;
    size_t size = call->size > INT_MAX ? INT_MAX : call->size;
    ssize_t n = file->at < 0 ? write(file->fd, call->bytes, size)
                             : pwrite(file->fd, call->bytes, size, (off_t)file->at);
    if (n > 0 && file->at >= 0)
        file->at += n;
    return (int)n;
}

static int sync_(struct coir_file_call_ *call) {
    return fsync(call->file->fd);
}

static int status_(struct coir_file_call_ *call) {
    struct stat is;
    int result =
        call->file ? fstat(call->file->fd, &is) : fstatat(AT_FDCWD, call->path, &is, call->flags);
    if (result < 0)
        return result;
    call->status->size = is.st_size;
    call->status->modified = (int64_t)is.st_mtim.tv_sec * 1000000000 + is.st_mtim.tv_nsec;
    call->status->permissions = is.st_mode & 07777u;
    call->status->type = coir_file_type_(is.st_mode);
    return 0;
}

static int rename_(struct coir_file_call_ *call) {
    return rename(call->path, call->other);
}

static int remove_(struct coir_file_call_ *call) {
    return remove(call->path);
}

static int make_directory_(struct coir_file_call_ *call) {
    return mkdir(call->path, call->permissions);
}

/* ---- Calls ---- */

/* The flags of a mode, or an error. */
static int flags_of_(const char *mode) {
    int way, flags;
    mode = mode ? mode : "r";
    way = *mode && mode[1] == '+' ? O_RDWR : *mode == 'r' ? O_RDONLY : O_WRONLY;
    flags = *mode == 'r'   ? 0
            : *mode == 'w' ? O_CREAT | O_TRUNC
            : *mode == 'a' ? O_CREAT | O_APPEND
            : *mode == 'x' ? O_CREAT | O_EXCL
                           : -1;
    if (flags < 0 || mode[1 + (way == O_RDWR)])
        return COIR_VALUE;
    return way | flags;
}

COIR_ASYNC(coir_file_open) {
    if (self->file->open)
        COIR_RAISE(COIR_RUNTIME);
    COIR_AWAIT(flags_of_(self->mode) < 0 ? (int)COIR_VALUE : 0);
    COIR_TRY {
        COIR_AWAIT(self->call, coir_file_call_, .function = open_, .file = self->file,
                   .path = self->path, .size = (size_t)flags_of_(self->mode),
                   .permissions = self->permissions ? self->permissions : 0666,
                   .flags = COIR_OPENS_);
    }
    COIR_CATCH(COIR_ANY) { /* cancelled when it was open already */
        if (self->file->open)
            close(self->file->fd);
        self->file->open = false;
        COIR_RAISE(COIR_CAUGHT);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

COIR_ASYNC(coir_file_close) {
    if (!self->file->open)
        COIR_RETURN();
    COIR_TRY {
        COIR_AWAIT(self->call, coir_file_call_, .function = close_, .file = self->file);
    }
    COIR_FINALLY {
        if (!self->call.called) /* cancelled before a thread had time, or no thread */
            close(self->file->fd);
        self->file->open = false;
    }
    COIR_TRY_END
}
COIR_ASYNC_END

COIR_ASYNC(coir_file_read) {
    COIR_AWAIT(self->call, coir_file_call_, .function = read_, .file = self->file,
               .bytes = self->into, .size = self->size);
    COIR_RETURN(self->call.result);
}
COIR_ASYNC_END

/* What the last call wrote counts, whatever came after it. */
static void count_(struct coir_file_write *self) {
    if (self->call.called && self->call.result > 0)
        self->done += (size_t)self->call.result;
}

COIR_ASYNC(coir_file_write) {
    if (!self->file->open)
        COIR_RAISE(COIR_CLOSED);
    while (self->done < self->size) {
        COIR_TRY {
            COIR_AWAIT(self->call, coir_file_call_, .function = write_, .file = self->file,
                       .bytes = (char *)(uintptr_t)self->from + self->done,
                       .size = self->size - self->done);
        }
        COIR_FINALLY {
            count_(self);
        }
        COIR_TRY_END
    }
}
COIR_ASYNC_END

COIR_ASYNC(coir_file_sync) {
    COIR_AWAIT(self->call, coir_file_call_, .function = sync_, .file = self->file);
}
COIR_ASYNC_END

COIR_ASYNC(coir_file_status) {
    COIR_AWAIT(self->call, coir_file_call_, .function = status_, .file = self->file,
               .path = self->path, .status = self->status,
               .flags = self->follow ? 0 : AT_SYMLINK_NOFOLLOW);
}
COIR_ASYNC_END

COIR_ASYNC(coir_rename) {
    COIR_AWAIT(self->call, coir_file_call_, .function = rename_, .path = self->path,
               .other = self->to);
}
COIR_ASYNC_END

COIR_ASYNC(coir_remove) {
    COIR_AWAIT(self->call, coir_file_call_, .function = remove_, .path = self->path);
}
COIR_ASYNC_END

COIR_ASYNC(coir_make_directory) {
    COIR_AWAIT(self->call, coir_file_call_, .function = make_directory_, .path = self->path,
               .permissions = self->permissions ? self->permissions : 0777);
}
COIR_ASYNC_END

int coir_file_seek(struct coir_file *file, int64_t at) {
    if (at < 0 || file->at < 0)
        return COIR_VALUE;
    file->at = at;
    return 0;
}

/* ---- Whole files, and lines ---- */

COIR_ASYNC(coir_load_file) {
    COIR_AWAIT(self->open, coir_file_open, .file = &self->file, .path = self->path);
    COIR_TRY {
        for (;;) {
            if ((size_t)self->result < self->size)
                COIR_AWAIT(self->read, coir_file_read, .file = &self->file,
                           .into = (char *)self->into + self->result,
                           .size = self->size - (size_t)self->result);
            else
                COIR_AWAIT(self->read, coir_file_read, .file = &self->file, .into = &self->beyond,
                           .size = 1);
            if (self->read.result == 0)
                break;
            if ((size_t)self->result == self->size)
                COIR_RAISE(COIR_LIMIT);
            self->result += self->read.result;
        }
    }
    COIR_FINALLY {
        COIR_AWAIT(self->close, coir_file_close, .file = &self->file);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

/* Where a file is written first: its path, or one beside it. */
static int name_(struct coir_store_file *self) {
    int n =
        snprintf(self->beside, sizeof self->beside, "%s%s", self->path, self->safely ? ".new" : "");
    return n < (int)sizeof self->beside ? 0 : (int)COIR_TOO_LONG;
}

/* Write it, in one place. */
COIR_ASYNC(coir_write_there_) {
    COIR_AWAIT(self->open, coir_file_open, .file = &self->file, .path = self->path, .mode = "w");
    COIR_TRY {
        COIR_AWAIT(self->write, coir_file_write, .file = &self->file, .from = self->from,
                   .size = self->size);
        if (self->safely)
            COIR_AWAIT(self->sync, coir_file_sync, .file = &self->file);
    }
    COIR_FINALLY {
        COIR_AWAIT(self->close, coir_file_close, .file = &self->file);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

COIR_ASYNC(coir_store_file) {
    COIR_AWAIT(name_(self));
    COIR_TRY {
        COIR_AWAIT(self->there, coir_write_there_, .path = self->beside, .from = self->from,
                   .size = self->size, .safely = self->safely);
        if (self->safely)
            COIR_AWAIT(self->rename, coir_rename, .path = self->beside, .to = self->path);
    }
    COIR_CATCH(COIR_ANY) {
        if (self->safely)
            unlink(self->beside);
        COIR_RAISE(COIR_CAUGHT);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

/* Is a line complete in the buffer? Sets value and length, and ends it with a 0. */
static bool find_line_(struct coir_file_lines *self) {
    char *from = self->buffer + self->first;
    size_t held = self->last - self->first;
    char *end = held ? (char *)memchr(from, '\n', held) : NULL;
    if (!end && !(self->ended && held))
        return false;
    self->value = from;
    self->length = end ? (size_t)(end - from) + 1 : held;
    self->first += self->length;
    self->kept = self->buffer[self->first];
    self->buffer[self->first] = 0;
    return true;
}

/* Make room behind what is held: one byte stays for the 0. */
static int make_room_(struct coir_file_lines *self) {
    memmove(self->buffer, self->buffer + self->first, self->last - self->first);
    self->last -= self->first;
    self->first = 0;
    return self->last + 1 >= self->size ? (int)COIR_LIMIT : 0;
}

COIR_ASYNC(coir_file_lines) {
    for (;;) {
        while (find_line_(self)) {
            COIR_YIELD(self->value);
            self->buffer[self->first] = self->kept;
        }
        if (self->ended)
            COIR_RETURN();
        COIR_AWAIT(make_room_(self));
        COIR_AWAIT(self->read, coir_file_read, .file = self->file,
                   .into = self->buffer + self->last, .size = self->size - self->last - 1);
        self->last += (size_t)self->read.result;
        self->ended = self->read.result == 0;
    }
}
COIR_ASYNC_END

#endif
