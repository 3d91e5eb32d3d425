/* workers.c - compute in other processes, on all processors, and survive a crash there.
 *
 *     with ProcessPoolExecutor(2) as pool:
 *         counting = [loop.run_in_executor(pool, count_primes, n) for n in limits]
 *         counts = await asyncio.gather(*counting)
 *
 * Arguments and results are bytes. A worker that crashes is an error of its call, and a new one
 * takes its place.
 */
#include <stdio.h>
#include <stdlib.h>

#include "coir/coir.h"

static int count_primes(const void *input, size_t size, void *output, size_t room) {
    int limit = *(const int *)input, found = 0;
    for (int n = 2; n < limit; n++) {
        int divisor = 2;
        while (divisor * divisor <= n && n % divisor)
            divisor++;
        found += divisor * divisor > n;
    }
    (void)size, (void)room;
    memcpy(output, &found, sizeof found);
    return sizeof found;
}

static int crash(const void *input, size_t size, void *output, size_t room) {
    (void)input, (void)size, (void)output, (void)room;
    _Exit(1);
}

struct counter {
    CORO;
    struct coir_workers *workers;
    int limit, result;
    struct coir_to_worker work;
};

ASYNC(counter) {
    AWAIT(self->work, coir_to_worker, .workers = self->workers, .function = count_primes,
          .input = &self->limit, .size = sizeof self->limit, .output = &self->result,
          .room = sizeof self->result);
}
ASYNC_END

struct app {
    CORO;
    struct coir_workers workers;
    struct coir_worker_process memory[2];
    COIR_TASK(counter) counters[4];
    struct coir_group group;
    struct coir_to_worker work;
};

ASYNC(app) {
    if (coir_workers_init(&self->workers, coir_running_loop(), self->memory, 2) < 0)
        RAISE(COIR_SYSTEM);
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            for (int i = 0; i < 4; i++)
                START(&self->group, self->counters[i], counter, .workers = &self->workers,
                      .limit = 10000 * (i + 1));
        }
        ASYNC_WITH_END
        for (int i = 0; i < 4; i++)
            printf("%d primes below %d\n", self->counters[i].frame.result, 10000 * (i + 1));
        TRY {
            AWAIT(self->work, coir_to_worker, .workers = &self->workers, .function = crash);
        }
        CATCH(COIR_DIED) {
            printf("crash: %s\n", coir_error_text(CAUGHT));
        }
        TRY_END
    }
    FINALLY {
        coir_workers_close(&self->workers);
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
