/* address.h - name a place where a socket listens: on the internet, or a Unix socket's.
 *
 * Rung 12. Costs 116 bytes; text is made and read without a system call.
 *
 * Needs: error.h.   Semantics: the numeric half of getaddrinfo and getnameinfo.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_ADDRESS_H
#define COIR_ADDRESS_H

#include "coir/error.h"

#if COIR_SYSTEM_IO

/* The family of the address of a Unix socket. */
#define COIR_UNIX 1

/* The address of a socket. family is 4, 6 or COIR_UNIX; 0 is none.
 *
 * Of an internet address, the first 4 or 16 bytes in network order, and the port as a number. Of a
 * Unix socket, `length` bytes of its path, or of its abstract name behind a 0 byte (Linux: a name
 * without a file); no bytes where it has no name. */
struct coir_address {
    uint8_t family;
    uint8_t length;
    uint16_t port;
    uint32_t scope;
    uint8_t bytes[108];
};

/* What the longest text form needs, that of a Unix socket; an internet address has about 60. */
#define COIR_ADDRESS_TEXT 116

COIR_C_BEGIN_

/* Make an address of its text.
 *
 * address   receives it; untouched on error
 * host      a numeric IPv4 or IPv6 address, or "localhost" (127.0.0.1)
 * port      0 to 65535
 * errors    COIR_UNKNOWN_HOST, COIR_VALUE the port
 * context   anywhere */
int coir_address_set(struct coir_address *address, const char *host, int port);

/* Make the address of a Unix socket.
 *
 * address   receives it; untouched on error
 * path      at most 107 bytes; "@name" is an abstract name on Linux ("./@name" is a file)
 * errors    COIR_TOO_LONG; COIR_VALUE an empty path; COIR_UNSUPPORTED abstract names elsewhere
 * context   anywhere */
int coir_address_set_unix(struct coir_address *address, const char *path);

/* Its text: "127.0.0.1:80", "[::1]:80", "unix:/run/x", "unix:@name", or "unix:" where it has no
 * name. Control characters are shown as '?'.
 *
 * text      has room for COIR_ADDRESS_TEXT bytes, and is returned
 * context   anywhere */
char *coir_address_text(const struct coir_address *address, char *text);

COIR_C_END_

#endif
#endif
