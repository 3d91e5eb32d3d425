/* pipe_.h - make a pipe that no child inherits.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_LIB_PIPE_H
#define COIR_LIB_PIPE_H

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "coir/error.h"

/* Both ends close on exec; ends[0] is to read, ends[1] to write. 0 or an error. */
static inline int coir_pipe_(int ends[2]) {
#ifdef __linux__
    return pipe2(ends, O_CLOEXEC) < 0 ? coir_from_errno(errno) : 0;
#else
    if (pipe(ends) < 0)
        return coir_from_errno(errno);
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
#endif
}

#endif
