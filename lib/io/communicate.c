/* communicate.c - feed a child and drain its pipes, all at the same time.
 *
 * Three tasks in one frame; a read goes straight into the caller's memory.
 * SPDX-License-Identifier: MIT
 */
#include "coir/process.h"

#if COIR_SYSTEM_IO

COIR_ASYNC_DECLARE(coir_process_feed_);
COIR_ASYNC_DECLARE(coir_process_drain_);

/* Remember why, for who waits: the group itself only says that something failed. */
static int fail_(int *failed, int error) {
    if (!*failed)
        *failed = error;
    return error;
}

COIR_ASYNC(coir_process_feed_) {
    COIR_TRY {
        COIR_AWAIT(coir_write_all(&self->process->in, self->input, self->size));
    }
    COIR_CATCH(COIR_PIPE) {
        /* It has ended, or wants no more. */
    }
    COIR_CATCH(COIR_ERROR) {
        COIR_RAISE(fail_(self->failed, COIR_CAUGHT));
    }
    COIR_TRY_END
    coir_close(&self->process->in);
}
COIR_ASYNC_END

/* A read that the caller's memory has no room for goes beyond: nothing may come of it, if there is to
 * be no more. */
static int drain_(struct coir_process_drain_ *self) {
    size_t left = self->size - *self->length;
    if (self->into && left)
        return coir_read(self->stream, self->into + *self->length, left);
    return coir_read(self->stream, self->beyond, sizeof self->beyond);
}

static int drained_(struct coir_process_drain_ *self) {
    if (self->n && self->into && self->size == *self->length)
        return COIR_FULL;
    if (self->into)
        *self->length += (size_t)self->n;
    return 0;
}

COIR_ASYNC(coir_process_drain_) {
    COIR_TRY {
        do {
            COIR_AWAIT_INTO(self->n, drain_(self));
            COIR_AWAIT(drained_(self));
        } while (self->n);
    }
    COIR_CATCH(COIR_ERROR) {
        COIR_RAISE(fail_(self->failed, COIR_CAUGHT));
    }
    COIR_TRY_END
    coir_close(self->stream);
}
COIR_ASYNC_END

static bool is_open_(const struct coir_stream *stream) {
    return !coir_is_closing(stream);
}

static void start_all_(struct coir_process_communicate *self) {
    struct coir_process *process = self->process;
    if (is_open_(&process->in))
        COIR_START(&self->group, self->feed, coir_process_feed_, .process = process,
                   .input = self->input, .size = self->input_size, .failed = &self->failed);
    if (is_open_(&process->out))
        COIR_START(&self->group, self->drain[0], coir_process_drain_, .stream = &process->out,
                   .into = (char *)self->out, .size = self->out_size, .length = &self->out_length,
                   .failed = &self->failed);
    if (is_open_(&process->err))
        COIR_START(&self->group, self->drain[1], coir_process_drain_, .stream = &process->err,
                   .into = (char *)self->err, .size = self->err_size, .length = &self->err_length,
                   .failed = &self->failed);
}

COIR_ASYNC(coir_process_communicate) {
    if (self->input_size && !is_open_(&self->process->in))
        COIR_RAISE(COIR_VALUE);
    COIR_TRY {
        COIR_ASYNC_WITH(self->group, coir_group) {
            start_all_(self);
        }
        COIR_ASYNC_WITH_END
    }
    COIR_CATCH(COIR_GROUP) {
        COIR_RAISE(self->failed);
    }
    COIR_TRY_END
    COIR_AWAIT(coir_process_wait(self->process));
}
COIR_ASYNC_END

#endif
