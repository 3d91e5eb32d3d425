/* FreeRTOS.h - stand in for the types of FreeRTOS, as ESP-IDF has them. */
#ifndef FREERTOS_H
#define FREERTOS_H

#include <stdint.h>

typedef int BaseType_t;
typedef unsigned UBaseType_t;
typedef uint32_t TickType_t;

#define pdFALSE ((BaseType_t)0)
#define pdTRUE ((BaseType_t)1)
#define portMAX_DELAY ((TickType_t)0xffffffffu)
#define configTICK_RATE_HZ 100
#define portYIELD_FROM_ISR() ((void)0)
#define portSET_INTERRUPT_MASK_FROM_ISR() 0u
#define portCLEAR_INTERRUPT_MASK_FROM_ISR(was) ((void)(was))

BaseType_t xPortInIsrContext(void);

#endif
