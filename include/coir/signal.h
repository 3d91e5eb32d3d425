/* signal.h - wait for signals of the operating system, in a task.
 *
 * Rung 12. What a signal handler may do is next to nothing; here it only writes the signal's number
 * into a pipe, and a task or a callback gets it from there, in the loop, where everything is allowed.
 * Costs two descriptors and 200 bytes per watcher, and a system call for each signal and each look.
 *
 *     ASYNC_FOR (self->signals, coir_signals, .set = COIR_SIGNAL(SIGHUP) | COIR_SIGNAL(SIGTERM)) {
 *         if (self->signals.value == SIGTERM)
 *             break;
 *         AWAIT(self->reload, reload);
 *     }
 *     ASYNC_FOR_END
 *
 * Signals come in the order in which they were sent, each as often as the system delivers it, and
 * nobody who is cancelled loses one. Everybody who watches a signal gets it: several watchers, of
 * several loops in several threads too. Within one watcher, one task does. While a signal is watched
 * it does nothing else; when its last watcher closes, what it did before is restored.
 *
 * A child made by fork that does not exec has the default actions: there, nobody watches.
 * On the virtual clock signals are looked at before time goes on.
 *
 * Needs: loop.h, async_generator.h.   Semantics: asyncio's loop.add_signal_handler; several watchers
 * as in tokio::signal. SPDX-License-Identifier: MIT
 */
#ifndef COIR_SIGNAL_H
#define COIR_SIGNAL_H

#include "coir/async_generator.h"
#include "coir/loop.h"

#if COIR_SYSTEM_IO
#include <signal.h>

/* COIR_SIGNAL(number): the set of this one signal, 1 to 64. Sets are joined with `|`. */
#define COIR_SIGNAL(number) ((uint64_t)1 << ((number)-1))

/* A watcher of signals. Zero it before its first use; its members are private. */
struct coir_signal {
    struct coir_descriptor descriptor; /* to read the pipe */
    struct coir_signal *next;          /* of all watchers of all loops; handlers walk along it */
    uint64_t set;                      /* 0: not open */
    int into;                          /* to write the pipe */
    int (*callback)(void *argument);
    void *argument;
    struct coir_handle handle;
};

/* ASYNC_FOR (self->signals, coir_signals, .set = COIR_SIGNAL(SIGTERM)) { ... } ASYNC_FOR_END
 *
 * set       the signals to watch, from the first step on until the loop is left
 * value     the number of the signal that came
 * errors    as coir_signal_open; COIR_CANCELLED
 * context   a task */
struct coir_signals {
    COIR_CORO;
    uint64_t set;
    int value;
    /* private */
    struct coir_signal signal;
};

COIR_ASYNC_DECLARE(coir_signals);

COIR_C_BEGIN_

/* Begin to watch signals.
 *
 * signal    yours, not open; stays where it is until coir_signal_close
 * set       one or more signals: COIR_SIGNAL(SIGHUP) | COIR_SIGNAL(SIGTERM)
 * returns   0
 * errors    COIR_VALUE       the set is empty, or has a signal that cannot be caught
 *           COIR_RUNTIME     the watcher is open
 *           COIR_FILES, COIR_SYSTEM_FILES, COIR_NO_MEMORY, COIR_UNSUPPORTED
 * context   the loop's thread */
int coir_signal_open(struct coir_signal *signal, struct coir_loop *loop, uint64_t set);

/* Take the next signal: AWAIT_INTO(self->number, coir_signal_wait(&self->signal)).
 *
 * returns   its number
 * errors    COIR_CLOSED      not open, or closed meanwhile
 *           COIR_CANCELLED   and no signal is lost
 * context   a task, in AWAIT; any number of them, each gets another signal */
int coir_signal_wait(struct coir_signal *signal);

/* Have a function called in the loop each time a signal comes. A watcher that has a function already
 * gets a new one. Until coir_signal_close, the loop takes it for something that may wake tasks.
 *
 * signal    yours, zeroed before its first use; stays where it is until coir_signal_close
 * number    one signal
 * callback  returns 0, or an error, which goes to the loop's error handler. It may close the watcher
 * returns   0
 * errors    as coir_signal_open; then nothing changed
 * context   the loop's thread
 * source    loop.add_signal_handler */
int coir_on_signal(struct coir_signal *signal, struct coir_loop *loop, int number,
                   int (*callback)(void *argument), void *argument);

/* Stop watching. Tasks that wait get COIR_CLOSED; signals that nobody took are gone. Idempotent.
 *
 * returns   true if it was open
 * context   the loop's thread
 * source    loop.remove_signal_handler */
bool coir_signal_close(struct coir_signal *signal);

COIR_C_END_

#endif
#endif
