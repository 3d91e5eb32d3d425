/* coir.c - be the one file that holds Coir's code. Only what a program uses gets into it.
 *
 * SPDX-License-Identifier: MIT
 */
#define COIR_IMPLEMENTATION
#include "coir/coir.h"
