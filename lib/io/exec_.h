/* exec_.h - what starting a child needs to know.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_LIB_EXEC_H
#define COIR_LIB_EXEC_H

#include "coir/process.h"

#if COIR_SYSTEM_IO

/* exec.c: start a program. fds are its standard streams, or -1 to inherit ours; they stay open here.
 * Returns its number, or an error after which there is no child. */
int coir_exec_(const struct coir_process_start *how, const int fds[3]);

#endif
#endif
