/* others.h - wait until all other tasks have ended.
 *
 * Rung 10. For the end of a program that started tasks in the background and kept no list of them.
 * It waits for tasks that are started meanwhile, too. Costs no memory, and a look per turn while it
 * waits: it is a condition on the whole loop, and nobody announces that.
 *
 *     AWAIT(coir_wait_for_others());
 *
 * Needs: loop.h.   Semantics: asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()}), again
 * and again until there are none.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_OTHERS_H
#define COIR_OTHERS_H

#include "coir/loop.h"

COIR_C_BEGIN_

/* Wait until no task is left in the loop but this one, those that wait for others as well, and those
 * that join one of these (directly or through joins): they could not end before.
 *
 * returns   0, however the others ended
 * errors    COIR_CANCELLED  you were; nobody else is
 * context   a task, in AWAIT. Where tasks are not listed (COIR_TASKS 0) it waits until it is the only
 *           one */
int coir_wait_for_others(void);

COIR_C_END_

#endif
