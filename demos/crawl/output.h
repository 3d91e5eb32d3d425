/* output.h - append lines to a file, whole ones, without stopping anybody.
 *
 * A batch of lines goes through a queue to one task, which has a thread write it with a single call. A
 * disk that is slower than the network fills the queue, and then makes those wait who bring more.
 *
 * The file ends with a line at any time: what is left of one by a full disk is cut off again, and so is
 * what somebody left there who was killed. SPDX-License-Identifier: MIT
 */
#ifndef CRAWL_OUTPUT_H
#define CRAWL_OUTPUT_H

#include "coir/coir.h"

/* Lines. A batch belongs to whoever holds it; output_put takes it over. */
struct batch {
    char *text;
    size_t used, size;
};

/* Add "source<TAB>link". Returns false without memory. */
bool batch_add(struct batch *batch, const char *source, const char *link);
void batch_free(struct batch *batch);

struct output {
    struct coir_queue queue;
    struct batch slots[64];
    int fd, error; /* of writing: nothing is written any more */
};

/* Open a file for appending, and make it if it is not there. Returns 0 or an error. */
int output_open(struct output *output, const char *path);

/* Hand over a batch: AWAIT(output_put(&output, &self->batch)). What happens to the batch then is no longer
 * yours; after an error it still is.
 *
 * errors    those of writing, since the file was opened; COIR_CANCELLED */
int output_put(struct output *output, struct batch *batch);

/* No more will come; output_write ends when all is written. */
void output_finish(struct output *output);

/* The task that writes. After an error it throws away what comes. */
struct output_write {
    CORO;
    struct output *output;
    /* private */
    struct batch batch;
    struct coir_to_thread work;
};

ASYNC_DECLARE(output_write);

void output_close(struct output *output);

#endif
