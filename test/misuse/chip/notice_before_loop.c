/* A notice that is opened before its loop, which then knows nothing of it.
 * expect: panic
 * says: was not initialised */
#include "chip.h"

static struct coir_notice notice;

static void interrupt(void) {
}

int main(void) {
#ifndef CORRECT
    coir_notice_init(&notice, &loop);
    chip_begin();
#else
    chip_begin();
    coir_notice_init(&notice, &loop);
#endif
    coir_notice_close(&notice);
    return coir_run(&loop);
}
