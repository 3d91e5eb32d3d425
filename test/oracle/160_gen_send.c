/* 160_gen_send.c - send gives the waiting yield its value; the return value comes once. */
#include "trace.h"

struct g {
    GENERATOR_FRAME;
    int value;
    const char *sent;
    int result;
};

GENERATOR(g) {
    printf("start\n");
    YIELD(1);
    printf("received %s\n", self->sent);
    YIELD(2);
    printf("received %s\n", self->sent);
    RETURN(3);
}
GENERATOR_END

int main(void) {
    struct g i;
    PREPARE(i, g);
    if (SEND(i, g, "5") == COIR_TYPE)
        printf("TypeError: value to unstarted generator\n");
    if (NEXT(i, g) > 0)
        printf("yielded %d\n", i.value);
    if (SEND(i, g, "a") > 0)
        printf("yielded %d\n", i.value);
    if (SEND(i, g, "b") == 0)
        printf("returned %d\n", i.result);
    if (NEXT(i, g) == 0 && ENDED(i))
        printf("exhausted none\n");
    return 0;
}
