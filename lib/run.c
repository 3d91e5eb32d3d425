/* run.c - run one coroutine as a whole program, on the best port of this system.
 *
 * Costs one allocation, the loop on the stack of main, and whatever the port needs.
 * SPDX-License-Identifier: MIT
 */
#include "loop_.h"

#if COIR_HOSTED && COIR_TASKS
#include <stdio.h>
#include <stdlib.h>

#include "coir/system.h"

/* The task and, behind it, the frame of the program. */
struct program {
    struct coir_task task;
    struct coir_frame frame[1];
};

static int run_on_(struct coir_port *port, coir_body body, size_t frame_size) {
    static COIR_THREAD_LOCAL_ struct coir_loop loop;
    struct program *program = (struct program *)calloc(1, sizeof *program + frame_size);
    int outcome;
    if (!program)
        return COIR_NO_MEMORY;
    coir_loop_init(&loop, port);
    program->frame->body = body;
    coir_start(&loop.scope, &program->task, program->frame);
    outcome = coir_run_main(&loop, &program->task);
    if (outcome < 0 && outcome == coir_outcome(&program->task))
        coir_print_failure(&program->task);
    coir_loop_close(&loop);
    free(program);
    return outcome;
}

int coir_run_program_(coir_body body, size_t frame_size) {
    struct coir_system system;
    int outcome;
    if (coir_running_) {
        fprintf(stderr, "COIR_RUN inside a running loop: %s\n", coir_error_text(COIR_RUNTIME));
        return 1;
    }
    outcome = coir_system_init(&system);
    if (outcome < 0) {
        fprintf(stderr, "no event loop: %s\n", coir_error_text(outcome));
        return 1;
    }
    outcome = run_on_(system.port, body, frame_size);
    coir_system_close(&system);
    return outcome < 0;
}

#endif
