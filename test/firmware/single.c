/* single.c - the implementation of the single header, for programs that have it instead of the library.
 *
 * SPDX-License-Identifier: MIT
 */
#define COIR_IMPLEMENTATION
#include "coir.h"
