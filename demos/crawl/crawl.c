/* crawl.c - collect the links of sites.
 *
 *     crawl [-d DEPTH] [-c CONNECTIONS] [-n PER-HOST] [-t SECONDS] [-o FILE] [-a FILE] [-k] [-q] LIST
 *
 *     -d  how many links away from the list to go: 1    -o  where to append: links.tsv
 *     -c  connections at once: 100                      -a  authorities to trust, PEM: the system's
 *     -n  ... to one host: 8                            -k  trust everybody
 *     -t  for a page, at most: 30 s                     -q  log errors only
 *
 * LIST is a file with a URL a line. Each link of each page becomes a line `source<TAB>link`; those that
 * lead to a host of the list are followed. The log is on standard error. Ctrl-C ends it in good order,
 * with every line whole; once more, at once. The exit status is 0 unless it could not begin, or the lines
 * could not be written.
 *
 * URLs flow one way: the frontier says which is next, a worker fetches it, its links go to the output and
 * back into the frontier. Everything waits in one thread, but for writing to the disk.
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "fetch.h"
#include "log.h"
#include "output.h"

enum { REDIRECTS = 10 };

static struct {
    const char *list, *output, *authorities;
    int depth, connections, per_host, seconds;
    bool trust, quiet;
} options = {NULL, "links.tsv", NULL, 1, 100, 8, 30, false, false};

static struct frontier frontier;
static struct pool pool;
static struct output output;
static struct log messages;

/* ---- A page ---- */

/* Follow a redirect, as long as it leads on. */
static int redirect(const struct page *page, const char *location, int depth) {
    struct page *target = frontier_page(&frontier, location);
    const struct page *before = page;
    int steps = 0;
    if (!target)
        return COIR_NO_MEMORY;
    for (; before; before = before->from, steps++)
        if (before == target)
            return REDIRECT_LOOP;
    if (steps > REDIRECTS)
        return TOO_MANY_REDIRECTS;
    if (depth == 0 && !frontier_enter(&frontier, location)) /* the list meant that one */
        return COIR_NO_MEMORY;
    frontier_want(&frontier, target, depth, (struct page *)(uintptr_t)page);
    return 0;
}

/* List the links of a page, each once, and want those that are not too far away. */
static int take_links(const struct page *page, unsigned number, const struct links *links,
                      struct batch *batch) {
    for (const char *link = links_next(links, NULL); link; link = links_next(links, link)) {
        struct page *target = frontier_page(&frontier, link);
        if (!target)
            return COIR_NO_MEMORY;
        if (links_to_page(link) && page->depth < options.depth)
            frontier_want(&frontier, target, page->depth + 1, NULL);
        if (target->listed == number)
            continue;
        target->listed = number;
        if (!batch_add(batch, page->url, link))
            return COIR_NO_MEMORY;
        messages.links++;
    }
    return 0;
}

/* What follows from a page that was read to its end. */
static int digest(struct page *page, const struct reply *reply, struct batch *batch) {
    static unsigned number;
    if (reply->location)
        return redirect(page, reply->location, page->depth);
    return take_links(page, ++number, &reply->links, batch);
}

struct visit {
    CORO;
    struct page *page;
    struct reply reply;
    struct batch batch;
    struct coir_timeout timeout;
    struct fetch fetch;
    coir_time since;
    int error;
};

/* Whatever is wrong with a page is for the log; what is wrong with the output is not its fault. */
ASYNC(visit) {
    self->since = coir_now();
    TRY {
        TRY {
            ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(options.seconds)) {
                AWAIT(self->fetch, fetch, .pool = &pool, .host = self->page->host,
                      .url = self->page->url, .reply = &self->reply);
            }
            ASYNC_WITH_END
            AWAIT(digest(self->page, &self->reply, &self->batch));
        }
        CATCH(COIR_ERROR) {
            self->error = CAUGHT;
        }
        TRY_END
        log_page(&messages, self->page->url, &self->reply, self->error, self->since);
        if (self->batch.used)
            AWAIT(output_put(&output, &self->batch));
    }
    FINALLY {
        batch_free(&self->batch);
        reply_end(&self->reply);
    }
    TRY_END
}
ASYNC_END

struct worker {
    CORO;
    struct page *page;
    struct visit visit;
};

ASYNC(worker) {
    for (;;) {
        AWAIT(coir_queue_get(&frontier.queue, &self->page));
        TRY {
            AWAIT(self->visit, visit, .page = self->page);
        }
        FINALLY {
            frontier_done(&frontier, self->page);
        }
        TRY_END
    }
}
ASYNC_END

/* ---- The site ---- */

/* One of the workers. */
struct hand {
    COIR_TASK(worker) worker;
};

struct progress {
    CORO;
};

ASYNC(progress) {
    while (messages.terminal && !messages.quiet) {
        log_progress(&messages, frontier.wanted, frontier.depth);
        AWAIT(coir_sleep_ms(100));
    }
}
ASYNC_END

/* Level by level, until there is none. */
struct site {
    CORO;
    struct hand *hands; /* as many as connections */
    COIR_TASK(progress) progress;
    struct coir_group group;
    int i;
};

ASYNC(site) {
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->progress, progress);
        for (self->i = 0; self->i < options.connections; self->i++)
            START(&self->group, self->hands[self->i].worker, worker);
        while (frontier_descend(&frontier))
            AWAIT(coir_queue_join(&frontier.queue));
        coir_group_cancel(&self->group);
    }
    ASYNC_WITH_END
}
ASYNC_END

/* ---- The program ---- */

struct crawl {
    CORO;
    COIR_TASK(output_write) writer;
    struct hand *hands;
    struct site site;
    coir_time since;
};

ASYNC(crawl) {
    self->since = coir_now();
    START(coir_running_loop(), self->writer, output_write, .output = &output);
    TRY {
        self->hands = (struct hand *)calloc((size_t)options.connections, sizeof *self->hands);
        if (!self->hands)
            RAISE(COIR_NO_MEMORY);
        AWAIT(self->site, site, .hands = self->hands);
    }
    CATCH(COIR_GROUP) { /* of workers, who fail if the lines cannot be written */
        if (!output.error)
            RAISE(CAUGHT);
    }
    FINALLY {
        pool_end(&pool); /* while there is a loop */
        output_finish(&output);
        AWAIT(coir_join(&self->writer.task));
        free(self->hands);
        log_end(&messages, (double)(coir_now() - self->since) / COIR_S(1));
    }
    TRY_END
}
ASYNC_END

/* A number from `least` to `most`, or the end of the program. */
static int number(const char *text, int least, int most) {
    char *end;
    long n = strtol(text, &end, 10);
    if (*end || end == text || n < least || n > most) {
        fprintf(stderr, "crawl: %s: not a number from %d to %d\n", text, least, most);
        exit(2);
    }
    return (int)n;
}

static void read_options(int argc, char **argv) {
    int option;
    while ((option = getopt(argc, argv, "d:c:n:t:o:a:kq")) != -1) {
        if (option == 'd')
            options.depth = number(optarg, 0, 1000);
        else if (option == 'c')
            options.connections = number(optarg, 1, 10000);
        else if (option == 'n')
            options.per_host = number(optarg, 1, 10000);
        else if (option == 't')
            options.seconds = number(optarg, 1, 86400);
        else if (option == 'o')
            options.output = optarg;
        else if (option == 'a')
            options.authorities = optarg;
        else if (option == 'k')
            options.trust = true;
        else if (option == 'q')
            options.quiet = true;
        else
            exit(2);
    }
    if (argc - optind != 1) {
        fprintf(stderr, "usage: crawl [-d DEPTH] [-c CONNECTIONS] [-n PER-HOST] [-t SECONDS] "
                        "[-o FILE] [-a FILE] [-k] [-q] LIST\n");
        exit(2);
    }
    options.list = argv[optind];
}

/* Want what a line of the list says; a comment says nothing. */
static int take_line(const char *line) {
    char *url;
    struct page *page;
    line += strspn(line, " \t\r\n");
    if (*line == 0 || *line == '#')
        return 0;
    url = url_join(NULL, line);
    if (!url) {
        fprintf(stderr, "crawl: not a URL for us: %s\n", line);
        return 0;
    }
    page = frontier_enter(&frontier, url) ? frontier_page(&frontier, url) : NULL;
    if (page)
        frontier_want(&frontier, page, 0, NULL);
    free(url);
    return page ? 0 : (int)COIR_NO_MEMORY;
}

static int read_list(void) {
    FILE *list = strcmp(options.list, "-") == 0 ? stdin : fopen(options.list, "r");
    char *line = NULL;
    size_t size = 0;
    int error = 0;
    if (!list)
        return coir_from_errno(errno);
    while (error == 0 && getline(&line, &size, list) > 0) {
        line[strcspn(line, "\r\n")] = 0;
        error = take_line(line);
    }
    free(line);
    if (list != stdin)
        fclose(list);
    return error;
}

static int fail(const char *what, int error) {
    fprintf(stderr, "crawl: %s: %s\n", what, coir_error_find(crawl_errors, error).text);
    return 2;
}

/* Make everything ready, run, and say why not. */
static int run(void) {
    int error = connect_begin(options.authorities, options.trust);
    if (error < 0)
        return fail(options.authorities ? options.authorities : "TLS", error);
    error = read_list();
    if (error < 0)
        return fail(options.list, error);
    error = output_open(&output, options.output);
    if (error < 0)
        return fail(options.output, error);
    error = pool_init(&pool, (unsigned)options.connections);
    if (error < 0)
        return fail("connections", error);
    error = COIR_RUN(crawl);
    return output.error < 0 ? fail(options.output, output.error) : error;
}

int main(int argc, char **argv) {
    int status;
    read_options(argc, argv);
    signal(SIGPIPE, SIG_IGN); /* the log may be a pipe whose reader has gone */
    log_begin(&messages, stderr, options.quiet);
    frontier_init(&frontier, (unsigned)options.per_host);
    output.fd = -1;
    status = run();
    output_close(&output);
    frontier_end(&frontier);
    connect_end();
    return status;
}
