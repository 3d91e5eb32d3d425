/* esp_idf.c - tell the time with esp_timer, and wait with a semaphore of FreeRTOS.
 *
 * SPDX-License-Identifier: MIT
 */
#include "coir/esp_idf.h"
#include "esp_timer.h"

static coir_time now_(struct coir_port *port) {
    (void)port;
    return (coir_time)(uint32_t)(esp_timer_get_time() / 1000); /* wraps; spans are told apart */
}

/* Ticks of FreeRTOS for a span, rounded up. */
static TickType_t ticks_(coir_time span) {
    if (span == COIR_FOREVER)
        return portMAX_DELAY;
    return (TickType_t)(((uint64_t)span * configTICK_RATE_HZ + 999) / 1000);
}

static void wait_(struct coir_port *port, struct coir_loop *loop, coir_time span) {
    (void)loop;
    xSemaphoreTake(((struct coir_esp_idf *)port)->woken, ticks_(span));
}

static void wake_(struct coir_port *port) {
    SemaphoreHandle_t woken = ((struct coir_esp_idf *)port)->woken;
    BaseType_t urgent = pdFALSE;
    if (!xPortInIsrContext()) {
        xSemaphoreGive(woken);
        return;
    }
    xSemaphoreGiveFromISR(woken, &urgent);
    if (urgent == pdTRUE)
        portYIELD_FROM_ISR();
}

void coir_esp_idf_init(struct coir_esp_idf *port) {
    memset(port, 0, sizeof *port);
    port->port.now = now_;
    port->port.wait = wait_;
    port->port.wake = wake_;
    port->woken = xSemaphoreCreateBinaryStatic(&port->memory);
}
