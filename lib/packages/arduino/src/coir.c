/* coir.c - be the one file that holds Coir's code. Only what a sketch uses gets into it.
 *
 * SPDX-License-Identifier: MIT
 */
#define COIR_IMPLEMENTATION
#include "coir.h"
