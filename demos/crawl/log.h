/* log.h - say what became of each page, and on a terminal how far it has got.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CRAWL_LOG_H
#define CRAWL_LOG_H

#include <stdio.h>

#include "fetch.h"

struct log {
    FILE *file;
    bool quiet, terminal, shown; /* a line of progress stands there */
    unsigned pages, errors, links;
};

/* Write to a file, standard error usually. quiet: errors only, and no progress. */
void log_begin(struct log *log, FILE *file, bool quiet);

/* A page is over.
 *
 * error     0, or what went wrong
 * since     when it was begun */
void log_page(struct log *log, const char *url, const struct reply *reply, int error,
              coir_time since);

/* So far, in a line that is overwritten: of so many pages that are known. Only on a terminal. */
void log_progress(struct log *log, unsigned wanted, int depth);

/* How it ended. */
void log_end(struct log *log, double seconds);

#endif
