/* tree.c - walk a directory, as a generator that delegates to itself.
 *
 *     cc tree.c -o tree && ./tree [DIRECTORY [HOW_MANY]]
 *
 * Each directory is a generator; for a directory in it, it yields all that another one yields.
 * main sees one flat sequence. When it has had enough it closes the outermost, and each FINALLY
 * on the way in gives its listing back. One path buffer serves all: who goes down appends, who
 * comes up cuts off.
 */
#define COIR_IMPLEMENTATION
#include "coir.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct path {
    char text[4096];
    size_t length;
};

struct entry {
    int depth;
    long size;
};

struct walk {
    DELEGATING_FRAME(struct entry, int);
    struct path *path; /* the directory's */
    int depth;
    struct dirent **names;
    int count, i;
    size_t length; /* of the path, without the entry's name */
    bool directory;
    struct entry entry;
    struct walk *inner;
};

/* Append a name; false if it does not fit. */
static bool append(struct path *path, const char *name) {
    size_t length = strlen(name);
    if (path->length + length + 2 > sizeof path->text)
        return false;
    path->text[path->length] = '/';
    memcpy(path->text + path->length + 1, name, length + 1);
    path->length += 1 + length;
    return true;
}

static void cut(struct path *path, size_t length) {
    path->text[length] = '\0';
    path->length = length;
}

static int visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

/* Look at the entry that the path names. */
static bool look(struct walk *self) {
    struct stat about;
    self->directory = false;
    if (lstat(self->path->text, &about) < 0)
        return false;
    self->directory = S_ISDIR(about.st_mode);
    self->entry.depth = self->depth;
    self->entry.size = self->directory ? 0 : (long)about.st_size;
    return true;
}

/* Give the listing back, and what was allocated for going down. */
static void forget(struct walk *self) {
    while (self->count > 0)
        free(self->names[--self->count]);
    free(self->names);
    free(self->inner);
}

GENERATOR(walk) {
    self->length = self->path->length;
    self->count = scandir(self->path->text, &self->names, visible, alphasort);
    if (self->count < 0 && self->depth == 1)
        RAISE(coir_from_errno(errno)); /* below, what may not be read is passed over */
    TRY {
        for (self->i = 0; self->i < self->count; self->i++) {
            if (!append(self->path, self->names[self->i]->d_name))
                RAISE(COIR_LIMIT);
            if (look(self))
                YIELD(self->entry);
            if (self->directory) {
                if (!self->inner)
                    self->inner = (struct walk *)calloc(1, sizeof *self->inner);
                if (!self->inner)
                    RAISE(COIR_NO_MEMORY);
                YIELD_FROM(*self->inner, walk, .path = self->path, .depth = self->depth + 1);
            }
            cut(self->path, self->length);
        }
    }
    FINALLY {
        forget(self);
    }
    TRY_END
}
GENERATOR_END

static void show(int depth, const char *name) {
    printf("%*s%s\n", 2 * depth, "", name);
}

int main(int count, char **argument) {
    static struct path path;
    struct walk each;
    const char *top = count > 1 ? argument[1] : ".";
    long left = count > 2 ? atol(argument[2]) : -1, bytes = 0;
    int error;
    path.length = (size_t)snprintf(path.text, sizeof path.text, "%.4000s", top);
    show(0, top);
    FOR_EACH(each, walk, .path = &path, .depth = 1) {
        if (left-- == 0)
            break;
        show(each.value.depth, strrchr(path.text, '/') + 1);
        bytes += each.value.size;
    }
    error = ENDED(each) ? OUTCOME(each) : CLOSE(each, walk);
    if (error < 0)
        fprintf(stderr, "%s: %s\n", path.text, coir_error_text(error));
    else
        printf("%ld bytes in files\n", bytes);
    return error < 0;
}
