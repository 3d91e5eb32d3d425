/* A queue of room 0, which in asyncio is one without a bound.
 * expect: panic
 * tool: cc -std=c99 -DCOIR_CHECKS=1
 * says: without room */
#include "coir/coir.h"
int main(void) {
    static struct coir_queue queue;
    static int slots[1];
#ifndef CORRECT
    coir_queue_init(&queue, slots, sizeof slots[0], 0);
#else
    coir_queue_init(&queue, slots, sizeof slots[0], 1);
#endif
    return 0;
}
