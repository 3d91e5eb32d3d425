/* wall.h - sleep so that nobody else can do anything meanwhile.
 *
 * What the third step is about. The clock on the wall is a port of Coir's, used without a loop, so that
 * COIR_CLOCK=virtual makes it jump.
 * SPDX-License-Identifier: MIT
 */
#ifndef STEPS_WALL_H
#define STEPS_WALL_H

#include "coir/system.h"

struct wall {
    struct coir_system system;
    struct coir_loop nobody; /* whom a wait could wake */
};

static inline coir_time wall_now(struct wall *wall) {
    return wall->system.port->now(wall->system.port);
}

static inline int wall_open(struct wall *wall) {
    int error = coir_system_init(&wall->system);
    if (error == 0)
        coir_loop_init(&wall->nobody, wall->system.port);
    return error;
}

static inline void wall_close(struct wall *wall) {
    coir_loop_close(&wall->nobody);
    coir_system_close(&wall->system);
}

static inline void blocking_sleep(struct wall *wall, coir_time span) {
    coir_time until = wall_now(wall) + span;
    while (wall_now(wall) < until)
        wall->system.port->wait(wall->system.port, &wall->nobody, until - wall_now(wall));
}

#endif
