/* board.c - be the chip: time passes only while somebody waits, and starts just before it wraps. */
#include <stdio.h>
#include <stdlib.h>

#include "esp_timer.h"
#include "freertos/semphr.h"

static int64_t microseconds = (INT64_C(1) << 31) * 1000 - 250000;

int64_t esp_timer_get_time(void) {
    return microseconds;
}

BaseType_t xPortInIsrContext(void) {
    return pdFALSE;
}

SemaphoreHandle_t xSemaphoreCreateBinaryStatic(StaticSemaphore_t *memory) {
    memory->given = 0;
    return memory;
}

BaseType_t xSemaphoreTake(SemaphoreHandle_t semaphore, TickType_t ticks) {
    if (!semaphore->given && ticks == portMAX_DELAY) {
        printf("asleep for ever\n");
        exit(1);
    }
    if (!semaphore->given)
        microseconds += (int64_t)ticks * 1000000 / configTICK_RATE_HZ;
    semaphore->given = 0;
    return pdTRUE;
}

BaseType_t xSemaphoreGive(SemaphoreHandle_t semaphore) {
    semaphore->given = 1;
    return pdTRUE;
}

BaseType_t xSemaphoreGiveFromISR(SemaphoreHandle_t semaphore, BaseType_t *urgent) {
    *urgent = pdTRUE;
    return xSemaphoreGive(semaphore);
}

void app_main(void);

int main(void) {
    app_main();
    return 0;
}
