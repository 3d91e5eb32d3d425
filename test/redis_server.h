/* redis_server.h - a redis-server of the test's own, on a Unix socket in a folder of its own.
 *
 * It dies with the test program. SPDX-License-Identifier: MIT
 */
#ifndef TEST_REDIS_SERVER_H
#define TEST_REDIS_SERVER_H

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char redis_folder[] = "/tmp/coir-redis-XXXXXX";
static char redis_path[64];
static pid_t redis_pid;

static inline void become_redis(void) {
    int nowhere = open("/dev/null", O_RDWR);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(nowhere, 0);
    dup2(nowhere, 1);
    execlp("redis-server", "redis-server", "--port", "0", "--unixsocket", redis_path, "--save", "",
           "--appendonly", "no", "--dir", redis_folder, (char *)NULL);
    _exit(127);
}

static inline int try_redis(void) {
    struct sockaddr_un address;
    int fd = socket(AF_UNIX, SOCK_STREAM, 0), status;
    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    strcpy(address.sun_path, redis_path);
    status = connect(fd, (struct sockaddr *)&address, sizeof address);
    close(fd);
    return status;
}

/* Start it, and wait until it can be reached. */
static inline void start_redis(void) {
    const struct timespec pause = {0, 10000000};
    if (!mkdtemp(redis_folder))
        exit(99);
    snprintf(redis_path, sizeof redis_path, "%s/socket", redis_folder);
    redis_pid = fork();
    if (redis_pid == 0)
        become_redis();
    while (try_redis() < 0) {
        if (waitpid(redis_pid, NULL, WNOHANG) != 0) {
            fprintf(stderr, "redis-server does not run\n");
            exit(99);
        }
        nanosleep(&pause, NULL);
    }
}

static inline void stop_redis(void) {
    kill(redis_pid, SIGKILL);
    waitpid(redis_pid, NULL, 0);
    unlink(redis_path);
    rmdir(redis_folder);
}

#endif
