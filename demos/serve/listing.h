/* listing.h - show what is in a directory, as a page.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef SERVE_LISTING_H
#define SERVE_LISTING_H

#include <stddef.h>

/* Make the page.
 *
 * fd        of the directory; closed afterwards, whatever happens
 * path      how it is called, for the heading
 * length    receives the page's
 * returns   the page, to be freed by you; NULL without memory, or if the directory cannot be read */
char *list_directory(int fd, const char *path, size_t *length);

#endif
