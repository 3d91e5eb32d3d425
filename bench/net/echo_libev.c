/* echo_libev.c - echo with libev: a watcher per connection.
 *
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE
#include <ev.h>

#include "common.h"

static void answer(struct ev_loop *loop, ev_io *watcher, int events) {
    char bytes[ROOM];
    ssize_t n = recv(watcher->fd, bytes, sizeof bytes, 0);
    (void)events;
    if (n > 0) {
        must(send(watcher->fd, bytes, (size_t)n, MSG_NOSIGNAL) == n, "send");
        return;
    }
    ev_io_stop(loop, watcher);
    close(watcher->fd);
    free(watcher);
}

static void welcome(struct ev_loop *loop, ev_io *listener, int events) {
    int fd;
    (void)events;
    while ((fd = accept_one(listener->fd)) >= 0) {
        ev_io *watcher = (ev_io *)malloc(sizeof *watcher);
        ev_io_init(watcher, answer, fd, EV_READ);
        ev_io_start(loop, watcher);
    }
}

int main(void) {
    ev_io listener;
    ev_io_init(&listener, welcome, listen_and_say(), EV_READ);
    ev_io_start(EV_DEFAULT, &listener);
    return !ev_run(EV_DEFAULT, 0);
}
