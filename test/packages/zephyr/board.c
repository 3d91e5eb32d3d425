/* board.c - be the chip: time passes only while somebody waits, and starts just before it wraps. */
#include <stdio.h>
#include <stdlib.h>

#include <zephyr/kernel.h>

static uint32_t milliseconds = UINT32_C(0x80000000) - 250;

uint32_t k_uptime_get_32(void) {
    return milliseconds;
}

int k_sem_init(struct k_sem *semaphore, unsigned count, unsigned limit) {
    semaphore->count = count;
    semaphore->limit = limit;
    return 0;
}

int k_sem_take(struct k_sem *semaphore, k_timeout_t timeout) {
    if (!semaphore->count && timeout.ms < 0) {
        printf("asleep for ever\n");
        exit(1);
    }
    if (!semaphore->count)
        milliseconds += (uint32_t)timeout.ms;
    semaphore->count = 0;
    return 0;
}

void k_sem_give(struct k_sem *semaphore) {
    if (semaphore->count < semaphore->limit)
        semaphore->count++;
}
