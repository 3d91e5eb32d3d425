/* panic.h - end a program that misuses Coir, for the library and the programs here. SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

static inline void chip_panics(const char *what) {
    fprintf(stderr, "%s\n", what);
    exit(1);
}
#define COIR_PANIC(what) chip_panics(what)
