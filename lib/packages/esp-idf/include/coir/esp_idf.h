/* esp_idf.h - run a loop in a FreeRTOS task of ESP-IDF, which sleeps while there is nothing to do.
 *
 * A port: time is esp_timer's, in milliseconds; waiting takes a semaphore, so other FreeRTOS tasks run
 * meanwhile. Costs the semaphore, about 80 bytes. A sleep may be late by a tick of FreeRTOS
 * (CONFIG_FREERTOS_HZ). One loop a program, on one core.
 *
 *     static struct coir_esp_idf port;
 *     coir_esp_idf_init(&port);
 *     coir_loop_init(&loop, &port.port);
 *
 * Needs: port.h, which is in coir.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_ESP_IDF_H
#define COIR_ESP_IDF_H

#include "freertos/FreeRTOS.h"
#include "freertos/semphr.h"

#include "coir/coir.h"

/* The port: give &it.port to coir_loop_init. */
struct coir_esp_idf {
    struct coir_port port;
    StaticSemaphore_t memory;
    SemaphoreHandle_t woken;
};

COIR_C_BEGIN_

/* Make it ready.
 *
 * port      yours; lives as long as the loop that uses it
 * context   a FreeRTOS task, before coir_loop_init */
void coir_esp_idf_init(struct coir_esp_idf *port);

COIR_C_END_

#endif
