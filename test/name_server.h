/* name_server.h - a name server for tests: a socket in the loop, which answers by the first letter of a name.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TEST_NAME_SERVER_H
#define TEST_NAME_SERVER_H

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "coir/foreign.h"

static struct coir_foreign server;
static int server_fd, queries, silent;
static char server_name[40]; /* as c-ares wants it */

enum { A = 1, AAAA = 28, NAME_ERROR = 3, SERVER_FAILURE = 2 };

static inline size_t add_record(unsigned char *at, int type, int last) {
    static const unsigned char head[] = {0xc0, 12, 0, 0, 0, 1, 0, 0, 0, 60, 0, 4};
    memcpy(at, head, sizeof head);
    at[3] = (unsigned char)type;
    at[11] = type == A ? 4 : 16;
    memset(at + 12, 0, 16);
    at[12] = type == A ? 127 : 0;
    at[type == A ? 15 : 27] = (unsigned char)last;
    return type == A ? 16 : 28;
}

/* f...: found, both families; t...: three of IPv4; e...: the server fails; s...: silence; others:
 * unknown. Returns the size of the answer that a query became, or 0. */
static inline size_t make_answer(unsigned char *message, size_t size) {
    const unsigned char letter = message[13];
    size_t end = 12;
    int type, records = 0, code = NAME_ERROR;
    while (end < size && message[end])
        end += message[end] + (size_t)1;
    type = message[end + 2];
    end += 5;
    if (letter == 's')
        return 0;
    if (letter == 'e')
        code = SERVER_FAILURE;
    if (letter == 'f' || letter == 't')
        code = 0, records = letter == 'f' ? 1 : type == A ? 3 : 0;
    message[2] = 0x85;
    message[3] = (unsigned char)(0x80 | code);
    memset(message + 4, 0, 8);
    message[5] = 1;
    message[7] = (unsigned char)records;
    for (int i = 1; i <= records; i++)
        end += add_record(message + end, type, i);
    return end;
}

static inline void serve(struct coir_foreign *foreign, int fd, int bits) {
    unsigned char message[512];
    struct sockaddr_in from;
    socklen_t from_size = sizeof from;
    ssize_t size = recvfrom(fd, message, 300, 0, (struct sockaddr *)&from, &from_size);
    size_t length;
    (void)foreign, (void)bits;
    if (size < 17)
        return;
    queries++;
    length = make_answer(message, (size_t)size);
    if (!length)
        silent++;
    else if (sendto(fd, message, length, 0, (struct sockaddr *)&from, from_size) < 0)
        abort();
}

static inline void open_name_server(struct coir_loop *in) {
    struct sockaddr_in at;
    socklen_t size = sizeof at;
    queries = silent = 0;
    memset(&at, 0, sizeof at);
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server_fd = socket(AF_INET, SOCK_DGRAM, 0);
    ck_assert_int_eq(bind(server_fd, (struct sockaddr *)&at, sizeof at), 0);
    ck_assert_int_eq(getsockname(server_fd, (struct sockaddr *)&at, &size), 0);
    snprintf(server_name, sizeof server_name, "127.0.0.1:%d", ntohs(at.sin_port));
    ck_assert_int_eq(coir_foreign_open(&server, in, serve, NULL), 0);
    ck_assert_int_eq(coir_foreign_watch(&server, server_fd, COIR_READABLE), 0);
}

static inline void close_name_server(void) {
    coir_foreign_close(&server);
    close(server_fd);
}

#endif
