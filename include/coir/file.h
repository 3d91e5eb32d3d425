/* file.h - read, write and walk through files without holding up the loop.
 *
 * Rung 12. A file is always ready to the kernel, also when the disk takes its time, so every call here
 * goes through a ring that the loop and the kernel share (io_uring), where the kernel has one, and
 * otherwise runs in a thread of the loop's pool (thread.h). Costs about 1 us through the ring if the
 * answer is in memory, about 10 us in a thread: read and write in big pieces. The ring is one
 * allocation, with the first call; memory is yours, for as long as the call lasts.
 *
 *     AWAIT(self->open, coir_file_open, .file = &self->file, .path = "log", .mode = "a");
 *     TRY {
 *         AWAIT(self->write, coir_file_write, .file = &self->file, .from = "up\n", .size = 3);
 *     }
 *     FINALLY {
 *         AWAIT(self->close, coir_file_close, .file = &self->file);
 *     }
 *     TRY_END
 *
 * A cancelled task waits for the call that is under way, since that uses its memory, and is cancelled
 * then. The kernel is asked to break off a call in the ring, and does so with those that would wait long
 * (an empty pipe). The errors of each are those of the system call, and what coir_to_thread says.
 *
 * Needs: thread.h, async_generator.h.   Semantics: Python's open and Path, as aiofiles has them.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_FILE_H
#define COIR_FILE_H

#include "coir/async_generator.h"
#include "coir/thread.h"

#if COIR_SYSTEM_IO

/* An open file. Zeroed or closed it is none. */
struct coir_file {
    int fd;
    int64_t
        at; /* where the next read or write goes; -1: wherever the system has it (a pipe, "a") */
    bool open;
};

/* What a path is. */
enum coir_file_type { COIR_FILE, COIR_DIRECTORY, COIR_LINK, COIR_OTHER_FILE };

/* What is known about a file. */
struct coir_status {
    int64_t size;     /* bytes */
    int64_t modified; /* nanoseconds since 1970, UTC */
    enum coir_file_type type;
    unsigned permissions; /* 0755 */
};

/* A call on its way through the kernel's ring. Private. */
struct coir_uring_;
struct coir_uring_call_ {
    const struct coir_kind *kind;
    struct coir_link link;
    struct coir_uring_ *ring; /* while the kernel has it */
    struct coir_task *task;
    int (*answer)(struct coir_uring_call_ *call, int result); /* the kernel's; gives the word */
    int word;
    bool hurried; /* was asked to be cancelled */
};

/* A call of the system, in the ring or in a thread. Private. */
struct coir_file_operation_;
struct coir_file_call_ {
    COIR_CORO;
    const struct coir_file_operation_ *operation;
    struct coir_file *file;
    const char *path, *other;
    void *bytes;
    size_t size;
    int flags;
    unsigned permissions;
    struct coir_status *status;
    int result; /* of the call, if it was made; also when the task was cancelled meanwhile */
    bool called;
    union {
        struct coir_uring_call_ ring;
        struct coir_to_thread thread;
    } by;
};

COIR_ASYNC_DECLARE(coir_file_call_);

/* Open a file: AWAIT(self->open, coir_file_open, .file = &self->file, .path = ..., .mode = "r").
 *
 * file         yours, not open; afterwards open and yours to close; not open after an error
 * mode         "r", "w" (made, or cut to nothing), "a" (every write goes to the end), "x" (must be new),
 *              each with "+" for both; NULL: "r"
 * permissions  of one that is made; 0: 0666, less the umask
 * errors       COIR_NOT_FOUND, COIR_EXISTS, COIR_DENIED, COIR_IS_DIRECTORY (to write), COIR_FILES ...
 *              COIR_VALUE   the mode
 *              COIR_RUNTIME it is open already
 * source       Python's open; always bytes */
struct coir_file_open {
    COIR_CORO;
    struct coir_file *file;
    const char *path, *mode;
    unsigned permissions;
    /* private */
    struct coir_file_call_ call;
};

COIR_ASYNC_DECLARE(coir_file_open);

/* Close it. Idempotent. The descriptor is gone also after an error (COIR_IO, COIR_NO_SPACE: a write that
 * the system had put off has failed). */
struct coir_file_close {
    COIR_CORO;
    struct coir_file *file;
    /* private */
    struct coir_file_call_ call;
};

COIR_ASYNC_DECLARE(coir_file_close);

/* Read what is there, at most size bytes.
 *
 * into      receives them
 * result    how many; 0 at the end
 * errors    COIR_CLOSED  it is not open */
struct coir_file_read {
    COIR_CORO;
    struct coir_file *file;
    void *into;
    size_t size;
    int result;
    /* private */
    struct coir_file_call_ call;
};

COIR_ASYNC_DECLARE(coir_file_read);

/* Write all of it.
 *
 * from      size bytes
 * done      how many were written; size, or less after an error or a cancellation
 * errors    COIR_NO_SPACE, COIR_IO ...; COIR_CLOSED it is not open */
struct coir_file_write {
    COIR_CORO;
    struct coir_file *file;
    const void *from;
    size_t size;
    size_t done;
    /* private */
    struct coir_file_call_ call;
};

COIR_ASYNC_DECLARE(coir_file_write);

/* Wait until all that was written is on the disk. (fsync) */
struct coir_file_sync {
    COIR_CORO;
    struct coir_file *file;
    /* private */
    struct coir_file_call_ call;
};

COIR_ASYNC_DECLARE(coir_file_sync);

/* Ask about an open file, or about a path.
 *
 * file, path   one of the two
 * follow       of a path that is a link: what it leads to (else the link itself)
 * status       receives it */
struct coir_file_status {
    COIR_CORO;
    struct coir_file *file;
    const char *path;
    bool follow;
    struct coir_status *status;
    /* private */
    struct coir_file_call_ call;
    uint64_t raw[32]; /* as the ring gives it */
};

COIR_ASYNC_DECLARE(coir_file_status);

/* Give a file another path; what was there is replaced, in one step. */
struct coir_rename {
    COIR_CORO;
    const char *path, *to;
    /* private */
    struct coir_file_call_ call;
};

COIR_ASYNC_DECLARE(coir_rename);

/* Remove a file, a link, or an empty directory. */
struct coir_remove {
    COIR_CORO;
    const char *path;
    /* private */
    struct coir_file_call_ call;
};

COIR_ASYNC_DECLARE(coir_remove);

/* Make a directory. permissions: 0: 0777, less the umask. */
struct coir_make_directory {
    COIR_CORO;
    const char *path;
    unsigned permissions;
    /* private */
    struct coir_file_call_ call;
};

COIR_ASYNC_DECLARE(coir_make_directory);

/* ---- Whole files, and lines ---- */

/* Read a whole file: AWAIT(self->load, coir_load_file, .path = ..., .into = ..., .size = ...).
 *
 * into      receives at most size bytes
 * result    how long it is
 * errors    COIR_LIMIT  it is longer; into has its beginning
 * source    Path.read_bytes */
struct coir_load_file {
    COIR_CORO;
    const char *path;
    void *into;
    size_t size;
    int result;
    /* private */
    struct coir_file file;
    struct coir_file_open open;
    struct coir_file_read read;
    struct coir_file_close close;
    char beyond;
};

COIR_ASYNC_DECLARE(coir_load_file);

/* Private. */
struct coir_write_there_ {
    COIR_CORO;
    const char *path;
    const void *from;
    size_t size;
    bool safely;
    struct coir_file file;
    struct coir_file_open open;
    struct coir_file_write write;
    struct coir_file_sync sync;
    struct coir_file_close close;
};

COIR_ASYNC_DECLARE(coir_write_there_);

/* Write a whole file.
 *
 * from      size bytes
 * safely    whoever reads it finds the old one or the new one, whole, also after a crash: it is written
 *           beside, as path.new, brought to the disk and renamed
 * errors    COIR_TOO_LONG: path.new does not fit into 4096 bytes
 * source    Path.write_bytes */
struct coir_store_file {
    COIR_CORO;
    const char *path;
    const void *from;
    size_t size;
    bool safely;
    /* private */
    char beside[4096];
    struct coir_write_there_ there;
    struct coir_rename rename;
};

COIR_ASYNC_DECLARE(coir_store_file);

/* Go through the lines of an open file: ASYNC_FOR (self->lines, coir_file_lines, .file = &self->file,
 * .buffer = ..., .size = ...) { ... self->lines.value ... } ASYNC_FOR_END
 *
 * buffer    yours; size bounds a line, with its newline and a 0
 * value     a line, with its newline if it has one, and a 0 behind it; until the next step
 * length    how long it is
 * errors    COIR_LIMIT  the line is longer
 * source    async for line in aiofiles.open(...) */
struct coir_file_lines {
    COIR_CORO;
    struct coir_file *file;
    char *buffer;
    size_t size;
    char *value;
    size_t length;
    /* private */
    size_t first, last;
    bool ended;
    char kept; /* what stood where the 0 is */
    struct coir_file_read read;
};

COIR_ASYNC_DECLARE(coir_file_lines);

/* ---- Directories ---- */

enum { COIR_WALK_DEPTH = 64 }; /* directories in each other, at most */

/* Go through everything below a directory, in no order, but a directory before what is in it:
 * ASYNC_FOR (self->walk, coir_walk, .root = "/usr/share", .path = self->path, .size = sizeof self->path)
 *
 * root      where to begin
 * path      yours: receives the path of each, beginning with root
 * size      of path: longer ones are COIR_TOO_LONG
 * value     path
 * type      what it is; a link is not followed
 * depth     0: what is in the root itself
 * skip      set it at a directory, and it is not entered
 * error     of opening a directory, or of reading it: it is yielded once more, with this; else 0
 * errors    of opening the root; COIR_TOO_LONG
 * source    os.walk, Path.rglob */
struct coir_walk {
    COIR_CORO;
    const char *root;
    char *path;
    size_t size;
    const char *value;
    enum coir_file_type type;
    int depth;
    bool skip;
    int error;
    /* private */
    void *open[COIR_WALK_DEPTH];
    size_t length[COIR_WALK_DEPTH];
    int level;                  /* directories that are open */
    size_t first, last, parent; /* of the names; the length of the path they are in */
    char names[4096];           /* type and name of what comes next */
    struct coir_to_thread thread;
};

COIR_ASYNC_DECLARE(coir_walk);

/* How the calls for files are made. */
enum coir_file_way {
    COIR_FILE_BEST,    /* whichever suits here */
    COIR_FILE_THREADS, /* in threads */
    COIR_FILE_RING     /* through the ring */
};

COIR_C_BEGIN_

/* Choose for a loop, from the next call on. Without it, the first call chooses the best way: the
 * ring if it can be had, but under valgrind and with MemorySanitizer threads, since both take what
 * the kernel writes by itself for garbage.
 *
 * returns   the way that is taken now, COIR_FILE_THREADS or COIR_FILE_RING
 * errors    COIR_UNSUPPORTED  the ring was asked for, and cannot be had: the kernel is older than 5.11,
 *                             or forbids it, or the port has no descriptors; nothing changed
 *           COIR_NO_MEMORY
 * context   the loop's thread */
int coir_file_choose(struct coir_loop *loop, enum coir_file_way way);

/* Where the next read or write goes: at bytes from the beginning. Returns 0, or COIR_VALUE (a pipe, a
 * file opened with "a"; a negative place). */
int coir_file_seek(struct coir_file *file, int64_t at);

COIR_C_END_

#endif
#endif
