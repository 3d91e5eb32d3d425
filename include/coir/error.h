/* error.h - number, name and text of every error, in one table.
 *
 * An int is a result: 0 or more is success, negative is an error, and one negative number
 * (COIR_PENDING) means "not yet". A frame keeps an error in 8 bits, so errors are -2 to -249;
 * yours are COIR_USER(0) to COIR_USER(111), any of them, without registration. Costs nothing until
 * coir_error_name or coir_error_text is called (then the table: about 2 KB of constants).
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_ERROR_H
#define COIR_ERROR_H

#include "coir/config.h"

/* X(NAME, number, text, errno's name without its E, or NONE)
 * The rows of asyncio's own errors come first, then those of the system. */
#define COIR_ERRORS(X)                                                                             \
    X(TIMEOUT, 2, "deadline passed", TIMEDOUT)                                                     \
    X(RUNTIME, 3, "not possible now", NONE)                                                        \
    X(VALUE, 4, "value not acceptable", INVAL)                                                     \
    X(TYPE, 5, "value to an unstarted generator", NONE)                                            \
    X(STATE, 6, "already has an outcome, or none yet", NONE)                                       \
    X(NO_MEMORY, 7, "out of memory", NOMEM)                                                        \
    X(DEADLOCK, 8, "all tasks wait and nothing can wake them", DEADLK)                             \
    X(EOF, 9, "end of stream before all was read", NONE)                                           \
    X(LIMIT, 10, "longer than the limit", NONE)                                                    \
    X(BROKEN, 11, "barrier is broken", NONE)                                                       \
    X(FULL, 12, "no room for more", NONE)                                                          \
    X(EMPTY, 13, "nothing is there", NONE)                                                         \
    X(SHUT_DOWN, 14, "queue was shut down", NONE)                                                  \
    X(GROUP, 15, "tasks of a group failed", NONE)                                                  \
    X(CLOSED, 16, "closed", BADF)                                                                  \
    X(UNSUPPORTED, 17, "not supported here", NOSYS)                                                \
    X(SYSTEM, 32, "system error", NONE)                                                            \
    X(REFUSED, 33, "connection refused", CONNREFUSED)                                              \
    X(RESET, 34, "connection reset by peer", CONNRESET)                                            \
    X(PIPE, 35, "broken pipe", PIPE)                                                               \
    X(ABORTED, 36, "connection aborted", CONNABORTED)                                              \
    X(UNREACHABLE, 37, "host unreachable", HOSTUNREACH)                                            \
    X(NETWORK, 38, "network unreachable", NETUNREACH)                                              \
    X(ADDRESS_IN_USE, 39, "address in use", ADDRINUSE)                                             \
    X(NO_ADDRESS, 40, "address not available", ADDRNOTAVAIL)                                       \
    X(UNKNOWN_HOST, 41, "unknown host", NONE)                                                      \
    X(NOT_CONNECTED, 42, "not connected", NOTCONN)                                                 \
    X(FILES, 43, "too many open files", MFILE)                                                     \
    X(SYSTEM_FILES, 44, "too many open files in the system", NFILE)                                \
    X(BUFFERS, 45, "no buffer space", NOBUFS)                                                      \
    X(NOT_FOUND, 46, "no such file or directory", NOENT)                                           \
    X(EXISTS, 47, "file exists", EXIST)                                                            \
    X(DENIED, 48, "permission denied", ACCES)                                                      \
    X(NOT_PERMITTED, 49, "operation not permitted", PERM)                                          \
    X(IO, 50, "input/output error", IO)                                                            \
    X(NO_SPACE, 51, "no space left on device", NOSPC)                                              \
    X(TOO_LONG, 52, "name too long", NAMETOOLONG)                                                  \
    X(IS_DIRECTORY, 53, "is a directory", ISDIR)                                                   \
    X(NOT_DIRECTORY, 54, "not a directory", NOTDIR)                                                \
    X(NO_CHILD, 55, "no child process", CHILD)                                                     \
    X(NO_PROCESS, 56, "no such process", SRCH)                                                     \
    X(INTERRUPTED, 57, "interrupted", INTR)                                                        \
    X(MESSAGE_SIZE, 58, "message too long", MSGSIZE)                                               \
    X(BUSY, 59, "busy", BUSY)                                                                      \
    X(TLS, 64, "TLS failed", NONE)                                                                 \
    X(CERTIFICATE, 65, "certificate not acceptable", NONE)                                         \
    X(TRUNCATED, 66, "cut off, without a TLS goodbye", NONE)                                       \
    X(NAME_SERVER, 67, "no answer from a name server", NONE)                                       \
    X(DIED, 68, "process ended before it had answered", NONE)                                      \
    X(NO_ACKNOWLEDGE, 69, "nobody acknowledges on the bus", NONE)                                  \
    X(BUS_HELD, 70, "the bus is held or disturbed by somebody else", NONE)

/* Every error, as COIR_ and its name in the table; and the numbers that are none of them. */
enum coir_error {
#define COIR_ERROR_ROW_(name, number, text, posix) COIR_##name = -(number),
    COIR_ERRORS(COIR_ERROR_ROW_)
#undef COIR_ERROR_ROW_
        COIR_PENDING = -1,      /* not an outcome: parked, will be woken                          */
    COIR_CANCELLED = -250,      /* somebody asked the task to stop (asyncio.CancelledError)       */
    COIR_GENERATOR_EXIT = -251, /* the generator is being closed (GeneratorExit, PEP 342)         */
    COIR_ERROR = -252, /* in CATCH only: every error but those two, as `except Exception` */
    COIR_ANY = -253    /* in CATCH only: every error and those two, `except BaseException` */
};

/* COIR_USER(n): the n-th error of your own, n from 0 to 111. */
#define COIR_USER(n) (-128 - (n) + COIR_MUST_((n) >= 0 && (n) < 112))

/* Outcomes that only frames see: 255 stands for "on the way out with RETURN". */
#define COIR_RETURNING_ (-255)

/* Is the kept outcome e (0 to 255, as in a frame) an error, and not a RETURN on its way? */
#define COIR_IS_ERROR_(e) ((uint8_t)((e)-1) < 254)

/* Does the kept outcome e match what CATCH asks for? */
#define COIR_MATCHES_(e, what)                                                                     \
    ((what) == COIR_ERROR ? (uint8_t)((e)-2) < 248                                                 \
                          : ((what) == COIR_ANY ? COIR_IS_ERROR_(e) : (e) == (uint8_t) - (what)))

/* A row of your own error table; a row with error 0 ends it. Give it to loop->errors, and reports
 * use it. */
struct coir_error_row {
    int error;        /* COIR_USER(n)       */
    const char *name; /* "SENSOR_MISSING"   */
    const char *text; /* "no answer on I2C" */
};

COIR_C_BEGIN_

/* The name of an error as a word ("TIMEOUT"), for logs.
 *
 * error     any int; 0 or more is "OK"
 * returns   a constant string; "USER" for errors of your own, see coir_error_find
 * context   anywhere, also in an interrupt
 */
const char *coir_error_name(int error);

/* The same as a phrase ("deadline passed"), for people. */
const char *coir_error_text(int error);

/* The row of an error, from your table or else from Coir's.
 *
 * rows      your table, ended by a row with error 0; or NULL
 * returns   name and text, as coir_error_name and coir_error_text for errors that rows does not
 *           have */
#ifndef __SDCC /* whose functions return no structs */
struct coir_error_row coir_error_find(const struct coir_error_row *rows, int error);
#endif

/* The Coir error for an errno value; COIR_SYSTEM for those the table does not have.
 *
 * number    a positive errno; the caller keeps it if it wants the original
 * returns   a negative error
 * context   anywhere
 */
int coir_from_errno(int number);

COIR_C_END_

#endif
