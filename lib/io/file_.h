/* file_.h - what file.c and walk.c share.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_LIB_FILE_H
#define COIR_LIB_FILE_H

#include <sys/stat.h>

#include "coir/file.h"

static inline enum coir_file_type coir_file_type_(mode_t mode) {
    return S_ISREG(mode)   ? COIR_FILE
           : S_ISDIR(mode) ? COIR_DIRECTORY
           : S_ISLNK(mode) ? COIR_LINK
                           : COIR_OTHER_FILE;
}

#endif
