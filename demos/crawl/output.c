/* output.c - append lines to a file, whole ones, without stopping anybody.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- Batches ---- */

bool batch_add(struct batch *batch, const char *source, const char *link) {
    size_t from = strlen(source), to = strlen(link), more = from + to + 2;
    if (batch->size - batch->used < more) {
        size_t size = 2 * batch->size + more;
        char *text = (char *)realloc(batch->text, size);
        if (!text)
            return false;
        batch->text = text;
        batch->size = size;
    }
    memcpy(batch->text + batch->used, source, from);
    batch->text[batch->used + from] = '\t';
    memcpy(batch->text + batch->used + from + 1, link, to);
    batch->text[batch->used + more - 1] = '\n';
    batch->used += more;
    return true;
}

void batch_free(struct batch *batch) {
    free(batch->text);
    memset(batch, 0, sizeof *batch);
}

/* ---- The file ---- */

/* Where the last whole line ends in the first `end` bytes. */
static off_t last_line_(int fd, off_t end) {
    char bytes[4096];
    while (end > 0) {
        size_t size = end < (off_t)sizeof bytes ? (size_t)end : sizeof bytes;
        ssize_t n = pread(fd, bytes, size, end - (off_t)size);
        const char *newline = n > 0 ? (const char *)memrchr(bytes, '\n', (size_t)n) : NULL;
        if (n <= 0)
            return end;
        if (newline)
            return end - (off_t)size + (newline - bytes) + 1;
        end -= (off_t)size;
    }
    return 0;
}

/* Cut off what is behind the last line. A pipe has nothing behind. */
static int mend_(int fd) {
    struct stat is;
    off_t end;
    if (fstat(fd, &is) < 0)
        return coir_from_errno(errno);
    if (!S_ISREG(is.st_mode))
        return 0;
    end = last_line_(fd, is.st_size);
    return end < is.st_size && ftruncate(fd, end) < 0 ? coir_from_errno(errno) : 0;
}

int output_open(struct output *output, const char *path) {
    memset(output, 0, sizeof *output);
    coir_queue_init(&output->queue, output->slots, sizeof output->slots[0],
                    sizeof output->slots / sizeof output->slots[0]);
    output->fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    return output->fd < 0 ? coir_from_errno(errno) : mend_(output->fd);
}

void output_close(struct output *output) {
    struct batch left;
    while (coir_queue_get_nowait(&output->queue, &left) == 0)
        batch_free(&left);
    if (output->fd >= 0)
        close(output->fd);
    output->fd = -1;
}

/* ---- Writing ---- */

int output_put(struct output *output, struct batch *batch) {
    int error = output->error ? output->error : coir_queue_put(&output->queue, batch);
    if (error == 0)
        memset(batch, 0, sizeof *batch);
    return error;
}

void output_finish(struct output *output) {
    coir_queue_shutdown(&output->queue, false);
}

/* In a thread. */
static int append_(void *argument) {
    struct output_write *self = (struct output_write *)argument;
    const struct batch *batch = &self->batch;
    for (size_t done = 0; done < batch->used;) {
        ssize_t n = write(self->output->fd, batch->text + done, batch->used - done);
        if (n < 0 && errno != EINTR) {
            int error = coir_from_errno(errno);
            mend_(self->output->fd);
            return error;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return 0;
}

ASYNC(output_write) {
    for (;;) {
        TRY {
            AWAIT(coir_queue_get(&self->output->queue, &self->batch));
        }
        CATCH(COIR_SHUT_DOWN) {
            RETURN();
        }
        TRY_END
        TRY {
            if (!self->output->error)
                AWAIT(self->work, coir_to_thread, .function = append_, .argument = self);
        }
        CATCH(COIR_ERROR) {
            self->output->error = CAUGHT;
        }
        FINALLY {
            batch_free(&self->batch);
        }
        TRY_END
    }
}
ASYNC_END
