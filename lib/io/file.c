/* file.c - read and write files, through the kernel's ring or in threads.
 *
 * One coroutine makes a system call, in whichever of the two ways; everything else fills in which.
 * A thread takes what the ring cannot.
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
#include "uring_.h"

/* How a call is made: in a thread, and through the ring, if `ask` is not NULL. */
struct coir_file_operation_ {
    int (*in_thread)(struct coir_file_call_ *call); /* 0 or more, or -1 and errno */
    void (*ask)(struct coir_file_call_ *call, struct io_uring_sqe *entry);
    int (*answer)(struct coir_file_call_ *call, int result); /* of 0 or more; NULL: that is all */
};

/* Whatever came, it is remembered for a task that was cancelled meanwhile too. */
static int end_(struct coir_file_call_ *call, int result) {
    call->called = true;
    call->result = result;
    return result;
}

/* The file is open now; the place of a pipe is -1 too. */
static int opened_(struct coir_file_call_ *call, int fd) {
    struct coir_file *file = call->file;
    file->fd = fd;
    file->at = call->size & O_APPEND ? -1 : lseek(fd, 0, SEEK_CUR);
    file->open = true;
    return 0;
}

/* So many bytes were read or written. */
static int moved_(struct coir_file_call_ *call, int n) {
    if (n > 0 && call->file->at >= 0)
        call->file->at += n;
    return n;
}

static size_t at_most_(size_t size) {
    return size > INT_MAX ? INT_MAX : size;
}

static void tell_(struct coir_status *status, int64_t size, int64_t seconds, int64_t nanoseconds,
                  mode_t mode) {
    status->size = size;
    status->modified = seconds * 1000000000 + nanoseconds;
    status->permissions = mode & 07777u;
    status->type = coir_file_type_(mode);
}

/* ---- The calls, in a thread ---- */

static int call_it_(void *argument) {
    struct coir_file_call_ *call = (struct coir_file_call_ *)argument;
    int result;
    do
        result = call->operation->in_thread(call);
    while (result < 0 && errno == EINTR);
    return end_(call, result < 0 ? coir_from_errno(errno) : result);
}

static int open_(struct coir_file_call_ *call) {
    int fd = open(call->path, (int)call->size | O_CLOEXEC, call->permissions);
    return fd < 0 ? fd : opened_(call, fd);
}

/* The descriptor is gone in any case (Linux), so there is no second try. */
static int close_(struct coir_file_call_ *call) {
    int result = close(call->file->fd);
    return result < 0 && errno == EINTR ? 0 : result;
}

static int read_(struct coir_file_call_ *call) {
    struct coir_file *file = call->file;
    size_t size = at_most_(call->size);
    ssize_t n = file->at < 0 ? read(file->fd, call->bytes, size)
                             : pread(file->fd, call->bytes, size, (off_t)file->at);
    return moved_(call, (int)n);
}

static int write_(struct coir_file_call_ *call) {
    struct coir_file *file = call->file;
    size_t size = at_most_(call->size);
    ssize_t n = file->at < 0 ? write(file->fd, call->bytes, size)
                             : pwrite(file->fd, call->bytes, size, (off_t)file->at);
    return moved_(call, (int)n);
}

static int sync_(struct coir_file_call_ *call) {
    return fsync(call->file->fd);
}

static int status_(struct coir_file_call_ *call) {
    struct stat is;
    int result =
        call->file ? fstat(call->file->fd, &is) : fstatat(AT_FDCWD, call->path, &is, call->flags);
    if (result == 0)
        tell_(call->status, is.st_size, is.st_mtim.tv_sec, is.st_mtim.tv_nsec, is.st_mode);
    return result;
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

/* ---- The calls, through the ring ---- */

#if COIR_IO_URING_

/* To open a pipe waits for the other side, and opening at once would not. */
static void ask_to_open_(struct coir_file_call_ *call, struct io_uring_sqe *entry) {
    entry->opcode = IORING_OP_OPENAT;
    entry->flags = IOSQE_ASYNC;
    entry->fd = AT_FDCWD;
    entry->addr = (uintptr_t)call->path;
    entry->len = call->permissions;
    entry->open_flags = (uint32_t)call->size | O_CLOEXEC;
}

static void ask_to_close_(struct coir_file_call_ *call, struct io_uring_sqe *entry) {
    entry->opcode = IORING_OP_CLOSE;
    entry->fd = call->file->fd;
}

/* What is in memory is copied at once, while the loop waits; but not if that is much. */
enum { MUCH = 65536 };

static void ask_to_move_(struct coir_file_call_ *call, struct io_uring_sqe *entry) {
    entry->fd = call->file->fd;
    entry->addr = (uintptr_t)call->bytes;
    entry->len = (uint32_t)at_most_(call->size);
    entry->off = (uint64_t)call->file->at; /* -1: where it is */
    entry->flags = call->file->at >= 0 && call->size > MUCH ? IOSQE_ASYNC : 0;
}

static void ask_to_read_(struct coir_file_call_ *call, struct io_uring_sqe *entry) {
    entry->opcode = IORING_OP_READ;
    ask_to_move_(call, entry);
}

static void ask_to_write_(struct coir_file_call_ *call, struct io_uring_sqe *entry) {
    entry->opcode = IORING_OP_WRITE;
    ask_to_move_(call, entry);
}

static void ask_to_sync_(struct coir_file_call_ *call, struct io_uring_sqe *entry) {
    entry->opcode = IORING_OP_FSYNC;
    entry->fd = call->file->fd;
}

static void ask_for_status_(struct coir_file_call_ *call, struct io_uring_sqe *entry) {
    entry->opcode = IORING_OP_STATX;
    entry->fd = call->file ? call->file->fd : AT_FDCWD;
    entry->addr = (uintptr_t)(call->file ? "" : call->path);
    entry->len = STATX_TYPE | STATX_MODE | STATX_SIZE | STATX_MTIME;
    entry->off = (uintptr_t)call->bytes;
    entry->statx_flags = (uint32_t)(call->file ? AT_EMPTY_PATH : call->flags);
}

static void ask_to_rename_(struct coir_file_call_ *call, struct io_uring_sqe *entry) {
    entry->opcode = IORING_OP_RENAMEAT;
    entry->fd = AT_FDCWD;
    entry->addr = (uintptr_t)call->path;
    entry->len = (uint32_t)AT_FDCWD;
    entry->off = (uintptr_t)call->other;
}

static int know_(struct coir_file_call_ *call, int result) {
    const struct statx *is = (const struct statx *)call->bytes;
    tell_(call->status, (int64_t)is->stx_size, is->stx_mtime.tv_sec, is->stx_mtime.tv_nsec,
          is->stx_mode);
    return result;
}

/* Cancelled before it began, or broken off: then it was not made. */
static int answer_(struct coir_uring_call_ *ring, int result) {
    struct coir_file_call_ *call =
        (struct coir_file_call_ *)(void *)((char *)ring - offsetof(struct coir_file_call_, by));
    if (result == -ECANCELED || result == -EINTR)
        return 0;
    if (result < 0)
        return end_(call, coir_from_errno(-result));
    return end_(call, call->operation->answer ? call->operation->answer(call, result) : result);
}

/* The leaf. A call that was not made, by a ring that is full or is not there, gives 0. */
static int ask_(struct coir_file_call_ *call) {
    struct coir_uring_ *ring = call->operation->ask ? coir_uring_of_(coir_running_loop()) : NULL;
    struct io_uring_sqe *entry = ring ? coir_uring_entry_(ring, &call->by.ring) : NULL;
    if (!entry)
        return 0;
    call->by.ring.answer = answer_;
    call->operation->ask(call, entry);
    return coir_uring_enter_(&call->by.ring);
}

#define IN_RING_(ask, answer) ask, answer
#else
static int ask_(struct coir_file_call_ *call) {
    (void)call;
    return 0;
}

#define IN_RING_(ask, answer) NULL, NULL
#endif

static const struct coir_file_operation_ opens_ = {open_, IN_RING_(ask_to_open_, opened_)},
                                         closes_ = {close_, IN_RING_(ask_to_close_, NULL)},
                                         reads_ = {read_, IN_RING_(ask_to_read_, moved_)},
                                         writes_ = {write_, IN_RING_(ask_to_write_, moved_)},
                                         syncs_ = {sync_, IN_RING_(ask_to_sync_, NULL)},
                                         asks_ = {status_, IN_RING_(ask_for_status_, know_)},
                                         renames_ = {rename_, IN_RING_(ask_to_rename_, NULL)},
                                         removes_ = {remove_, NULL, NULL},
                                         makes_ = {make_directory_, NULL, NULL};

COIR_ASYNC(coir_file_call_) {
    if (self->file && !self->file->open && self->operation != &opens_)
        COIR_RAISE(COIR_CLOSED);
    COIR_AWAIT(ask_(self));
    if (!self->called)
        COIR_AWAIT(self->by.thread, coir_to_thread, .function = call_it_, .argument = self);
}
COIR_ASYNC_END

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
        COIR_AWAIT(self->call, coir_file_call_, .operation = &opens_, .file = self->file,
                   .path = self->path, .size = (size_t)flags_of_(self->mode),
                   .permissions = self->permissions ? self->permissions : 0666);
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
        COIR_AWAIT(self->call, coir_file_call_, .operation = &closes_, .file = self->file);
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
    COIR_AWAIT(self->call, coir_file_call_, .operation = &reads_, .file = self->file,
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
            COIR_AWAIT(self->call, coir_file_call_, .operation = &writes_, .file = self->file,
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
    COIR_AWAIT(self->call, coir_file_call_, .operation = &syncs_, .file = self->file);
}
COIR_ASYNC_END

COIR_ASYNC(coir_file_status) {
    COIR_AWAIT(self->call, coir_file_call_, .operation = &asks_, .file = self->file,
               .path = self->path, .status = self->status, .bytes = self->raw,
               .flags = self->follow ? 0 : AT_SYMLINK_NOFOLLOW);
}
COIR_ASYNC_END

COIR_ASYNC(coir_rename) {
    COIR_AWAIT(self->call, coir_file_call_, .operation = &renames_, .path = self->path,
               .other = self->to);
}
COIR_ASYNC_END

COIR_ASYNC(coir_remove) {
    COIR_AWAIT(self->call, coir_file_call_, .operation = &removes_, .path = self->path);
}
COIR_ASYNC_END

COIR_ASYNC(coir_make_directory) {
    COIR_AWAIT(self->call, coir_file_call_, .operation = &makes_, .path = self->path,
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
