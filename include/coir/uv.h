/* uv.h - run a Coir loop as a guest inside a libuv loop.
 *
 * Rung 12, libcoir-uv. A port: libuv waits, and whenever it comes round Coir takes a turn. Both
 * sides run in one thread, so a libuv callback may wake tasks, set futures and start tasks, and a
 * task may call libuv. All of Coir's descriptors are one for libuv, an epoll set inside of its
 * own. Costs two descriptors, five handles in one piece of memory, and two turns of Coir, mostly
 * empty ones, each time libuv comes round.
 *
 *     struct coir_uv guest;
 *     struct coir_loop loop;
 *     coir_uv_init(&guest, &loop, uv_default_loop());
 *     coir_loop_init(&loop, &guest.port);
 *     START(&loop, main_task, app);
 *     uv_run(uv_default_loop(), UV_RUN_DEFAULT);
 *     coir_loop_close(&loop);
 *     coir_uv_close(&guest);
 *     uv_run(uv_default_loop(), UV_RUN_DEFAULT);         its handles are closed, as libuv does it
 *
 * uv_run returns when libuv has nothing left and no task is left either: unfinished tasks keep
 * libuv running, also those that nobody will wake. So nothing is reported as a deadlock;
 * coir_print_tasks shows who waits.
 *
 * Or let Coir drive: coir_run_main(&loop, &task) runs libuv's callbacks too, ends with the task and
 * cancels what is left. While a libuv callback may wake a task, say so with coir_external(&loop,
 * 1).
 *
 * Where there is no epoll, coir_uv_init gives COIR_UNSUPPORTED.
 *
 * Needs: loop.h, epoll.h.   Semantics: of coir_poll, a turn at a time.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_UV_H
#define COIR_UV_H

#include "coir/loop.h"
#include "coir/epoll.h"

#if COIR_SYSTEM_IO

struct uv_loop_s;

/* A Coir loop's place in a libuv loop. Its members are private, but for `port`. */
struct coir_uv {
    struct coir_port port; /* give it to coir_loop_init */
#ifdef __linux__
    struct coir_epoll inner;
#endif
    struct coir_loop *loop;
    struct coir_uv_handles_ *handles;
    uint8_t readable; /* libuv said so of the inner epoll */
    uint8_t turning;  /* libuv drives, and Coir takes its turn */
};

COIR_C_BEGIN_

/* Make a port of a libuv loop.
 *
 * guest     yours; stays where it is until coir_uv_close
 * loop      yours, as long; coir_loop_init it with &guest->port next, before libuv runs
 * uv        a uv_loop_t, initialised; it outlives the guest
 * owns      one piece of memory, freed by libuv's loop after coir_uv_close
 * returns   0
 * errors    COIR_FILES, COIR_SYSTEM_FILES, COIR_NO_MEMORY, COIR_SYSTEM; COIR_UNSUPPORTED without
 *           epoll
 * context   libuv's thread */
int coir_uv_init(struct coir_uv *guest, struct coir_loop *loop, struct uv_loop_s *uv);

/* Keep libuv running until Coir has had a turn. Only needed after starting a task where libuv has
 * nothing left: in the last callback of uv_close, or when uv_run has returned.
 *
 * context   libuv's thread */
void coir_uv_turn(struct coir_uv *guest);

/* Leave libuv's loop. The loop's tasks must be done. Descriptors are given back at once, the
 * handles when libuv runs next, so let it, before uv_loop_close. Idempotent.
 *
 * context   libuv's thread, outside of tasks */
void coir_uv_close(struct coir_uv *guest);

COIR_C_END_

#endif
#endif
