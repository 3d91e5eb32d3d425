/* files.c - write a file, read it line by line, and look what is in a folder.
 *
 * Each call runs in a thread, so that other tasks go on while the disk takes its time.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1 /* mkdtemp */
#endif
#include <stdio.h>
#include <stdlib.h>

#include "coir/coir.h"

struct app {
    CORO;
    char folder[32], path[64], buffer[80], found[256];
    int n, count;
    struct coir_file file;
    struct coir_file_open open;
    struct coir_file_write write;
    struct coir_file_lines lines;
    struct coir_file_close close;
    struct coir_store_file store;
    struct coir_walk walk;
    struct coir_remove remove;
};

ASYNC(app) {
    strcpy(self->folder, "/tmp/coir-XXXXXX");
    if (!mkdtemp(self->folder))
        RAISE(COIR_NO_SPACE);
    snprintf(self->path, sizeof self->path, "%s/poem", self->folder);
    AWAIT(self->store, coir_store_file, .path = self->path, .from = "roses\n", .size = 6);

    AWAIT(self->open, coir_file_open, .file = &self->file, .path = self->path, .mode = "a+");
    TRY {
        AWAIT(self->write, coir_file_write, .file = &self->file, .from = "violets\n", .size = 8);
    }
    FINALLY {
        AWAIT(self->close, coir_file_close, .file = &self->file);
    }
    TRY_END

    AWAIT(self->open, coir_file_open, .file = &self->file, .path = self->path);
    TRY {
        ASYNC_FOR(self->lines, coir_file_lines, .file = &self->file, .buffer = self->buffer,
                  .size = sizeof self->buffer) {
            printf("%d %s", ++self->n, self->lines.value);
        }
        ASYNC_FOR_END
    }
    FINALLY {
        AWAIT(self->close, coir_file_close, .file = &self->file);
    }
    TRY_END

    ASYNC_FOR(self->walk, coir_walk, .root = self->folder, .path = self->found,
              .size = sizeof self->found) {
        self->count++;
    }
    ASYNC_FOR_END
    printf("%d in the folder\n", self->count);

    AWAIT(self->remove, coir_remove, .path = self->path);
    AWAIT(self->remove, coir_remove, .path = self->folder);
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
