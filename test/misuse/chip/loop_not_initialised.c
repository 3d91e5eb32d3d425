/* A loop that is run, and nobody has told it its port.
 * expect: panic
 * says: a loop was not initialised */
#include "chip.h"

static void interrupt(void) {
}

int main(void) {
#ifdef CORRECT
    chip_begin();
#else
    (void)chip_begin;
#endif
    return coir_run(&loop);
}
