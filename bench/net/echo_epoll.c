/* echo_epoll.c - echo by hand: the least that a program can do with epoll.
 *
 * Edge-triggered, so that the kernel looks at a socket once per message; two system calls per message,
 * and a wait for all that came meanwhile. No state per connection: what cannot be sent at once is an error.
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE
#include <sys/epoll.h>

#include "common.h"

static int epoll, listener;

static void watch(int fd) {
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    event.events = EPOLLIN | EPOLLRDHUP | EPOLLET;
    event.data.fd = fd;
    must(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl");
}

static void answer(int fd, unsigned events) {
    char bytes[ROOM];
    ssize_t n;
    do {
        n = recv(fd, bytes, sizeof bytes, 0);
        if (n > 0)
            must(send(fd, bytes, (size_t)n, MSG_NOSIGNAL) == n, "send");
    } while (n == ROOM || (n > 0 && events & EPOLLRDHUP));
    if (n <= 0)
        close(fd);
}

int main(void) {
    struct epoll_event events[512];
    epoll = epoll_create1(0);
    listener = listen_and_say();
    watch(listener);
    for (;;) {
        int n = epoll_wait(epoll, events, 512, -1), fd;
        for (int i = 0; i < n; i++)
            if (events[i].data.fd != listener)
                answer(events[i].data.fd, events[i].events);
            else
                while ((fd = accept_one(listener)) >= 0)
                    watch(fd);
    }
}
