/* A ring whose room is not a power of two.
 * expect: panic
 * says: a ring's room is not a power of two */
#include "chip.h"

static struct coir_ring ring;
static char slots[8];

static void interrupt(void) {
}

int main(void) {
    chip_begin();
#ifndef CORRECT
    coir_ring_init(&ring, &loop, slots, 1, 7);
#else
    coir_ring_init(&ring, &loop, slots, 1, 8);
#endif
    coir_ring_close(&ring);
    return coir_run(&loop);
}
