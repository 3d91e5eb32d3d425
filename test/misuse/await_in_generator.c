/* An await in a generator, which nobody could resume.
 * expect: error
 * tool: cc -std=c99
 * says: negative */
#include "coir/coir.h"
struct g {
    DELEGATING_FRAME(int, int);
};
GENERATOR(g) {
#ifndef CORRECT
    AWAIT(coir_sleep(0));
#endif
    YIELD(1);
}
GENERATOR_END
int main(void) {
    struct g g_frame;
    PREPARE(g_frame, g);
    return NEXT(g_frame, g) != 1;
}
