/* idle.c - connect to an echo server many times, say hello on each connection once, and be silent.
 *
 *     idle PORT CONNECTIONS
 *
 * Prints "ready" when all are echoed, and holds them until standard input ends. A loopback address has
 * about 28,000 free ports towards one server, so every 20,000 connections come from another one.
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE
#include "common.h"

enum { PER_ADDRESS = 20000 };

static int connect_from(int last, int port) {
    struct sockaddr_in from = loopback(last, 0), to = loopback(1, port);
    int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    must(fd >= 0, "socket");
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    must(bind(fd, (struct sockaddr *)&from, sizeof from) == 0, "bind");
    must(connect(fd, (struct sockaddr *)&to, sizeof to) == 0, "connect");
    return fd;
}

int main(int argc, char **argv) {
    char back[6];
    int port, count;
    must(argc == 3, "usage: idle PORT CONNECTIONS");
    port = atoi(argv[1]);
    count = atoi(argv[2]);
    must(raise_limit() >= count + 10, "more connections than descriptors");
    for (int i = 0; i < count; i++) {
        int fd = connect_from(2 + i / PER_ADDRESS, port);
        must(send(fd, "hello\n", 6, 0) == 6 && recv(fd, back, 6, MSG_WAITALL) == 6, "echo");
    }
    printf("ready\n");
    fflush(stdout);
    return read(0, back, 1) > 0;
}
