/* ring_.h - what a ring shows to those who take items out only when they have a place for them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_LIB_RING_H
#define COIR_LIB_RING_H

#include "coir/ring.h"

/* The oldest item, where it lies; or NULL, and who waits for the ring is woken when one comes. */
const void *coir_ring_first_(struct coir_ring *ring);

/* Done with it. */
void coir_ring_drop_(struct coir_ring *ring);

#endif
