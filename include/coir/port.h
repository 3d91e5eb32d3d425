/* port.h - what a loop needs from the machine: a clock, and a way to wait.
 *
 * Four functions. A loop has one port; coroutines never know which. Costs a pointer in the loop.
 *
 *   virtual     time jumps to the next deadline: tests, simulations
 *   epoll       Linux
 *   poll        any POSIX system
 *   cortex_m, avr, riscv    chips, asleep between events
 *   bare        any machine that can tell the time
 *
 * Needs: task.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_PORT_H
#define COIR_PORT_H

#include "coir/task.h"

/* As a deadline: none. */
#if COIR_HOSTED
#define COIR_FOREVER INT64_MAX
#elif COIR_TIME_BITS == 16
#define COIR_FOREVER INT16_MAX
#else
#define COIR_FOREVER INT32_MAX /* compare spans with it, not points */
#endif

struct coir_descriptor;

/* The two things to wait for. */
#define COIR_READABLE 1
#define COIR_WRITABLE 2

/* The machine. All but wake are called by the loop's thread only. */
struct coir_port {
    /* The time now, in ticks of coir_time, never going back. */
    coir_time (*now)(struct coir_port *port);

    /* Wait until the deadline or a wake-up, and report descriptors that became ready.
     *
     * span      how long at most, in ticks: 0 to look and not wait, COIR_FOREVER without end.
     *           A wait may end early; never report time that has not passed. On bare metal
     *           counted from loop->now, so that a tick that ends meanwhile is not waited for twice */
    void (*wait)(struct coir_port *port, struct coir_loop *loop, coir_time span);

    /* End a wait that is going on, or the next one. From any thread, an interrupt, a signal
     * handler. */
    void (*wake)(struct coir_port *port);

    /* Begin or end to watch a descriptor for reading and writing; NULL where there are none.
     * returns 0 or an error (of the system call). */
    int (*watch)(struct coir_port *port, struct coir_descriptor *descriptor);
    void (*unwatch)(struct coir_port *port, struct coir_descriptor *descriptor);
};

#if COIR_HOSTED
/* A descriptor of the operating system that tasks wait for.
 *
 * Readiness is edge-triggered: `ready` has the bits that were reported and not used up. A task
 * tries its system call first; if that says EAGAIN, it takes the bit away and parks here. Who
 * waits is woken with COIR_PENDING, and tries again. `wanted` has the bits that somebody waits
 * for, a task that is parked here or the one who is notified; as long as there is one, the
 * descriptor counts among what may wake the loop. Its port knows where it is, so it may not move
 * while watched. */
struct coir_descriptor {
    int fd;
    unsigned ready : 3;   /* COIR_READABLE, COIR_WRITABLE; COIR_HUNG_UP */
    unsigned wanted : 2;  /* COIR_READABLE, COIR_WRITABLE */
    unsigned told : 2;    /* those of them of which `notify` is to be told */
    unsigned watched : 1; /* 1 between coir_watch and coir_unwatch */
    unsigned slot : 24;   /* the port's own */
    struct coir_loop *loop;
    const struct coir_kind *readers, *writers; /* what a task waits for is one of these */
    struct coir_link tasks;                    /* all that wait for either */
    /* Told what coir_want asked for and is ready now; for those who park their tasks elsewhere
     * (streams). The descriptor is a member of what they know. */
    void (*notify)(struct coir_descriptor *descriptor, int bits);
};

/* A read that gets less than it could does not mean that there is no more: the other end will send
 * no more, so there is the end to be read, or it sent an urgent byte, at which reads stop. Reported
 * with COIR_READABLE by ports that tell an edge only once. */
#define COIR_HUNG_UP 4

COIR_C_BEGIN_

/* Watch an open descriptor from now on; it must be non-blocking.
 *
 * descriptor   yours; stays where it is until coir_unwatch
 * errors       COIR_UNSUPPORTED the port has none; those of the system call (a regular file: EPERM)
 * context      the loop's thread */
int coir_watch(struct coir_loop *loop, struct coir_descriptor *descriptor, int fd);

/* Stop watching. Tasks that wait for it are woken with COIR_CLOSED. The descriptor stays open. */
void coir_unwatch(struct coir_descriptor *descriptor);

/* Leaves: wait until a read (a write) may get somewhere. Afterwards try the call again; if it
 * says EAGAIN, coir_used_up the bit and wait again.
 *
 * returns   0
 * errors    COIR_CANCELLED, COIR_CLOSED
 * context   a task of the descriptor's loop, in AWAIT; any number of them */
int coir_readable(struct coir_descriptor *descriptor);
int coir_writable(struct coir_descriptor *descriptor);

/* The last call said EAGAIN. */
static inline void coir_used_up(struct coir_descriptor *descriptor, int bit) {
    descriptor->ready &= ~(unsigned)bit & 7;
}

/* The last call on a socket or pipe moved less than it could have, so the next one would say
 * EAGAIN: spares that call. Not after COIR_HUNG_UP. */
static inline void coir_used_up_early(struct coir_descriptor *descriptor, int bit) {
    if (!(descriptor->ready & COIR_HUNG_UP))
        coir_used_up(descriptor, bit);
}

/* Somebody begins or ceases to wait for a bit, parked elsewhere: notify will be called.
 * Idempotent. */
void coir_want(struct coir_descriptor *descriptor, int bit);
void coir_unwant(struct coir_descriptor *descriptor, int bit);

/* For ports: these bits became ready; wake who waits for them. */
void coir_descriptor_ready(struct coir_descriptor *descriptor, int bits);

COIR_C_END_
#endif

#endif
