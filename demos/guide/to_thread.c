/* to_thread.c - call a function that blocks, while other tasks go on.
 *
 *     total = await asyncio.to_thread(add_up, numbers)
 *
 * add_up stands for a library that knows nothing of tasks: it may block or compute as long as it
 * likes, in a thread of the loop's pool. The other task answers meanwhile. The argument belongs to
 * the function until that has returned.
 */
#include <stdio.h>

#include "coir/coir.h"

struct numbers {
    int from, to;
};

static int add_up(void *argument) {
    const struct numbers *numbers = (const struct numbers *)argument;
    int sum = 0;
    if (numbers->from > numbers->to)
        return COIR_VALUE;
    for (int i = numbers->from; i <= numbers->to; i++)
        sum += i;
    return sum;
}

struct answer {
    CORO;
};

ASYNC(answer) {
    printf("other tasks go on\n");
    RETURN();
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(answer) answer;
    struct coir_to_thread work;
    struct numbers numbers;
};

ASYNC(app) {
    self->numbers.from = 1;
    self->numbers.to = 1000;
    START(coir_running_loop(), self->answer, answer);
    AWAIT(self->work, coir_to_thread, .function = add_up, .argument = &self->numbers);
    printf("1 to 1000: %d\n", self->work.result);
    self->numbers.to = 0;
    TRY {
        AWAIT(self->work, coir_to_thread, .function = add_up, .argument = &self->numbers);
    }
    CATCH(COIR_VALUE) {
        printf("1 to 0: %s\n", coir_error_text(CAUGHT));
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
