/* error.c - tell an error's name and text, and translate errno.
 *
 * Four functions over the table of error.h; linked only if called. Each word is an object of its own:
 * compilers put the literals of a file into one section, and a file that is the whole of Coir would
 * keep them all, in RAM on an AVR.
 * SPDX-License-Identifier: MIT
 */
#include "coir/error.h"

#if COIR_HOSTED
#include <errno.h>
#endif

#define ROW(name, number, text, posix)                                                             \
    static const char name_##name##_[] = #name, text_##name##_[] = text;
COIR_ERRORS(ROW)
ROW(PENDING, 0, "not finished", 0)
ROW(CANCELLED, 0, "cancelled", 0)
ROW(GENERATOR_EXIT, 0, "generator was closed", 0)
ROW(OK, 0, "success", 0)
ROW(USER, 0, "an error of this program", 0)
#undef ROW

const char *coir_error_name(int error) {
    switch (error) {
#define ROW(name, number, text, posix)                                                             \
    case -(number):                                                                                \
        return name_##name##_;
        COIR_ERRORS(ROW)
#undef ROW
    case COIR_PENDING:
        return name_PENDING_;
    case COIR_CANCELLED:
        return name_CANCELLED_;
    case COIR_GENERATOR_EXIT:
        return name_GENERATOR_EXIT_;
    default:
        return error >= 0 ? name_OK_ : name_USER_;
    }
}

const char *coir_error_text(int error) {
    switch (error) {
#define ROW(name, number, text, posix)                                                             \
    case -(number):                                                                                \
        return text_##name##_;
        COIR_ERRORS(ROW)
#undef ROW
    case COIR_PENDING:
        return text_PENDING_;
    case COIR_CANCELLED:
        return text_CANCELLED_;
    case COIR_GENERATOR_EXIT:
        return text_GENERATOR_EXIT_;
    default:
        return error >= 0 ? text_OK_ : text_USER_;
    }
}

#ifndef __SDCC
struct coir_error_row coir_error_find(const struct coir_error_row *rows, int error) {
    struct coir_error_row found;
    for (; rows && rows->error; rows++)
        if (rows->error == error)
            return *rows;
    found.error = error;
    found.name = coir_error_name(error);
    found.text = coir_error_text(error);
    return found;
}
#endif

#if COIR_HOSTED
int coir_from_errno(int number) {
/* ENONE stands in the table where no errno belongs to an error. */
#define ENONE 0
    static const struct {
        int posix, error;
    } table[] = {
#define ROW(name, number, text, posix) {E##posix, -(number)},
        COIR_ERRORS(ROW)
#undef ROW
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (number != 0 && table[i].posix == number)
            return table[i].error;
    return COIR_SYSTEM;
}
#endif
