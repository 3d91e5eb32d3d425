/* A file that was compiled with other layout switches than the library.
 * expect: link
 * tool: cc -std=c99
 * says: coir_loop_init */
#ifndef CORRECT
#define COIR_WHEEL 0
#endif
#include "coir/coir.h"
static struct coir_loop loop;
static struct coir_virtual port;
int main(void) {
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    return coir_run(&loop);
}
