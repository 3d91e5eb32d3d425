/* 18_descriptors.c - wait for descriptors: add_reader, connect_read_pipe. */
#define _POSIX_C_SOURCE 200809L
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "coir/coir.h"

struct reads {
    CORO;
    int ends[2];
    /* >>> add-reader: likewise coir_writable. Try the system call first, and wait only after EAGAIN: that is the way
     * that costs least. */
    struct coir_descriptor descriptor;
    char data[16];
    /* <<< */
};

ASYNC(reads) {
    if (pipe(self->ends) < 0)
        RAISE(COIR_SYSTEM);
    TRY {
        /* >>> add-reader */
        fcntl(self->ends[0], F_SETFL, O_NONBLOCK);
        coir_watch(coir_running_loop(), &self->descriptor, self->ends[0]);
        if (write(self->ends[1], "ping", 4) < 0)
            RAISE(COIR_SYSTEM);
        AWAIT(coir_readable(&self->descriptor));
        printf("%.*s\n", (int)read(self->ends[0], self->data, 16), self->data);
        coir_unwatch(&self->descriptor);
        /* <<< */
    }
    FINALLY {
        close(self->ends[0]);
        close(self->ends[1]);
    }
    TRY_END
}
ASYNC_END

struct streams {
    CORO;
    int ends[2];
    /* >>> pipe */
    struct coir_stream reader;
    char buffer[80], line[80];
    /* <<< */
};

ASYNC(streams) {
    if (pipe(self->ends) < 0)
        RAISE(COIR_SYSTEM);
    /* >>> pipe */
    coir_open_fd(&self->reader, coir_running_loop(), self->ends[0]);
    coir_stream_buffer(&self->reader, self->buffer, sizeof self->buffer);
    if (write(self->ends[1], "a line\n", 7) < 0)
        RAISE(COIR_SYSTEM);
    AWAIT(coir_readline(&self->reader, self->line, sizeof self->line));
    printf("%.*s\n", (int)strcspn(self->line, "\n"), self->line);
    coir_close(&self->reader);
    /* <<< */
    close(self->ends[1]);
}
ASYNC_END

int main(void) {
    return COIR_RUN(reads) || COIR_RUN(streams);
}
