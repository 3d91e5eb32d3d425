/* 010_sleep_order.c - sleepers wake by deadline; a negative delay is none. */
#include "trace.h"

struct w {
    CORO;
    int n, delay;
    int result;
};

ASYNC(w) {
    AWAIT(coir_sleep(COIR_S(self->delay)));
    self->result = 100 + self->n;
    at(), printf("woke %d result %d\n", self->n, self->result);
}
ASYNC_END

struct scenario {
    CORO;
    COIR_TASK(w) ts[5];
    int i;
};

ASYNC(scenario) {
    static const int delays[] = {4, 2, 3, -1, 0};
    for (self->i = 0; self->i < 5; self->i++)
        START(coir_running_loop(), self->ts[self->i], w, .n = self->i, .delay = delays[self->i]);
    for (self->i = 0; self->i < 5; self->i++)
        AWAIT(coir_join(&self->ts[self->i].task));
    at(), printf("end\n");
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
