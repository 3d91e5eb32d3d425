/* test_file.c - files: what is written is read again, errors are the system's, nothing stays open.
 *
 * Each test has a folder of its own, and is run in both ways: through the kernel's ring, if it has one,
 * and in threads. SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rig.h"

static char folder[] = "/tmp/coir-test-XXXXXX";

/* A path in the folder; four at a time. */
static const char *in_folder(const char *name) {
    static char paths[4][300];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static int count_descriptors(void) {
    DIR *directory = opendir("/proc/self/fd");
    int count = 0;
    while (directory && readdir(directory))
        count++;
    if (directory)
        closedir(directory);
    return count;
}

static void write_plainly(const char *name, const char *text) {
    FILE *file = fopen(in_folder(name), "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(text, 1, strlen(text), file), strlen(text));
    fclose(file);
}

static const char *read_plainly(const char *name) {
    static char text[5000];
    FILE *file = fopen(in_folder(name), "rb");
    size_t n = file ? fread(text, 1, sizeof text - 1, file) : 0;
    text[n] = 0;
    if (file)
        fclose(file);
    return file ? text : NULL;
}

static int before; /* descriptors that are open without a rig */

static enum coir_file_way way;

static void open_loop(void) {
    open_rig();
    ck_assert_int_eq(coir_file_choose(&loop, way), (int)way);
}

static void set_up(void) {
    before = count_descriptors();
    strcpy(folder, "/tmp/coir-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    open_loop();
}

static void set_up_threads(void) {
    way = COIR_FILE_THREADS;
    set_up();
}

static void set_up_ring(void) {
    way = COIR_FILE_RING;
    set_up();
}

static void tear_down(void) {
    char command[100];
    close_rig();
    snprintf(command, sizeof command, "rm -rf %s", folder);
    ck_assert_int_eq(system(command), 0);
    ck_assert_int_eq(count_descriptors(), before);
}

/* Run a coroutine to its end; its outcome. */
#define RUN(main_task, name, ...)                                                                  \
    (FRESH(main_task), START(&loop, main_task, name, __VA_ARGS__),                                 \
     coir_run_main(&loop, &(main_task).task))

/* ---- One file ---- */

struct opens {
    CORO;
    const char *path, *mode;
    struct coir_file file;
    struct coir_file_open open;
    struct coir_file_close close;
};

ASYNC(opens) {
    AWAIT(self->open, coir_file_open, .file = &self->file, .path = self->path, .mode = self->mode);
    AWAIT(self->close, coir_file_close, .file = &self->file);
    AWAIT(self->close, coir_file_close, .file = &self->file);
}
ASYNC_END

START_TEST(a_mode_says_what_may_be_there) {
    static COIR_TASK(opens) t;
    write_plainly("old", "text");
    ck_assert_int_eq(RUN(t, opens, .path = in_folder("none"), .mode = "r"), COIR_NOT_FOUND);
    ck_assert_int_eq(RUN(t, opens, .path = in_folder("none"), .mode = NULL), COIR_NOT_FOUND);
    ck_assert_int_eq(RUN(t, opens, .path = in_folder("old"), .mode = "x"), COIR_EXISTS);
    ck_assert_int_eq(RUN(t, opens, .path = folder, .mode = "w"), COIR_IS_DIRECTORY);
    ck_assert_int_eq(RUN(t, opens, .path = in_folder("old"), .mode = "q"), COIR_VALUE);
    ck_assert_int_eq(RUN(t, opens, .path = in_folder("old"), .mode = "r+x"), COIR_VALUE);
    ck_assert_int_eq(RUN(t, opens, .path = in_folder("old"), .mode = ""), COIR_VALUE);
    ck_assert_int_eq(RUN(t, opens, .path = in_folder("new"), .mode = "x+"), 0);
    ck_assert_int_eq(RUN(t, opens, .path = in_folder("old"), .mode = "a"), 0);
    ck_assert_str_eq(read_plainly("old"), "text");
    ck_assert_int_eq(RUN(t, opens, .path = in_folder("old"), .mode = "w"), 0);
    ck_assert_str_eq(read_plainly("old"), "");
}
END_TEST

struct updates {
    CORO;
    struct coir_file file;
    struct coir_file_open open;
    struct coir_file_write write;
    struct coir_file_read read;
    struct coir_file_sync sync;
    struct coir_file_status ask;
    struct coir_status status;
    struct coir_file_close close;
    char text[20];
};

ASYNC(updates) {
    AWAIT(self->open, coir_file_open, .file = &self->file, .path = in_folder("f"), .mode = "w+");
    AWAIT(self->write, coir_file_write, .file = &self->file, .from = "hello world", .size = 11);
    ck_assert_uint_eq(self->write.done, 11);
    ck_assert_int_eq(coir_file_seek(&self->file, 6), 0);
    AWAIT(self->read, coir_file_read, .file = &self->file, .into = self->text, .size = 20);
    ck_assert_int_eq(self->read.result, 5);
    ck_assert_mem_eq(self->text, "world", 5);
    AWAIT(self->read, coir_file_read, .file = &self->file, .into = self->text, .size = 20);
    ck_assert_int_eq(self->read.result, 0);
    ck_assert_int_eq(coir_file_seek(&self->file, 0), 0);
    AWAIT(self->write, coir_file_write, .file = &self->file, .from = "J", .size = 1);
    AWAIT(self->sync, coir_file_sync, .file = &self->file);
    AWAIT(self->ask, coir_file_status, .file = &self->file, .status = &self->status);
    ck_assert_int_eq(self->status.size, 11);
    ck_assert_int_eq(self->status.type, COIR_FILE);
    AWAIT(self->close, coir_file_close, .file = &self->file);
    AWAIT(self->read, coir_file_read, .file = &self->file, .into = self->text, .size = 20);
}
ASYNC_END

START_TEST(what_is_written_is_read_again_and_a_closed_file_says_so) {
    static COIR_TASK(updates) t;
    ck_assert_int_eq(RUN(t, updates, .text[0] = 0), COIR_CLOSED);
    ck_assert_str_eq(read_plainly("f"), "Jello world");
}
END_TEST

struct appends {
    CORO;
    const char *text;
    struct coir_file file;
    struct coir_file_open open;
    struct coir_file_write write;
    struct coir_file_close close;
};

ASYNC(appends) {
    AWAIT(self->open, coir_file_open, .file = &self->file, .path = in_folder("log"), .mode = "a");
    ck_assert_int_eq(coir_file_seek(&self->file, 0), COIR_VALUE);
    AWAIT(self->write, coir_file_write, .file = &self->file, .from = self->text,
          .size = strlen(self->text));
    AWAIT(self->close, coir_file_close, .file = &self->file);
}
ASYNC_END

START_TEST(twenty_who_append_lose_nothing) {
    static COIR_TASK(appends) tasks[20];
    const char *log;
    int lines = 0;
    for (int i = 0; i < 20; i++) {
        FRESH(tasks[i]);
        START(&loop, tasks[i], appends, .text = "one line\n");
    }
    ck_assert_int_eq(coir_run(&loop), 0);
    for (log = read_plainly("log"); strncmp(log, "one line\n", 9) == 0; log += 9)
        lines++;
    ck_assert_int_eq(lines, 20);
    ck_assert_str_eq(log, "");
}
END_TEST

struct fills {
    CORO;
    struct coir_file file;
    struct coir_file_open open;
    struct coir_file_write write;
    struct coir_file_close close;
};

ASYNC(fills) {
    AWAIT(self->open, coir_file_open, .file = &self->file, .path = "/dev/full", .mode = "w");
    TRY {
        AWAIT(self->write, coir_file_write, .file = &self->file, .from = "x", .size = 1);
    }
    FINALLY {
        AWAIT(self->close, coir_file_close, .file = &self->file);
    }
    TRY_END
}
ASYNC_END

struct moves {
    CORO;
    struct coir_file file;
    struct coir_file_open open;
    struct coir_file_write write;
    struct coir_file_read read;
    struct coir_file_close close;
};

static char much[1 << 20], again[1 << 20];

ASYNC(moves) {
    for (size_t i = 0; i < sizeof much; i++)
        much[i] = (char)(i % 251);
    AWAIT(self->open, coir_file_open, .file = &self->file, .path = in_folder("f"), .mode = "x+");
    AWAIT(self->write, coir_file_write, .file = &self->file, .from = much, .size = sizeof much);
    ck_assert_uint_eq(self->write.done, sizeof much);
    ck_assert_int_eq(coir_file_seek(&self->file, 0), 0);
    AWAIT(self->read, coir_file_read, .file = &self->file, .into = again, .size = sizeof again);
    ck_assert_int_eq(self->read.result, sizeof again);
    ck_assert_mem_eq(much, again, sizeof again);
    AWAIT(self->close, coir_file_close, .file = &self->file);
}
ASYNC_END

START_TEST(a_megabyte_goes_in_one_call_each_way) {
    static COIR_TASK(moves) t;
    ck_assert_int_eq(RUN(t, moves, .file.at = 0), 0);
}
END_TEST

static bool began, over;

struct rereads {
    CORO;
    struct coir_file file;
    struct coir_file_open open;
    struct coir_file_read read;
    struct coir_file_close close;
    char byte;
};

ASYNC(rereads) {
    AWAIT(self->open, coir_file_open, .file = &self->file, .path = in_folder("f"));
    began = true;
    while (!over) {
        ck_assert_int_eq(coir_file_seek(&self->file, 0), 0);
        AWAIT(self->read, coir_file_read, .file = &self->file, .into = &self->byte, .size = 1);
        ck_assert_int_eq(self->read.result, 1);
        ck_assert_int_eq(self->byte, 'x');
    }
    AWAIT(self->close, coir_file_close, .file = &self->file);
}
ASYNC_END

struct ends_it {
    CORO;
    int turns;
};

ASYNC(ends_it) {
    while (!began || self->turns++ < 10)
        AWAIT(coir_sleep(0));
    over = true;
}
ASYNC_END

START_TEST(who_reads_again_and_again_lets_others_run) {
    static COIR_TASK(rereads) t;
    static COIR_TASK(ends_it) other;
    write_plainly("f", "x");
    FRESH(t);
    FRESH(other);
    START(&loop, t, rereads);
    START(&loop, other, ends_it);
    began = over = false;
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert_int_eq(coir_outcome(&t.task), 0);
}
END_TEST

struct asks {
    CORO;
    const char *path;
    struct coir_file_status ask;
    struct coir_status status;
};

ASYNC(asks) {
    AWAIT(self->ask, coir_file_status, .path = self->path, .status = &self->status);
}
ASYNC_END

/* More than the ring has room for; a part of them is cancelled at once. */
START_TEST(a_thousand_calls_at_once_all_end) {
    static COIR_TASK(asks) tasks[1000];
    static bool cancelled[1000];
    const char *path = in_folder("f");
    write_plainly("f", "12345");
    FRESH(tasks);
    for (int i = 0; i < 1000; i++)
        START(&loop, tasks[i], asks, .path = path);
    coir_poll(&loop);
    for (int i = 0; i < 1000; i += 3)
        cancelled[i] = coir_cancel(&tasks[i].task);
    ck_assert_int_eq(coir_run(&loop), 0);
    for (int i = 0; i < 1000; i++) {
        ck_assert_int_eq(coir_outcome(&tasks[i].task), cancelled[i] ? COIR_CANCELLED : 0);
        ck_assert(cancelled[i] || tasks[i].frame.status.size == 5);
    }
}
END_TEST

START_TEST(a_full_disk_is_an_error_of_the_write) {
    static COIR_TASK(fills) t;
    ck_assert_int_eq(RUN(t, fills, .write.done = 0), COIR_NO_SPACE);
    ck_assert_uint_eq(t.frame.write.done, 0);
}
END_TEST

/* ---- Whole files ---- */

struct stores {
    CORO;
    const char *name, *text;
    bool safely;
    struct coir_store_file store;
};

ASYNC(stores) {
    AWAIT(self->store, coir_store_file, .path = in_folder(self->name), .from = self->text,
          .size = strlen(self->text), .safely = self->safely);
}
ASYNC_END

struct loads {
    CORO;
    const char *name;
    size_t size;
    char text[100];
    int result;
    struct coir_load_file load;
};

ASYNC(loads) {
    AWAIT(self->load, coir_load_file, .path = in_folder(self->name), .into = self->text,
          .size = self->size);
    RETURN(self->load.result);
}
ASYNC_END

START_TEST(a_whole_file_is_stored_and_loaded) {
    static COIR_TASK(stores) store;
    static COIR_TASK(loads) load;
    ck_assert_int_eq(RUN(store, stores, .name = "f", .text = "old and long"), 0);
    ck_assert_int_eq(RUN(store, stores, .name = "f", .text = "12345678", .safely = true), 0);
    ck_assert_str_eq(read_plainly("f"), "12345678");
    ck_assert_ptr_null(read_plainly("f.new"));
    ck_assert_int_eq(RUN(load, loads, .name = "f", .size = 100), 0);
    ck_assert_int_eq(load.frame.result, 8);
    ck_assert_mem_eq(load.frame.text, "12345678", 8);
    ck_assert_int_eq(RUN(load, loads, .name = "f", .size = 8), 0);
    ck_assert_int_eq(RUN(load, loads, .name = "f", .size = 7), COIR_LIMIT);
    ck_assert_int_eq(RUN(load, loads, .name = "none", .size = 7), COIR_NOT_FOUND);
    ck_assert_int_eq(RUN(store, stores, .name = "no/where", .text = "", .safely = true),
                     COIR_NOT_FOUND);
}
END_TEST

/* Cancelled in every turn: whole or not there, and nothing stays open. */
START_TEST(a_store_that_is_cancelled_leaves_the_old_file_or_the_new_one) {
    static COIR_TASK(stores) store;
    int kept = 0;
    for (int turns = 0; turns < 40; turns++) {
        write_plainly("f", "old");
        FRESH(store);
        START(&loop, store, stores, .name = "f", .text = "new", .safely = true);
        for (int i = 0; i < turns; i++)
            coir_poll(&loop);
        coir_cancel(&store.task);
        ck_assert_int_eq(coir_run(&loop), 0);
        kept += strcmp(read_plainly("f"), "old") == 0;
        ck_assert(strcmp(read_plainly("f"), "old") == 0 || strcmp(read_plainly("f"), "new") == 0);
        ck_assert_ptr_null(read_plainly("f.new"));
        close_rig();
        ck_assert_int_eq(count_descriptors(), before);
        open_loop();
    }
    ck_assert_int_gt(kept, 0);
}
END_TEST

struct reads_lines {
    CORO;
    size_t size;
    struct coir_file file;
    struct coir_file_open open;
    struct coir_file_lines lines;
    struct coir_file_close close;
    char buffer[64];
};

ASYNC(reads_lines) {
    AWAIT(self->open, coir_file_open, .file = &self->file, .path = in_folder("lines"));
    TRY {
        ASYNC_FOR(self->lines, coir_file_lines, .file = &self->file, .buffer = self->buffer,
                  .size = self->size) {
            ck_assert_uint_eq(strlen(self->lines.value), self->lines.length);
            note(self->lines.value);
        }
        ASYNC_FOR_END
    }
    FINALLY {
        AWAIT(self->close, coir_file_close, .file = &self->file);
    }
    TRY_END
}
ASYNC_END

START_TEST(lines_come_one_by_one_also_the_last_without_an_end) {
    static COIR_TASK(reads_lines) t;
    write_plainly("lines", "one\n\nthree\nlast");
    for (size_t size = 7; size <= 64; size++) {
        trace[0] = 0;
        ck_assert_int_eq(RUN(t, reads_lines, .size = size), 0);
        ck_assert_str_eq(trace, "one\n \n three\n last");
        close_rig();
        open_loop();
    }
    trace[0] = 0;
    ck_assert_int_eq(RUN(t, reads_lines, .size = 6), COIR_LIMIT);
    ck_assert_str_eq(trace, "one\n \n");
}
END_TEST

/* ---- Paths and directories ---- */

struct tidies {
    CORO;
    struct coir_make_directory make;
    struct coir_rename rename;
    struct coir_remove remove;
    struct coir_file_status ask;
    struct coir_status status;
};

ASYNC(tidies) {
    AWAIT(self->make, coir_make_directory, .path = in_folder("d"), .permissions = 0700);
    AWAIT(self->ask, coir_file_status, .path = in_folder("d"), .status = &self->status);
    ck_assert_int_eq(self->status.type, COIR_DIRECTORY);
    ck_assert_uint_eq(self->status.permissions, 0700);
    AWAIT(self->rename, coir_rename, .path = in_folder("d"), .to = in_folder("e"));
    AWAIT(self->ask, coir_file_status, .path = in_folder("link"), .status = &self->status);
    ck_assert_int_eq(self->status.type, COIR_LINK);
    AWAIT(self->ask, coir_file_status, .path = in_folder("link"), .status = &self->status,
          .follow = true);
    ck_assert_int_eq(self->status.type, COIR_FILE);
    AWAIT(self->remove, coir_remove, .path = in_folder("e"));
    AWAIT(self->remove, coir_remove, .path = in_folder("e"));
}
ASYNC_END

START_TEST(paths_are_made_renamed_asked_about_and_removed) {
    static COIR_TASK(tidies) t;
    write_plainly("f", "");
    ck_assert_int_eq(symlink("f", in_folder("link")), 0);
    ck_assert_int_eq(RUN(t, tidies, .status.size = 0), COIR_NOT_FOUND);
}
END_TEST

static int seen[8], most_depth, errors;

struct walks {
    CORO;
    int stop_after;
    const char *skip;
    struct coir_walk walk;
    char path[300];
};

ASYNC(walks) {
    ASYNC_FOR(self->walk, coir_walk, .root = folder, .path = self->path,
              .size = sizeof self->path) {
        seen[self->walk.type]++;
        errors += self->walk.error != 0;
        ck_assert_int_eq(strncmp(self->walk.value, folder, strlen(folder)), 0);
        if (self->walk.depth > most_depth)
            most_depth = self->walk.depth;
        if (self->skip && strstr(self->walk.value, self->skip))
            self->walk.skip = true;
        if (--self->stop_after == 0)
            break;
    }
    ASYNC_FOR_END
}
ASYNC_END

static void make_tree(void) {
    char name[100] = "";
    for (int i = 0; i < 5; i++) {
        size_t length = strlen(name);
        snprintf(name + length, sizeof name - length, "%sd%d", i ? "/" : "", i);
        ck_assert_int_eq(mkdir(in_folder(name), 0700), 0);
        for (int k = 0; k < 60; k++) {
            char file[200];
            snprintf(file, sizeof file, "%s/a file with quite a long name %03d", name, k);
            write_plainly(file, "");
        }
    }
    ck_assert_int_eq(symlink("..", in_folder("d0/up")), 0);
}

static void walk(int stop_after, const char *skip) {
    static COIR_TASK(walks) t;
    memset(seen, 0, sizeof seen);
    most_depth = errors = 0;
    ck_assert_int_eq(RUN(t, walks, .stop_after = stop_after, .skip = skip), 0);
    close_rig();
    open_loop();
}

START_TEST(a_walk_sees_everything_once) {
    make_tree();
    walk(0, NULL);
    ck_assert_int_eq(seen[COIR_FILE], 300);
    ck_assert_int_eq(seen[COIR_DIRECTORY], 5);
    ck_assert_int_eq(seen[COIR_LINK], 1);
    ck_assert_int_eq(most_depth, 5);
    ck_assert_int_eq(errors, 0);
    walk(0, "d0/d1/d2");
    ck_assert_int_eq(seen[COIR_FILE], 120);
    ck_assert_int_eq(seen[COIR_DIRECTORY], 3);
    for (int i = 1; i < 100; i++)
        walk(i, NULL);
}
END_TEST

START_TEST(a_directory_that_is_closed_to_us_is_told_and_the_walk_goes_on) {
    int as_root = geteuid() == 0;
    make_tree();
    ck_assert_int_eq(chmod(in_folder("d0/d1"), 0), 0);
    walk(0, NULL);
    ck_assert_int_eq(seen[COIR_FILE], as_root ? 300 : 60);
    ck_assert_int_eq(errors, as_root ? 0 : 1);
    ck_assert_int_eq(chmod(in_folder("d0/d1"), 0700), 0);
}
END_TEST

/* Somebody moves the tree while it is walked through, and leaves a link to elsewhere in its place. */
struct led_astray {
    CORO;
    struct coir_walk walk;
    char path[300];
    bool moved, strayed, went_on;
};

static void lead_elsewhere(void) {
    ck_assert_int_eq(rename(in_folder("in/a"), in_folder("moved")), 0);
    ck_assert_int_eq(symlink(in_folder("out"), in_folder("in/a")), 0);
}

ASYNC(led_astray) {
    ASYNC_FOR(self->walk, coir_walk, .root = in_folder("in"), .path = self->path,
              .size = sizeof self->path) {
        if (!self->moved && strstr(self->walk.value, "a/b")) {
            lead_elsewhere();
            self->moved = true;
        }
        if (strstr(self->walk.value, "secret"))
            self->strayed = true;
        if (strstr(self->walk.value, "b/mine"))
            self->went_on = true;
    }
    ASYNC_FOR_END
}
ASYNC_END

START_TEST(a_walk_stays_below_its_root_when_a_directory_is_replaced_by_a_link) {
    static COIR_TASK(led_astray) t;
    static const char *const folders[] = {"in", "in/a", "in/a/b", "out", "out/b"};
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(mkdir(in_folder(folders[i]), 0700), 0);
    write_plainly("in/a/b/mine", "");
    write_plainly("out/b/secret", "");
    ck_assert_int_eq(RUN(t, led_astray, .moved = false), 0);
    ck_assert(t.frame.moved && t.frame.went_on);
    ck_assert(!t.frame.strayed);
}
END_TEST

/* ---- Which way ---- */

/* Has this process a ring? */
static bool is_ring_open(void) {
    DIR *directory = opendir("/proc/self/fd");
    const struct dirent *entry;
    bool found = false;
    while ((entry = readdir(directory)) != NULL) {
        char path[300], link[100] = "";
        snprintf(path, sizeof path, "/proc/self/fd/%s", entry->d_name);
        found |= readlink(path, link, sizeof link - 1) > 0 && strstr(link, "io_uring");
    }
    closedir(directory);
    return found;
}

static void load_once(void) {
    static COIR_TASK(loads) t;
    ck_assert_int_eq(RUN(t, loads, .name = "f", .size = 9), 0);
}

START_TEST(a_loop_takes_the_way_that_it_is_told_to) {
    write_plainly("f", "x");
    load_once();
    ck_assert_int_eq(is_ring_open(), way == COIR_FILE_RING);
    ck_assert_int_eq(coir_file_choose(&loop, COIR_FILE_THREADS), COIR_FILE_THREADS);
    load_once();
    ck_assert_int_eq(coir_file_choose(&loop, way), (int)way);
    load_once();
}
END_TEST

/* That is the ring, but for valgrind, which does not see what a kernel writes. */
START_TEST(a_loop_that_is_told_nothing_takes_the_best_way) {
    const char *preload = getenv("LD_PRELOAD");
    int best = coir_file_choose(&loop, COIR_FILE_BEST);
    if (!preload || !strstr(preload, "vgpreload"))
        ck_assert_int_eq(best, COIR_FILE_RING);
    write_plainly("f", "x");
    close_rig();
    open_rig();
    load_once();
    ck_assert_int_eq(is_ring_open(), best == COIR_FILE_RING);
}
END_TEST

/* ---- What only a ring can do ---- */

struct waits_for_pipe {
    CORO;
    struct coir_file file;
    struct coir_file_open open;
    struct coir_file_read read;
    struct coir_file_close close;
    const char *mode;
    char text[4];
};

ASYNC(waits_for_pipe) {
    AWAIT(self->open, coir_file_open, .file = &self->file, .path = in_folder("pipe"),
          .mode = self->mode);
    TRY {
        note("opened");
        AWAIT(self->read, coir_file_read, .file = &self->file, .into = self->text, .size = 4);
        note("read");
    }
    FINALLY {
        AWAIT(self->close, coir_file_close, .file = &self->file);
    }
    TRY_END
}
ASYNC_END

static COIR_TASK(waits_for_pipe) waiter;

static void start_waiter(const char *mode) {
    ck_assert_int_eq(mkfifo(in_folder("pipe"), 0600), 0);
    FRESH(waiter);
    START(&loop, waiter, waits_for_pipe, .mode = mode);
}

static void poll_until_it_is_open(void) {
    while (!waiter.frame.file.open)
        coir_poll(&loop);
    for (int i = 0; i < 10; i++)
        coir_poll(&loop);
    ck_assert_str_eq(trace, "opened");
}

/* The pipe says something, with which nothing may happen any more. */
static void speak_up(void) {
    int fd = open(in_folder("pipe"), O_RDWR);
    ck_assert_int_eq(write(fd, "late", 4), 4);
    ck_assert_int_eq(waiter.frame.text[0], 0);
    close(fd);
}

START_TEST(a_read_that_waits_for_a_pipe_is_broken_off_when_cancelled) {
    start_waiter("r+");
    poll_until_it_is_open();
    coir_cancel(&waiter.task);
    coir_cancel(&waiter.task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert(coir_cancelled(&waiter.task));
    ck_assert_str_eq(trace, "opened");
    speak_up();
}
END_TEST

START_TEST(a_pipe_that_nobody_opens_to_write_is_not_open_to_read) {
    start_waiter("r");
    for (int i = 0; i < 10; i++)
        coir_poll(&loop);
    ck_assert_str_eq(trace, "");
    coir_cancel(&waiter.task);
    ck_assert_int_eq(coir_run(&loop), 0);
    ck_assert(coir_cancelled(&waiter.task));
    ck_assert(!waiter.frame.file.open);
}
END_TEST

START_TEST(when_a_loop_is_closed_the_kernel_is_done_with_the_memory_of_its_tasks) {
    start_waiter("r+");
    poll_until_it_is_open();
    close_rig();
    speak_up();
    close(waiter.frame.file.fd);
    open_rig();
}
END_TEST

/* What is true in both ways. */
static TCase *both_ways(const char *name, void (*set_up_way)(void)) {
    TCase *tests = tcase_create(name);
    tcase_add_checked_fixture(tests, set_up_way, tear_down);
    tcase_add_test(tests, a_mode_says_what_may_be_there);
    tcase_add_test(tests, what_is_written_is_read_again_and_a_closed_file_says_so);
    tcase_add_test(tests, twenty_who_append_lose_nothing);
    tcase_add_test(tests, a_full_disk_is_an_error_of_the_write);
    tcase_add_test(tests, a_whole_file_is_stored_and_loaded);
    tcase_add_test(tests, a_store_that_is_cancelled_leaves_the_old_file_or_the_new_one);
    tcase_add_test(tests, lines_come_one_by_one_also_the_last_without_an_end);
    tcase_add_test(tests, paths_are_made_renamed_asked_about_and_removed);
    tcase_add_test(tests, a_walk_sees_everything_once);
    tcase_add_test(tests, a_directory_that_is_closed_to_us_is_told_and_the_walk_goes_on);
    tcase_add_test(tests, a_walk_stays_below_its_root_when_a_directory_is_replaced_by_a_link);
    tcase_add_test(tests, a_megabyte_goes_in_one_call_each_way);
    tcase_add_test(tests, who_reads_again_and_again_lets_others_run);
    tcase_add_test(tests, a_thousand_calls_at_once_all_end);
    tcase_add_test(tests, a_loop_takes_the_way_that_it_is_told_to);
    tcase_set_timeout(tests, 60);
    return tests;
}

static bool has_ring(void) {
    int chosen;
    open_rig();
    chosen = coir_file_choose(&loop, COIR_FILE_RING);
    close_rig();
    return chosen == COIR_FILE_RING;
}

int main(void) {
    Suite *suite = suite_create("file");
    suite_add_tcase(suite, both_ways("threads", set_up_threads));
    if (has_ring()) {
        TCase *tests = both_ways("ring", set_up_ring);
        tcase_add_test(tests, a_loop_that_is_told_nothing_takes_the_best_way);
        tcase_add_test(tests, a_read_that_waits_for_a_pipe_is_broken_off_when_cancelled);
        tcase_add_test(tests, a_pipe_that_nobody_opens_to_write_is_not_open_to_read);
        tcase_add_test(tests,
                       when_a_loop_is_closed_the_kernel_is_done_with_the_memory_of_its_tasks);
        suite_add_tcase(suite, tests);
    }
    return run_suite(suite);
}
