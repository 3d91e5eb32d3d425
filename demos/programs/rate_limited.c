/* rate_limited.c - ten fetches from a site that wants to be treated gently.
 *
 * Two rules: at most two connections at a time, and at most three requests in any second. Both are
 * semaphores. A connection's permit is held for a block. A request's permit comes back a second
 * after it was taken, by a callback, however long the fetch takes: its handle lies in the frame of
 * the fetch, which therefore has to be there a second longer. Nobody sleeps for a guess, and nobody is
 * served before those who came first.
 */
#include <stdio.h>

#include "coir/coir.h"

enum { FETCHES = 10, CONNECTIONS = 2, PER_SECOND = 3 };

struct site {
    struct coir_semaphore connections, requests;
};

struct fetch {
    CORO;
    struct site *site;
    int number;
    struct coir_permit permit;
    struct coir_handle give_back;
};

static int give_back(void *site) {
    return coir_semaphore_release(&((struct site *)site)->requests);
}

static void say(const char *what, int number) {
    printf("%4ld ms  %s %d\n", (long)(coir_now() / COIR_MS(1)), what, number);
}

ASYNC(fetch) {
    ASYNC_WITH(self->permit, coir_permit, .semaphore = &self->site->connections) {
        AWAIT(coir_semaphore_acquire(&self->site->requests));
        coir_call_later(coir_running_loop(), &self->give_back, COIR_S(1), give_back, self->site);
        say("ask for", self->number);
        AWAIT(coir_sleep_ms(self->number % 2 ? 150 : 450));
        say("    got", self->number);
    }
    ASYNC_WITH_END
}
ASYNC_END

struct app {
    CORO;
    struct site site;
    COIR_TASK(fetch) fetch[FETCHES];
    struct coir_group group;
};

ASYNC(app) {
    coir_semaphore_init(&self->site.connections, CONNECTIONS, CONNECTIONS);
    coir_semaphore_init(&self->site.requests, PER_SECOND, PER_SECOND);
    ASYNC_WITH(self->group, coir_group) {
        for (int i = 0; i < FETCHES; i++)
            START(&self->group, self->fetch[i], fetch, .site = &self->site, .number = i);
    }
    ASYNC_WITH_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
