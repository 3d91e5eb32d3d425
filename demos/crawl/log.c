/* log.c - say what became of each page, and on a terminal how far it has got.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "log.h"

#include <unistd.h>

void log_begin(struct log *log, FILE *file, bool quiet) {
    memset(log, 0, sizeof *log);
    log->file = file;
    log->quiet = quiet;
    log->terminal = isatty(fileno(file));
}

/* Take the line of progress away. */
static void clear_(struct log *log) {
    if (log->shown)
        fputs("\r\033[K", log->file);
    log->shown = false;
}

void log_page(struct log *log, const char *url, const struct reply *reply, int error,
              coir_time since) {
    long ms = (long)((coir_now() - since) / COIR_MS(1));
    log->pages++;
    log->errors += error < 0 || reply->status >= 400;
    if (log->quiet && error == 0 && reply->status < 400)
        return;
    clear_(log);
    if (error < 0)
        fprintf(log->file, "---  %s%s%s  %s\n", coir_error_find(crawl_errors, error).text,
                reply->why && *reply->why ? ": " : "", reply->why ? reply->why : "", url);
    else if (reply->location)
        fprintf(log->file, "%3d  -> %s  %s\n", reply->status, reply->location, url);
    else
        fprintf(log->file, "%3d  %lld B  %ld ms  %s\n", reply->status, (long long)reply->bytes, ms,
                url);
}

void log_progress(struct log *log, unsigned wanted, int depth) {
    if (!log->terminal || log->quiet)
        return;
    fprintf(log->file, "\r\033[K%u of %u pages, level %d, %u links, %u errors", log->pages, wanted,
            depth, log->links, log->errors);
    fflush(log->file);
    log->shown = true;
}

void log_end(struct log *log, double seconds) {
    clear_(log);
    if (!log->quiet)
        fprintf(log->file, "%u pages, %u links, %u errors, %.2f s\n", log->pages, log->links,
                log->errors, seconds);
    fflush(log->file);
}
