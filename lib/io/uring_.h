/* uring_.h - hand a call to the kernel, and be woken when it is over: io_uring.
 *
 * A loop has one ring, made when a file is first used. Where there is none, COIR_IO_URING_ is 0, or
 * opening it fails: then file.c goes on with threads.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_LIB_RING_H
#define COIR_LIB_RING_H

#include <sys/stat.h>

#include "coir/file.h"

/* Headers of Linux 5.11 or later know every operation that is needed here. */
#ifndef COIR_IO_URING_
#if defined __linux__ && defined __has_include && COIR_SYSTEM_IO
#if __has_include(<linux/io_uring.h>)
#include <linux/io_uring.h>
#endif
#endif
#if defined IORING_FEAT_EXT_ARG && defined STATX_BASIC_STATS
#define COIR_IO_URING_ 1
#else
#define COIR_IO_URING_ 0
#endif
#elif COIR_IO_URING_
#include <linux/io_uring.h>
#endif

struct io_uring_sqe;

#if COIR_IO_URING_

COIR_C_BEGIN_

/* The loop's ring; NULL if its files are to go through threads. Made, or found to be impossible, by
 * the first call. */
struct coir_uring_ *coir_uring_of_(struct coir_loop *loop);

/* The next free entry, zeroed, to be filled for this call, and handed in by coir_uring_enter_; or
 * NULL, if as many calls are under way as can be. */
struct io_uring_sqe *coir_uring_entry_(struct coir_uring_ *ring, struct coir_uring_call_ *call);

/* A leaf, evaluated once: hand the entry in, and wait. When it is over, coir_uring_call_.answer was
 * called with the kernel's result, also if the task was cancelled; what that returned is the word.
 * returns   what the answer returned, if it is there at once; COIR_PENDING
 *           0, and there is no answer: the kernel had no room */
int coir_uring_enter_(struct coir_uring_call_ *call);

COIR_C_END_

#endif
#endif
