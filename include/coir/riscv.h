/* riscv.h - run on a RISC-V core in machine mode, asleep between events.
 *
 * A port: the machine timer (mtime, mtimecmp) and WFI. Define where they are and how fast they count,
 * if not as on QEMU's virt and SiFive's chips with a 10 MHz clock: COIR_MTIME, COIR_MTIMECMP,
 * COIR_MTIME_HZ. The timer's interrupt is yours to route: call coir_riscv_timer_interrupt from the
 * trap handler for cause 7.
 *
 *     __attribute__((interrupt, aligned(4))) void trap(void) {
 *         uint32_t cause;
 *         __asm__ volatile("csrr %0, mcause" : "=r"(cause));
 *         if (cause == 0x80000007u)
 *             coir_riscv_timer_interrupt();
 *     }
 *
 * Needs: tickless.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_RISCV_H
#define COIR_RISCV_H

#include "coir/tickless.h"

#ifndef COIR_MTIME
#define COIR_MTIME 0x200bff8
#endif
#ifndef COIR_MTIMECMP
#define COIR_MTIMECMP 0x2004000
#endif
#ifndef COIR_MTIME_HZ
#define COIR_MTIME_HZ 10000000
#endif

COIR_C_BEGIN_

/* Start the clock, at 0, and allow the timer's interrupt. port is yours and lives as long as the
 * program. */
void coir_riscv_init(struct coir_tickless *port);

/* The machine timer has interrupted. Context: the trap handler, interrupts masked. */
void coir_riscv_timer_interrupt(void);

COIR_C_END_

#endif
