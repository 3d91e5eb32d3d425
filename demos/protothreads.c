/* protothreads.c - the light in the words of Protothreads, and a walker who waits for it.
 *
 * The macros are a minimal version of our own; the way of working is Adam Dunkels'. A thread is a
 * function that is called again and again; each call looks whether what it waits for has come, and
 * if not, returns. Costs 2 bytes a thread, and a call of each in every round.
 * docs/protothreads.md moves this program over to Coir: protothreads_moved.c.
 */
#include <stdbool.h>
#include <stdio.h>

struct pt {
    unsigned short line;
};

enum { PT_WAITING, PT_ENDED };

#define PT_THREAD(function) int function
#define PT_INIT(pt) ((pt)->line = 0)
#define PT_BEGIN(pt)                                                                               \
    switch ((pt)->line) {                                                                          \
    case 0:
#define PT_WAIT_UNTIL(pt, condition)                                                               \
    do {                                                                                           \
        (pt)->line = __LINE__;                                                                     \
        if (0) {                                                                                   \
        case __LINE__:;                                                                            \
        }                                                                                          \
        if (!(condition))                                                                          \
            return PT_WAITING;                                                                     \
    } while (0)
#define PT_END(pt)                                                                                 \
    }                                                                                              \
    PT_INIT(pt);                                                                                   \
    return PT_ENDED
#define PT_SCHEDULE(call) ((call) == PT_WAITING)

static int now; /* seconds */
static bool is_red;

static int show(const char *colour, int seconds) {
    printf("@%-3d%s\n", now, colour);
    return now + seconds;
}

static struct pt light_pt, walker_pt;
static int rounds, due; /* a local variable would be lost in every wait */

static PT_THREAD(light(struct pt *pt)) {
    PT_BEGIN(pt);
    for (rounds = 0; rounds < 2; rounds++) {
        is_red = false;
        due = show("green", 3);
        PT_WAIT_UNTIL(pt, now >= due);
        due = show("yellow", 1);
        PT_WAIT_UNTIL(pt, now >= due);
        is_red = true;
        due = show("red", 2);
        PT_WAIT_UNTIL(pt, now >= due);
    }
    PT_END(pt);
}

static PT_THREAD(walker(struct pt *pt)) {
    PT_BEGIN(pt);
    PT_WAIT_UNTIL(pt, is_red);
    printf("@%-3dthe walker crosses\n", now);
    PT_END(pt);
}

int main(void) {
    bool walking = true;
    PT_INIT(&light_pt);
    PT_INIT(&walker_pt);
    for (; PT_SCHEDULE(light(&light_pt)); now++)
        walking = walking && PT_SCHEDULE(walker(&walker_pt));
    printf("off after %d s\n", now);
    return 0;
}
