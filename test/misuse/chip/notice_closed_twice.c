/* A notice that is closed twice: another one that is open counts no more.
 * expect: panic
 * says: closed more often than opened */
#include "chip.h"

static struct coir_notice notice;

static void interrupt(void) {
}

int main(void) {
    chip_begin();
    coir_notice_init(&notice, &loop);
    coir_notice_close(&notice);
#ifndef CORRECT
    coir_notice_close(&notice);
#endif
    return coir_run(&loop);
}
