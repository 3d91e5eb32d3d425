/* foreign.h - let a library that brings its own descriptors wait in your loop.
 *
 * Rung 12. libcurl, hiredis, c-ares, libpq: each says which descriptors it waits for, and wants to
 * be called when one is ready, again and again as long as it is. All descriptors of one library
 * instance are one for the loop, an epoll set, so they may come and go as they like. Costs a
 * descriptor, 136 bytes, and two system calls each time something is ready. The adapters curl.h,
 * redis.h and cares.h are made of it.
 *
 *     static void ready(struct coir_foreign *foreign, int fd, int bits) {
 *         library_process(foreign->owner, fd);             and wake who waited: future.h
 *     }
 *
 *     coir_foreign_open(&self->foreign, coir_running_loop(), ready, self->library);
 *     coir_foreign_watch(&self->foreign, library_fd(self->library), COIR_READABLE);
 *
 * For one descriptor that is used from coroutines, coir_watch and coir_readable (port.h) do; this
 * is for libraries that take the descriptor in their own hands, and leave bytes in it.
 *
 * Needs: loop.h.   Semantics: asyncio's add_reader and add_writer; level-triggered.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_FOREIGN_H
#define COIR_FOREIGN_H

#include "coir/loop.h"

#if COIR_SYSTEM_IO

/* The descriptors of one instance of a library. Its members are private, but for `owner`. */
struct coir_foreign {
    struct coir_descriptor descriptor; /* the epoll set */
    struct coir_handle handle;         /* looks at it until nothing is ready */
    void (*ready)(struct coir_foreign *foreign, int fd, int bits);
    void *owner; /* whatever `ready` wants to find here */
    bool wanted;
};

COIR_C_BEGIN_

/* Begin, without any descriptor.
 *
 * foreign   yours; stays where it is until coir_foreign_close
 * ready     called by the loop, outside of tasks, for each descriptor that is ready; COIR_READABLE
 *           and COIR_WRITABLE, or both when it failed. It may wake tasks, watch and unwatch, and
 *           close `foreign`. It may come once for a descriptor that was taken back in the same turn
 * owner     stored in foreign->owner
 * returns   0
 * errors    COIR_FILES, COIR_SYSTEM_FILES, COIR_NO_MEMORY, COIR_UNSUPPORTED (no epoll here, or a
 *           port without descriptors)
 * context   the loop's thread */
int coir_foreign_open(struct coir_foreign *foreign, struct coir_loop *loop,
                      void (*ready)(struct coir_foreign *foreign, int fd, int bits), void *owner);

/* Set what a descriptor is watched for; call it before the library closes the descriptor.
 *
 * fd        stays the library's
 * bits      COIR_READABLE, COIR_WRITABLE or both; 0: no longer
 * returns   0
 * errors    COIR_NOT_PERMITTED (a regular file), COIR_CLOSED (not open), COIR_NO_MEMORY
 * context   the loop's thread */
int coir_foreign_watch(struct coir_foreign *foreign, int fd, int bits);

/* Does anybody wait for the library? Only then the loop looks at the descriptors, and takes them
 * for something that may wake a task; otherwise, if everybody waits, that is a deadlock. On at
 * first.
 *
 * context   the loop's thread */
void coir_foreign_want(struct coir_foreign *foreign, bool wanted);

/* Watch nothing any more. Idempotent; does nothing to one that was zeroed and never opened.
 *
 * context   the loop's thread */
void coir_foreign_close(struct coir_foreign *foreign);

COIR_C_END_

#endif
#endif
