/* errors.h - what can be wrong with a page, beside what Coir knows.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CRAWL_ERRORS_H
#define CRAWL_ERRORS_H

#include "http/message.h"

#define UNPACK_BAD COIR_USER(0)
#define PAGE_TOO_LARGE COIR_USER(1)
#define TOO_MANY_REDIRECTS COIR_USER(2)
#define REDIRECT_LOOP COIR_USER(3)
#define BAD_REDIRECT COIR_USER(4)
#define NO_TLS COIR_USER(5)

/* Their names and texts, and those of demos/http: for coir_error_find. */
extern const struct coir_error_row crawl_errors[];

#endif
