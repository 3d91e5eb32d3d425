/* 5.c - fifth step: real work that waits, web pages, and sockets that block.
 *
 * The third step again, with seven pages in the queue instead of four numbers: each generator keeps
 * one connection, asks for a page and waits for it. Nobody else can run meanwhile, so the total is
 * the sum. The server runs in a process of its own, or it would have to wait for itself.
 */
#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "server.h"

static unsigned next; /* page of the queue */
static int port;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* A connection that is kept for one request after the other. */
struct session {
    int fd;
    FILE *in;
};

static void session_open(struct session *session) {
    struct sockaddr_in to;
    memset(&to, 0, sizeof to);
    to.sin_family = AF_INET;
    to.sin_port = htons((in_port_t)port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    session->fd = socket(AF_INET, SOCK_STREAM, 0);
    session->in = fdopen(session->fd, "r");
    if (!session->in || connect(session->fd, (struct sockaddr *)&to, sizeof to) < 0) {
        perror("connect");
        exit(1);
    }
}

/* Ask for a page, and read it. Both block. */
static void session_get(struct session *session, const char *path) {
    char text[256];
    size_t length = 0;
    int n = snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", path);
    if (write(session->fd, text, (size_t)n) != n)
        exit(1);
    while (fgets(text, sizeof text, session->in) && text[0] != '\r')
        if (strncmp(text, "Content-Length: ", 16) == 0)
            length = strtoul(text + 16, NULL, 10);
    if (length == 0 || length > sizeof text || fread(text, 1, length, session->in) != length)
        exit(1);
}

struct worker {
    GENERATOR_FRAME;
    const char *name;
    struct session session;
    double start;
    int value;
};

GENERATOR(worker) {
    session_open(&self->session);
    while (next < PAGES) {
        printf("Task %s getting URL: %s\n", self->name, pages[next].path);
        self->start = now();
        session_get(&self->session, pages[next++].path);
        printf("Task %s elapsed time: %.1f\n", self->name, now() - self->start);
        YIELD(0);
    }
    fclose(self->session.in);
}
GENERATOR_END

int main(void) {
    struct worker one, two;
    double start;
    port = server_start();
    if (port < 0)
        return 1;
    start = now();
    PREPARE(one, worker, .name = "One");
    PREPARE(two, worker, .name = "Two");
    while (!ENDED(one) || !ENDED(two)) {
        NEXT(one, worker);
        NEXT(two, worker);
    }
    printf("\nTotal elapsed time: %.1f\n", now() - start);
    server_stop();
    return 0;
}
