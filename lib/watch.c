/* watch.c - be told of the end of several tasks or futures.
 *
 * One callback per element.
 * SPDX-License-Identifier: MIT
 */
#include "coir/watch.h"
#include "loop_.h"

#if COIR_JOINS

void coir_watch_all(struct coir_watch *watch, struct coir_task *tasks, size_t stride,
                    unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        watch[i].task = (struct coir_task *)(void *)((char *)tasks + i * stride);
        watch[i].future = NULL;
    }
}

int coir_watch_begin_(struct coir_watch *watch, unsigned count, void *owner,
                      int (*callback)(void *watch)) {
    for (unsigned i = 0; i < count; i++)
        memset(&watch[i].handle, 0, sizeof watch[i].handle);
    for (unsigned i = 0; i < count; i++) {
        int error;
        watch[i].owner = owner;
        watch[i].done = false;
        error = watch[i].task
                    ? coir_on_done(watch[i].task, &watch[i].handle, callback, &watch[i])
                    : coir_future_on_done(watch[i].future, &watch[i].handle, callback, &watch[i]);
        if (error < 0) {
            coir_watch_end_(watch, i);
            return error;
        }
    }
    return 0;
}

void coir_watch_end_(struct coir_watch *watch, unsigned count) {
    for (unsigned i = 0; i < count; i++)
        coir_handle_cancel(&watch[i].handle);
}

bool coir_watch_cancel_all_(struct coir_watch *watch, unsigned count) {
    bool asked = false;
    for (unsigned i = 0; i < count; i++)
        if (coir_watch_cancel(&watch[i]))
            asked = true;
    return asked;
}

#endif
