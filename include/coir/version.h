/* version.h - say which Coir this is. Costs nothing.
 *
 * The one place that holds the number: the build reads it from here.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_VERSION_H
#define COIR_VERSION_H

/* The version: a text, and a number to compare with. */
#define COIR_VERSION "0.1.0"
#define COIR_VERSION_NUMBER 100 /* major * 10000 + minor * 100 + patch */

#endif
