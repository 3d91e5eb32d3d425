/* errors.c - what can be wrong with a page, in words.
 *
 * SPDX-License-Identifier: MIT
 */
#include "errors.h"

const struct coir_error_row crawl_errors[] = {
    {UNPACK_BAD, "UNPACK_BAD", "not gzip, though it says so"},
    {PAGE_TOO_LARGE, "PAGE_TOO_LARGE", "too large"},
    {TOO_MANY_REDIRECTS, "TOO_MANY_REDIRECTS", "too many redirects"},
    {REDIRECT_LOOP, "REDIRECT_LOOP", "redirects in a circle"},
    {BAD_REDIRECT, "BAD_REDIRECT", "redirects to nowhere"},
    {NO_TLS, "NO_TLS", "this program was built without TLS"},
    {HTTP_BAD, "HTTP_BAD", "not HTTP"},
    {HTTP_TOO_LARGE, "HTTP_TOO_LARGE", "head too large"},
    {HTTP_CUT_SHORT, "HTTP_CUT_SHORT", "cut short"},
    {0, NULL, NULL},
};
