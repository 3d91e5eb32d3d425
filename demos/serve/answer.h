/* answer.h - decide what to answer to a request for a file.
 *
 * One function from a head to a plan: the status, the file and the part of it to send, and the fields
 * that go with it. It opens files below the root and never outside of it, and sends nothing, so it can
 * be tested, and fuzzed, without a network. SPDX-License-Identifier: MIT
 */
#ifndef SERVE_ANSWER_H
#define SERVE_ANSWER_H

#include <sys/types.h>

#include "http/message.h"
#include "http/text.h"

enum { ANSWER_PATH = 4096 };

struct answer {
    int status;
    int fd;               /* of the file, or -1: `text` is the body */
    int64_t from, length; /* what to send of it */
    int64_t size;         /* of the whole file, for 206 and 416 */
    const char *type;
    time_t modified;                    /* -1: no such field */
    char etag[64];                      /* "" */
    char *text;                         /* malloc'd, or NULL */
    char location[3 * ANSWER_PATH + 8]; /* ""; each byte may be written as three */
    bool keep_alive, head_only;
};

/* Decide. The root is a descriptor of a directory.
 *
 * answer    receives the plan; give it to answer_close afterwards, whatever it is */
void answer_request(struct answer *answer, int root, const struct http_message *request);

/* The same for a request that could not be read: HTTP_BAD gives 400, HTTP_TOO_LARGE 431, COIR_TIMEOUT
 * 408. The connection ends with it. */
void answer_error(struct answer *answer, int error);

/* Write the head of the answer. Returns its length; it always fits into ANSWER_HEAD bytes. */
enum { ANSWER_HEAD = 3 * ANSWER_PATH + 1024 };
int answer_head(const struct answer *answer, char *into);

/* Close the file, free the text. */
void answer_close(struct answer *answer);

#endif
