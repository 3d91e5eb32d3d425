/* dns_.h - how the library was told to find names.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_LIB_DNS_H
#define COIR_LIB_DNS_H

/* 1: with c-ares, which is a choice of the build (meson: -Dresolver=cares). */
#ifndef COIR_RESOLVER_CARES_
#define COIR_RESOLVER_CARES_ 0
#endif

#if COIR_RESOLVER_CARES_
#include "coir/cares.h"

COIR_C_BEGIN_

/* The loop's channel, made when it is first asked for; NULL if it cannot be made. */
struct coir_cares *coir_own_cares_of_(struct coir_loop *loop);

COIR_C_END_

#endif
#endif
