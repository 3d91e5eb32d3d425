/* kernel.h - stand in for the semaphores and the clock of Zephyr. */
#ifndef KERNEL_H
#define KERNEL_H

#include <stdint.h>

typedef struct {
    int64_t ms;
} k_timeout_t;

#define K_FOREVER ((k_timeout_t){-1})
#define K_MSEC(n) ((k_timeout_t){(n)})

struct k_sem {
    unsigned count, limit;
};

uint32_t k_uptime_get_32(void);
int k_sem_init(struct k_sem *semaphore, unsigned count, unsigned limit);
int k_sem_take(struct k_sem *semaphore, k_timeout_t timeout);
void k_sem_give(struct k_sem *semaphore);

#endif
