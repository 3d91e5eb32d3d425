/* config.h - choose what Coir is made of. Costs nothing by itself.
 *
 * Every switch has a default for hosted systems (Linux and other POSIX) and one for bare metal.
 * Set them on the command line, the same for every file of a program: the switches that change the
 * layout of a struct are part of the name of coir_run, so two files that disagree do not link.
 *
 *   switch          hosted  bare   what it does                                changes a layout
 *   COIR_CHECKS     1*      0      panics on misuse, with file and line        no
 *   COIR_CANCEL     1       1      cancellation, join, done callbacks          yes
 *   COIR_TASKS      1       0      the list of all tasks, names, reports       yes
 *   COIR_GROUPS     1       0***   groups: tasks know what they belong to      yes
 *   COIR_WHEEL      1       0      timers in a wheel, O(1); else a sorted list yes
 *   COIR_THREADS    1       0      one running loop per thread                 no
 *   COIR_PRIORITY   0       0      urgent tasks run first                      yes
 *   COIR_DENSE      0       0      resume points numbered 1, 2, 3 in 8 bits    yes
 *   COIR_TIME_BITS  64      32     or 16, on bare metal                        yes
 *   COIR_LINT       0       0      compile-time search for misplaced AWAITs    no
 *   COIR_HOSTILE    0       0      the test build that is unkind to mistakes   no
 *   COIR_SMALL      -       0      the small loop, of small.h; and with it:    yes
 *   COIR_CALLBACKS  -       0**    functions called later; timeouts            yes
 *   COIR_GRANTS     -       1      locks, semaphores, queues                   yes
 *   COIR_CLEANUP    -       1      TRY; only needless without COIR_CANCEL      yes
 *   COIR_ENDLESS    -       0      the loop never returns                      yes
 *                   (* 0 with NDEBUG; ** 1 where the loop is not small; *** 1 with COIR_TASKS)
 *
 * Two names make a small loop smaller: COIR_LOOP, of the program's only loop, a global struct coir_loop;
 * COIR_PORT, of a header that the small loop includes, with the port as two functions:
 *     static inline coir_time coir_port_now(void);
 *     static inline void coir_port_wait(coir_time span);
 * It may return early. With COIR_CALLBACKS, where interrupts call the loop, it returns after any
 * interrupt, and does not sleep while coir_is_called() is true: looked at with interrupts masked, or else a
 * call that comes just before the sleep waits for the next interrupt, such as a tick.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_CONFIG_H
#define COIR_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "coir/version.h"

/* SDCC takes a loop for something that is entered at its head only. A resume point inside is another
 * way in, and what was computed in front of the loop, or kept from the round before, is missing after
 * a resume. The first two of these optimisations miscompile coroutines so; the third rests on the same
 * belief. test/firmware/shapes.c shows it; COIR_SDCC_BARE_ is for that test. */
#if defined __SDCC && !defined COIR_SDCC_BARE_
#pragma nogcse
#pragma noinvariant
#pragma noinduction
#endif

/* It also gives a struct on the stack no room where a function with another one is inlined: a turn of
 * the loop lost the head of its list. So nothing is inlined there. */
#if defined __SDCC
#define inline
#endif

/* 1 where there is an operating system (POSIX), 0 on bare metal: it decides the other defaults. */
#ifndef COIR_HOSTED
#if defined __unix__ || defined __APPLE__
#define COIR_HOSTED 1
#else
#define COIR_HOSTED 0
#endif
#endif

/* The switches of the table above. */
#ifndef COIR_CHECKS
#if COIR_HOSTED && !defined NDEBUG
#define COIR_CHECKS 1
#else
#define COIR_CHECKS 0
#endif
#endif
#ifndef COIR_CANCEL
#define COIR_CANCEL 1
#endif
#ifndef COIR_SMALL
#define COIR_SMALL 0
#endif
#ifndef COIR_TASKS
#define COIR_TASKS COIR_HOSTED
#endif
#ifndef COIR_GROUPS
#define COIR_GROUPS COIR_TASKS
#endif
#ifndef COIR_WHEEL
#define COIR_WHEEL COIR_HOSTED
#endif
#ifndef COIR_THREADS
#define COIR_THREADS COIR_HOSTED
#endif
/* Rung 12 but its streams (sockets, threads, processes, files) needs all of these. */
#define COIR_SYSTEM_IO (COIR_HOSTED && COIR_TASKS && COIR_CANCEL && COIR_THREADS)
#ifndef COIR_PRIORITY
#define COIR_PRIORITY 0
#endif
#ifndef COIR_DENSE
#define COIR_DENSE 0
#endif
#ifndef COIR_LINT
#define COIR_LINT 0
#endif
#ifndef COIR_HOSTILE
#define COIR_HOSTILE 0
#endif

#if COIR_THREADS && !COIR_HOSTED
#error "COIR_THREADS needs an operating system: COIR_HOSTED"
#endif

/* The finer switches of the small loop; the other one has all that goes with cancelling. */
#if COIR_SMALL
#define COIR_JOINS 0
#ifndef COIR_CALLBACKS
#define COIR_CALLBACKS 0
#endif
#ifndef COIR_GRANTS
#define COIR_GRANTS COIR_CANCEL
#endif
#ifndef COIR_CLEANUP
#define COIR_CLEANUP COIR_CANCEL
#endif
#ifndef COIR_ENDLESS
#define COIR_ENDLESS 0
#endif
#if COIR_HOSTED || COIR_GROUPS || COIR_WHEEL || COIR_PRIORITY || COIR_CHECKS || COIR_HOSTILE
#error "COIR_SMALL goes without COIR_HOSTED, TASKS, GROUPS, WHEEL, PRIORITY, CHECKS and HOSTILE"
#endif
#if (COIR_CALLBACKS || COIR_GRANTS) && !COIR_CANCEL || COIR_CANCEL && !COIR_CLEANUP
#error "COIR_CALLBACKS and COIR_GRANTS need COIR_CANCEL, and that needs COIR_CLEANUP"
#endif
#else
#if defined COIR_LOOP || defined COIR_PORT
#error "COIR_LOOP and COIR_PORT are for the small loop: COIR_SMALL=1"
#endif
#if (defined COIR_CALLBACKS && COIR_CALLBACKS != COIR_CANCEL) ||                                   \
    (defined COIR_GRANTS && COIR_GRANTS != COIR_CANCEL) ||                                         \
    (defined COIR_CLEANUP && !COIR_CLEANUP) || (defined COIR_ENDLESS && COIR_ENDLESS)
#error "COIR_CALLBACKS, GRANTS, CLEANUP and ENDLESS are for the small loop: COIR_SMALL=1"
#endif
#undef COIR_CALLBACKS
#undef COIR_GRANTS
#undef COIR_CLEANUP
#undef COIR_ENDLESS
#define COIR_JOINS COIR_CANCEL
#define COIR_CALLBACKS COIR_CANCEL
#define COIR_GRANTS COIR_CANCEL
#define COIR_CLEANUP 1
#define COIR_ENDLESS 0
#endif

#if COIR_TASKS && !COIR_GROUPS
#error "COIR_TASKS needs COIR_GROUPS"
#endif

/* Reports of failures with their whole way, where that costs no memory. */
#if COIR_TASKS && !COIR_DENSE && UINTPTR_MAX > 0xffffffffu
#define COIR_TRACEBACK_ 1
#else
#define COIR_TRACEBACK_ 0
#endif

/* Time: a point or a span on the loop's clock.
 *
 * Hosted: signed 64-bit microseconds, which wrap after 292,000 years. Bare metal: signed 32-bit
 * ticks of 1 / COIR_TICK_HZ seconds; points wrap, spans up to 2^31 - 1 ticks (24 days at 1000 Hz)
 * are told apart correctly across the wrap. A negative delay means: now. */
#if COIR_HOSTED
typedef int64_t coir_time;
#undef COIR_TIME_BITS
#define COIR_TIME_BITS 64
#define COIR_TICK_HZ 1000000
#else
#ifndef COIR_TIME_BITS
#define COIR_TIME_BITS 32
#endif
#if COIR_TIME_BITS == 16
typedef int16_t coir_time; /* spans up to 32 s at 1000 Hz */
#elif COIR_TIME_BITS == 32
typedef int32_t coir_time;
#else
#error "COIR_TIME_BITS is 16 or 32 on bare metal"
#endif
#ifndef COIR_TICK_HZ
#define COIR_TICK_HZ 1000
#endif
#if COIR_TICK_HZ < 1
#error "COIR_TICK_HZ is a whole number of ticks a second, at least 1"
#endif
#endif

/* A span of n microseconds, milliseconds or seconds as coir_time, rounded down to whole ticks. Where neither
 * rate is a multiple of the other (1024 or 32768 ticks in a second), of a number that is no constant that is
 * a division of 64 bits. With COIR_TIME_BITS=16 spans have 32 bits, so that the compiler tells of a constant
 * that is too long. */
#if COIR_TIME_BITS == 16
#define COIR_SPAN_(ticks) ((int32_t)(ticks))
#else
#define COIR_SPAN_(ticks) ((coir_time)(ticks))
#endif
#define COIR_BY_64_(n, unit) COIR_SPAN_((int64_t)(n)*COIR_TICK_HZ / (unit))
#if COIR_TICK_HZ % 1000000 == 0
#define COIR_US(n) COIR_SPAN_(COIR_SPAN_(n) * (COIR_TICK_HZ / 1000000))
#elif 1000000 % COIR_TICK_HZ == 0
#define COIR_US(n) COIR_SPAN_(COIR_SPAN_(n) / (1000000 / COIR_TICK_HZ))
#else
#define COIR_US(n) COIR_BY_64_(n, 1000000)
#endif
#if COIR_TICK_HZ % 1000 == 0
#define COIR_MS(n) COIR_SPAN_(COIR_SPAN_(n) * (COIR_TICK_HZ / 1000))
#elif 1000 % COIR_TICK_HZ == 0
#define COIR_MS(n) COIR_SPAN_(COIR_SPAN_(n) / (1000 / COIR_TICK_HZ))
#else
#define COIR_MS(n) COIR_BY_64_(n, 1000)
#endif
#define COIR_S(n) COIR_SPAN_(COIR_SPAN_(n) * COIR_TICK_HZ)

/* Clear a frame. A small machine may have no libc, and wants one short function for all. */
#if COIR_SMALL
#define COIR_CLEAR_(frame) coir_clear_(&(frame), sizeof(frame))
#else
#define COIR_CLEAR_(frame) memset(&(frame), 0, sizeof(frame))
#endif

/* The name of a function that everybody calls, with the switches that change layouts. */
#if COIR_SMALL
#define COIR_LAYOUT_(name)                                                                         \
    COIR_LAYOUT_2_(name##_small, COIR_CANCEL, COIR_CALLBACKS, COIR_GRANTS, COIR_ENDLESS,           \
                   COIR_DENSE, COIR_CLEANUP, COIR_TIME_BITS)
#define COIR_LAYOUT_2_(name, c, b, g, e, d, u, t) COIR_LAYOUT_3_(name, c, b, g, e, d, u, t)
#define COIR_LAYOUT_3_(name, c, b, g, e, d, u, t)                                                  \
    name##_cancel##c##_callbacks##b##_grants##g##_endless##e##_dense##d##_cleanup##u##_time##t
#else
#define COIR_LAYOUT_(name)                                                                         \
    COIR_LAYOUT_2_(name, COIR_CANCEL, COIR_TASKS, COIR_GROUPS, COIR_WHEEL, COIR_PRIORITY,          \
                   COIR_DENSE, COIR_CLEANUP, COIR_TIME_BITS)
#define COIR_LAYOUT_2_(name, c, t, g, w, p, d, u, b) COIR_LAYOUT_3_(name, c, t, g, w, p, d, u, b)
#define COIR_LAYOUT_3_(name, c, t, g, w, p, d, u, b)                                               \
    name##_cancel##c##_tasks##t##_groups##g##_wheel##w##_priority##p##_dense##d##_cleanup##u##_time##b
#endif

/* C linkage for what other files may share. */
#ifdef __cplusplus
#define COIR_C_BEGIN_ extern "C" {
#define COIR_C_END_ }
#define COIR_EXTERN_C_ extern "C"
#else
#define COIR_C_BEGIN_
#define COIR_C_END_
#define COIR_EXTERN_C_
#endif

#if COIR_SMALL
COIR_EXTERN_C_ void coir_clear_(void *memory, size_t size);
#endif

#if defined __GNUC__ || defined __clang__
#define COIR_GNU_ 1
#define COIR_UNLIKELY_(x) __builtin_expect(!!(x), 0)
#define COIR_UNUSED_ __attribute__((unused))
#define COIR_NORETURN_ __attribute__((noreturn))
#define COIR_LEAF_FUNCTION_ __attribute__((warn_unused_result)) /* who forgets the AWAIT is told */
/* Around a declaration that may shadow another one: Coir's scopes shadow enumerators on purpose,
 * and a coroutine shares its name with its frame, which g++ takes for a constructor. */
#define COIR_SHADOW_ _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wshadow\"")
#define COIR_SHADOW_END_ _Pragma("GCC diagnostic pop")
#else
#define COIR_GNU_ 0
#define COIR_UNLIKELY_(x) (x)
#define COIR_UNUSED_
#define COIR_NORETURN_
#define COIR_LEAF_FUNCTION_
#define COIR_SHADOW_
#define COIR_SHADOW_END_
#endif

/* Behind a label: what follows is seldom reached, and has nothing to do with the switch that led
 * here over the value. gcc believes an attribute; clang would make one jump table of both, unless it
 * cannot see the value. It would also load 4 bytes where 2 were stored, which stalls, unless the
 * load is volatile. */
#if defined __clang__
#define COIR_COLD_LABEL_(value) __asm__("" : "+r"(value))
#define COIR_LOAD_(type, member) (*(const volatile type *)&(member))
#elif COIR_GNU_
#define COIR_COLD_LABEL_(value) __attribute__((cold))
#define COIR_LOAD_(type, member) (member)
#else
#define COIR_COLD_LABEL_(value)
#define COIR_LOAD_(type, member) (member)
#endif

/* A function that every file may have a copy of. SDCC's inline is C99's, which wants a definition
 * elsewhere, so it gets plain static ones. */
#if defined __SDCC
#define COIR_INLINE_ static
#else
#define COIR_INLINE_ COIR_UNUSED_ static inline
#endif

/* A pointer that must not share a register with another that has the same value. To store a pointer
 * where it points to, SDCC for the Z80 writes the low byte of a register pair, counts that pair up,
 * and writes its high byte, which is another one at the end of a page. */
#if defined __SDCC && !defined __SDCC_mcs51 && !defined __SDCC_stm8
#define COIR_APART_ volatile
#else
#define COIR_APART_
#endif

/* The 8051 passes the second argument of a call through a pointer only on a stack. */
#if defined __SDCC_mcs51
#define COIR_REENTRANT_ __reentrant
#else
#define COIR_REENTRANT_
#endif

#if COIR_THREADS && defined __cplusplus
#define COIR_THREAD_LOCAL_ __thread
#elif COIR_THREADS && COIR_GNU_
#define COIR_THREAD_LOCAL_ __thread
#elif COIR_THREADS
#define COIR_THREAD_LOCAL_ _Thread_local
#else
#define COIR_THREAD_LOCAL_
#endif

/* Something that must hold at compile time, as an expression of value 0. */
#define COIR_MUST_(condition) (0 * (int)sizeof(char[(condition) ? 1 : -1]))

#define COIR_CAT_(a, b) COIR_CAT_2_(a, b)
#define COIR_CAT_2_(a, b) a##b

/* COIR_PANIC(what): the end of a program that misused Coir. Define it to reset the chip, to
 * blink, to log; it must not return. Hosted default: one line on stderr, then abort. */
#ifndef COIR_PANIC
#if COIR_HOSTED && COIR_GNU_
COIR_EXTERN_C_ int(dprintf)(int, const char *, ...);
#define COIR_PANIC(what)                                                                           \
    ((void)(dprintf)(2, "%s:%d: %s: %s\n", __FILE__, __LINE__, __func__, what), __builtin_abort())
#elif COIR_GNU_ && !defined __AVR__ /* which has no trap, and would call abort */
#define COIR_PANIC(what) __builtin_trap()
#else
#define COIR_PANIC(what)                                                                           \
    do {                                                                                           \
    } while (1)
#endif
#endif

/* COIR_CHECK_(condition, what): a misuse assertion, present in checking builds only. */
#if COIR_CHECKS
#define COIR_CHECK_(condition, what)                                                               \
    do {                                                                                           \
        if (COIR_UNLIKELY_(!(condition)))                                                          \
            COIR_PANIC(what);                                                                      \
    } while (0)
#else
#define COIR_CHECK_(condition, what) ((void)0)
#endif

#endif
