/* http_epoll.c - answer every HTTP request with the same bytes, by hand: the least that a server can do.
 *
 *     http_epoll FILE
 *
 * The file is read once, and its answer made once. A request is what ends with an empty line; nobody
 * looks at what it asks for. SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/epoll.h>

#include "common.h"

static int epoll, listener;
static char answer[64 << 10];
static size_t length;

static void watch(int fd) {
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    event.events = EPOLLIN | EPOLLRDHUP | EPOLLET;
    event.data.fd = fd;
    must(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl");
}

static void respond(int fd) {
    char bytes[4096];
    ssize_t n = recv(fd, bytes, sizeof bytes, 0);
    if (n >= 4 && memcmp(bytes + n - 4, "\r\n\r\n", 4) == 0)
        must(send(fd, answer, length, MSG_NOSIGNAL) == (ssize_t)length, "send");
    else
        close(fd);
}

static void make_answer(const char *name) {
    static char body[32 << 10];
    int fd = open(name, O_RDONLY);
    ssize_t n = read(fd, body, sizeof body);
    must(n > 0, name);
    length = (size_t)snprintf(answer, sizeof answer,
                              "HTTP/1.1 200 OK\r\nServer: epoll\r\nContent-Type: text/plain\r\n"
                              "Content-Length: %zd\r\nConnection: keep-alive\r\n\r\n",
                              n);
    memcpy(answer + length, body, (size_t)n);
    length += (size_t)n;
}

int main(int argc, char **argv) {
    struct epoll_event events[512];
    must(argc == 2, "usage: http_epoll FILE");
    make_answer(argv[1]);
    epoll = epoll_create1(0);
    listener = listen_and_say();
    watch(listener);
    for (;;) {
        int n = epoll_wait(epoll, events, 512, -1), fd;
        for (int i = 0; i < n; i++)
            if (events[i].data.fd != listener)
                respond(events[i].data.fd);
            else
                while ((fd = accept_one(listener)) >= 0)
                    watch(fd);
    }
}
