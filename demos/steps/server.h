/* server.h - serve seven pages that take their time, in a process of its own.
 *
 * For the last two steps, of which one blocks: it could not serve itself.
 * SPDX-License-Identifier: MIT
 */
#ifndef STEPS_SERVER_H
#define STEPS_SERVER_H

#include "coir/coir.h"

struct page {
    const char *path;
    coir_time delay;
};

enum { PAGES = 7 };

extern const struct page pages[PAGES];

/* Start the server; it listens on 127.0.0.1.
 *
 * returns   its port, or -1 */
int server_start(void);

/* Stop it and wait for that. It prints how many requests came over how many connections. */
void server_stop(void);

#endif
