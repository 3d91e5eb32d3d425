/* status.c - check many websites at once.
 *
 *     status              its own web server, checked one page after the other and then all at once
 *     status URL...       those, http or https
 *     status < list       those in a file, one a line
 *
 * Before them may stand `-t SECONDS`, the deadline, which is 5, and `-c FILE`, the authorities to
 * be trusted for https instead of the system's.
 *
 * Checking a site is mostly waiting, so a hundred workers wait at the same time, in one thread.
 * The code of one worker does not know: it connects, asks, reads and closes as if it were alone.
 * The exit status is the number of sites that gave no answer (at most 100); 404 is an answer.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "coir/coir.h"
#include "secure.h"
#include "server.h"

enum { WORKERS = 100, DEADLINE_MS = 5000 };

#define NOT_HTTP COIR_USER(0)
#define BAD_URL COIR_USER(1)

/* What people are told about an error. */
static const char *explain(int error) {
    switch (error) {
    case NOT_HTTP:
        return "not an HTTP answer";
    case BAD_URL:
        return "not a URL";
    case NO_HTTPS:
        return "built without OpenSSL";
    case COIR_EOF:
        return "closed too early";
    case COIR_LIMIT:
        return "line too long for HTTP";
    case COIR_TIMEOUT:
        return "no answer in time";
    default:
        return coir_error_text(error);
    }
}

/* ---- URLs ---- */

struct url {
    char host[256], path[1024];
    int port;
    bool is_secure;
};

/* Take host[:port] apart, where host may be [an IPv6 address]. */
static int parse_place(struct url *url, const char *place, size_t length) {
    const char *end = place + length, *host_end = end, *colon = end;
    if (length && *place == '[') {
        host_end = (const char *)memchr(place, ']', length);
        if (!host_end)
            return BAD_URL;
        colon = host_end + 1;
        place++;
    } else {
        const char *found = (const char *)memchr(place, ':', length);
        if (found)
            colon = host_end = found;
    }
    if (host_end == place || (size_t)(host_end - place) >= sizeof url->host)
        return BAD_URL;
    memcpy(url->host, place, (size_t)(host_end - place));
    url->host[host_end - place] = 0;
    url->port = url->is_secure ? 443 : 80;
    if (colon < end) {
        char *rest;
        long port = *colon == ':' ? strtol(colon + 1, &rest, 10) : 0;
        if (port < 1 || port > 65535 || rest != end)
            return BAD_URL;
        url->port = (int)port;
    }
    return 0;
}

static int parse_url(struct url *url, const char *text) {
    size_t place;
    url->is_secure = strncmp(text, "https://", 8) == 0;
    if (url->is_secure)
        text += 8;
    else if (strncmp(text, "http://", 7) == 0)
        text += 7;
    else if (strstr(text, "://"))
        return BAD_URL;
    place = strcspn(text, "/?#");
    if (parse_place(url, text, place) < 0)
        return BAD_URL;
    text += place;
    if (strlen(text) + 2 > sizeof url->path)
        return COIR_TOO_LONG;
    snprintf(url->path, sizeof url->path, "%s%.*s", *text == '/' ? "" : "/",
             (int)strcspn(text, "#"), text);
    for (text = url->path; *text; text++)
        if (!isgraph((unsigned char)*text))
            return BAD_URL;
    return 0;
}

/* ---- One request ---- */

struct reply {
    int status;
    char reason[32];
    long length; /* of the body, as announced; -1: not */
    bool chunked;
    long long bytes; /* of the body, as received */
};

/* "HTTP/1.1 200 OK\r\n", where the last word may be missing. */
static int parse_status_line(struct reply *reply, const char *line) {
    const char *end;
    if (strncmp(line, "HTTP/1.", 7) != 0 || !isdigit((unsigned char)line[7]) || line[8] != ' ')
        return NOT_HTTP;
    for (int i = 9; i < 12; i++)
        if (!isdigit((unsigned char)line[i]))
            return NOT_HTTP;
    end = line + 12;
    if (!strchr(" \r\n", *end))
        return NOT_HTTP;
    reply->status = atoi(line + 9);
    if (reply->status < 100)
        return NOT_HTTP;
    end += strspn(end, " ");
    snprintf(reply->reason, sizeof reply->reason, "%.*s", (int)strcspn(end, "\r\n"), end);
    for (char *c = reply->reason; *c; c++)
        if (!isprint((unsigned char)*c))
            *c = '?';
    return 0;
}

/* Is this the header called `name` (in small letters)? Its value, or NULL. */
static const char *header(const char *line, const char *name) {
    while (*name && tolower((unsigned char)*line) == *name) {
        line++;
        name++;
    }
    if (*name || *line != ':')
        return NULL;
    line++;
    return line + strspn(line, " \t");
}

/* The last coding of a transfer decides. */
static bool ends_with_chunked(const char *value) {
    static const char word[] = "deknuhc";
    const char *end = value + strcspn(value, "\r\n");
    while (end > value && isspace((unsigned char)end[-1]))
        end--;
    for (const char *c = word; *c; c++)
        if (end == value || tolower((unsigned char)*--end) != *c)
            return false;
    return true;
}

static int parse_header(struct reply *reply, const char *line) {
    const char *value = header(line, "content-length");
    char *end;
    if (value) {
        reply->length = isdigit((unsigned char)*value) ? strtol(value, &end, 10) : -1;
        if (reply->length < 0 || !strchr(" \t\r\n", *end))
            return NOT_HTTP;
    }
    value = header(line, "transfer-encoding");
    if (value)
        reply->chunked = ends_with_chunked(value);
    return 0;
}

/* Read the head of the answer, past those that only say that one is coming (1xx). */
struct read_head {
    CORO;
    struct coir_stream *stream;
    struct reply *reply;
    char *line;
    size_t size;
    int n, error;
};

ASYNC(read_head) {
    do {
        memset(self->reply, 0, sizeof *self->reply);
        self->reply->length = -1;
        AWAIT_INTO(self->n, coir_readline(self->stream, self->line, self->size));
        if (self->n == 0)
            RAISE(COIR_EOF);
        self->error = parse_status_line(self->reply, self->line);
        while (self->error == 0 && self->n > 2) {
            AWAIT_INTO(self->n, coir_readline(self->stream, self->line, self->size));
            if (self->n == 0)
                RAISE(COIR_EOF);
            self->error = parse_header(self->reply, self->line);
        }
        if (self->error < 0)
            RAISE(self->error);
    } while (self->reply->status < 200);
}
ASYNC_END

/* Read and count a number of bytes, or with -1 all until the end. */
struct count_bytes {
    CORO;
    struct coir_stream *stream;
    struct reply *reply;
    long left;
    char *scratch;
    size_t size;
    int n;
};

static size_t at_most(long left, size_t size) {
    return left >= 0 && (size_t)left < size ? (size_t)left : size;
}

ASYNC(count_bytes) {
    while (self->left != 0) {
        AWAIT_INTO(self->n,
                   coir_read(self->stream, self->scratch, at_most(self->left, self->size)));
        if (self->n == 0 && self->left > 0)
            RAISE(COIR_EOF);
        if (self->n == 0)
            RETURN();
        self->reply->bytes += self->n;
        if (self->left > 0)
            self->left -= self->n;
    }
}
ASYNC_END

/* Read a body that comes in chunks, each behind a line with its size in hexadecimal, and what
 * follows the last. */
struct count_chunks {
    CORO;
    struct coir_stream *stream;
    struct reply *reply;
    char *line;
    size_t size;
    long chunk;
    int n;
    struct count_bytes bytes;
};

/* The size in a chunk's first line; -1 if there is none. */
static long parse_chunk(const char *line) {
    char *end;
    long size = isxdigit((unsigned char)*line) ? strtol(line, &end, 16) : -1;
    return size >= 0 && strchr("; \r\n", *end) ? size : -1;
}

ASYNC(count_chunks) {
    do {
        AWAIT_INTO(self->n, coir_readline(self->stream, self->line, self->size));
        self->chunk = parse_chunk(self->line);
        if (self->n == 0)
            RAISE(COIR_EOF);
        if (self->chunk < 0)
            RAISE(NOT_HTTP);
        AWAIT(self->bytes, count_bytes, .stream = self->stream, .reply = self->reply,
              .left = self->chunk, .scratch = self->line, .size = self->size);
        if (self->chunk > 0)
            AWAIT_INTO(self->n, coir_readline(self->stream, self->line, self->size));
    } while (self->chunk > 0);
    do
        AWAIT_INTO(self->n, coir_readline(self->stream, self->line, self->size));
    while (self->n > 2);
}
ASYNC_END

/* What a worker lends to its requests. It is too big to be cleared with a frame each time. */
struct memory {
    char buffer[4096], line[4096];
};

struct fetch {
    CORO;
    const struct url *url;
    struct reply *reply;
    struct memory *memory;
    union {
        struct coir_open_tcp open;
        struct secure secure;
        struct read_head head;
        struct count_bytes bytes;
        struct count_chunks chunks;
    } now; /* one at a time, so they share their memory */
    struct coir_stream socket, *stream;
    struct secret secret;
};

/* The question. A host that is an IPv6 address stands in brackets. */
static void write_request(struct fetch *self) {
    bool six = strchr(self->url->host, ':') != NULL;
    snprintf(self->memory->line, sizeof self->memory->line,
             "GET %s HTTP/1.1\r\nHost: %s%s%s:%d\r\nUser-Agent: coir-status/" COIR_VERSION
             "\r\nAccept: */*\r\nConnection: close\r\n\r\n",
             self->url->path, six ? "[" : "", self->url->host, six ? "]" : "", self->url->port);
}

ASYNC(fetch) {
    AWAIT(self->now.open, coir_open_tcp, .host = self->url->host, .port = self->url->port,
          .stream = &self->socket);
    self->stream = &self->socket;
    TRY {
        if (self->url->is_secure) {
            AWAIT(self->now.secure, secure, .secret = &self->secret, .below = &self->socket,
                  .host = self->url->host, .buffer = self->memory->buffer,
                  .size = sizeof self->memory->buffer);
            self->stream = self->now.secure.stream;
        } else {
            coir_stream_buffer(self->stream, self->memory->buffer, sizeof self->memory->buffer);
        }
        write_request(self);
        AWAIT(coir_write_all(self->stream, self->memory->line, strlen(self->memory->line)));
        AWAIT(self->now.head, read_head, .stream = self->stream, .reply = self->reply,
              .line = self->memory->line, .size = sizeof self->memory->line);
        if (self->reply->chunked)
            AWAIT(self->now.chunks, count_chunks, .stream = self->stream, .reply = self->reply,
                  .line = self->memory->line, .size = sizeof self->memory->line);
        else if (self->reply->status != 204 && self->reply->status != 304)
            AWAIT(self->now.bytes, count_bytes, .stream = self->stream, .reply = self->reply,
                  .left = self->reply->length, .scratch = self->memory->line,
                  .size = sizeof self->memory->line);
    }
    FINALLY {
        AWAIT(coir_close(self->stream));
    }
    TRY_END
}
ASYNC_END

/* ---- One check: a request with a deadline, and a line about it ---- */

/* What is to be checked, in order; each worker takes the next one. */
struct list {
    const char **urls;
    int count, next;
    coir_time deadline;
    int answered, failed;
};

struct check {
    CORO;
    struct list *list;
    const char *text;
    struct memory *memory;
    struct coir_timeout timeout;
    struct url url;
    struct reply reply;
    struct fetch fetch;
    coir_time began;
    int error;
};

/* What is said about an error, with the certificate's own words if it was that. */
static const char *explain_check(const struct check *self) {
    return self->error == COIR_CERTIFICATE ? secure_reason(&self->fetch.secret)
                                           : explain(self->error);
}

static void print_line(const struct check *self) {
    long ms = (long)((coir_now() - self->began) / COIR_MS(1));
    if (self->error)
        printf("  ---  %-24s %10s %6ld ms  %s\n", explain_check(self), "", ms, self->text);
    else
        printf("  %3d  %-24.24s %8lld B %6ld ms  %s\n", self->reply.status, self->reply.reason,
               self->reply.bytes, ms, self->text);
    fflush(stdout);
}

ASYNC(check) {
    self->began = coir_now();
    self->error = parse_url(&self->url, self->text);
    TRY {
        if (self->error < 0)
            RAISE(self->error);
        ASYNC_WITH(self->timeout, coir_timeout, .delay = self->list->deadline) {
            AWAIT(self->fetch, fetch, .url = &self->url, .reply = &self->reply,
                  .memory = self->memory);
        }
        ASYNC_WITH_END
        self->list->answered++;
    }
    CATCH(COIR_ERROR) {
        self->error = COIR_CAUGHT;
        self->list->failed++;
    }
    TRY_END
    print_line(self);
}
ASYNC_END

struct worker {
    CORO;
    struct list *list;
    struct check check;
    struct memory memory;
};

ASYNC(worker) {
    while (self->list->next < self->list->count) {
        self->list->next++;
        AWAIT(self->check, check, .list = self->list,
              .text = self->list->urls[self->list->next - 1], .memory = &self->memory);
    }
}
ASYNC_END

/* Check a list with a number of workers: with 1, one site after the other. */
struct check_all {
    CORO;
    struct list *list;
    int workers;
    COIR_TASK(worker) * crew;
    struct coir_watch *watch;
    struct coir_gather gather;
    int i;
    coir_time result;
};

ASYNC(check_all) {
    self->result = coir_now();
    TRY {
        self->crew = calloc((size_t)self->workers, sizeof *self->crew);
        self->watch = (struct coir_watch *)calloc((size_t)self->workers, sizeof *self->watch);
        if (!self->crew || !self->watch)
            RAISE(COIR_NO_MEMORY);
        for (self->i = 0; self->i < self->workers; self->i++) {
            START(coir_running_loop(), self->crew[self->i], worker, .list = self->list);
            self->watch[self->i].task = &self->crew[self->i].task;
        }
        AWAIT(self->gather, coir_gather, .watch = self->watch, .count = (unsigned)self->workers);
    }
    FINALLY {
        free(self->crew);
        free(self->watch);
    }
    TRY_END
    RETURN(coir_now() - self->result);
}
ASYNC_END

/* ---- The demo: its own server ---- */

static const struct page pages[] = {
    {"/", 200, "OK", 1200, COIR_MS(200), PLAIN},
    {"/news", 200, "OK", 48000, COIR_MS(350), CHUNKED},
    {"/about", 200, "OK", 700, COIR_MS(250), UNTIL_CLOSE},
    {"/film", 200, "OK", 3000000, COIR_MS(300), PLAIN},
    {"/old", 301, "Moved Permanently", 0, COIR_MS(200), PLAIN},
    {"/empty", 204, "No Content", 0, COIR_MS(200), UNTIL_CLOSE},
    {"/secret", 403, "Forbidden", 90, COIR_MS(250), PLAIN},
    {"/lost", 404, "Not Found", 150, COIR_MS(200), PLAIN},
    {"/broken", 500, "Internal Server Error", 300, COIR_MS(400), CHUNKED},
    {"/busy", 503, "Service Unavailable", 60, COIR_MS(450), PLAIN},
    {"/silent", 0, "", 0, 0, SILENT},
    {"/garbage", 0, "", 0, 0, GARBAGE},
    {"/short", 200, "OK", 1000, 0, CUT_SHORT},
    {NULL, 0, NULL, 0, 0, PLAIN},
};

enum { PAGES = 10, FAULTS = 5 };

struct demo {
    CORO;
    struct server server;
    COIR_TASK(serve_pages) serving;
    struct check_all all;
    struct list list;
    char text[PAGES + FAULTS][64];
    const char *urls[PAGES + FAULTS];
    int result;
};

/* The URLs of all pages, and two that lead nowhere. */
static void name_urls(struct demo *self) {
    for (int i = 0; i < PAGES + FAULTS - 2; i++)
        snprintf(self->text[i], sizeof self->text[i], "http://127.0.0.1:%d%s",
                 self->server.listener.address.port, pages[i].path);
    snprintf(self->text[PAGES + 3], sizeof self->text[0], "http://localhost:1/");
    snprintf(self->text[PAGES + 4], sizeof self->text[0], "http://no.such.host/");
    for (int i = 0; i < PAGES + FAULTS; i++)
        self->urls[i] = self->text[i];
}

static void set_list(struct demo *self, int from, int count, coir_time deadline) {
    memset(&self->list, 0, sizeof self->list);
    self->list.urls = self->urls + from;
    self->list.count = count;
    self->list.deadline = deadline;
    self->server.most = 0;
}

static void print_sum(const struct demo *self) {
    printf("  %d pages in %.2f s; requests the server held open at once: %d\n", PAGES,
           (double)self->all.result / COIR_S(1), self->server.most);
}

ASYNC(demo) {
    if (server_open(&self->server, coir_running_loop(), pages) < 0)
        RAISE(COIR_NETWORK);
    START(coir_running_loop(), self->serving, serve_pages, .server = &self->server);
    name_urls(self);

    printf("One after the other:\n");
    set_list(self, 0, PAGES, COIR_MS(DEADLINE_MS));
    AWAIT(self->all, check_all, .list = &self->list, .workers = 1);
    print_sum(self);
    self->result = self->list.failed + (self->server.most != 1);

    printf("All at once:\n");
    set_list(self, 0, PAGES, COIR_MS(DEADLINE_MS));
    AWAIT(self->all, check_all, .list = &self->list, .workers = PAGES);
    print_sum(self);
    self->result += self->list.failed + (self->server.most != PAGES);

    printf("What can go wrong, with a deadline of half a second:\n");
    set_list(self, PAGES, FAULTS, COIR_MS(500));
    AWAIT(self->all, check_all, .list = &self->list, .workers = FAULTS);
    self->result += self->list.answered;
    coir_listener_close(&self->server.listener);
    AWAIT(coir_join(&self->serving.task));
}
ASYNC_END

/* ---- The program ---- */

static const char **urls;
static int url_count, failed;
static coir_time deadline = COIR_MS(DEADLINE_MS);

/* A list on standard input, one URL a line; # begins a comment. It is read before anything runs. */
static void read_list(void) {
    static char line[2048];
    while (fgets(line, sizeof line, stdin)) {
        char *end = line + strcspn(line, "# \t\r\n"), *copy;
        const char **more;
        *end = 0;
        if (end == line)
            continue;
        more = (const char **)realloc(urls, (size_t)(url_count + 1) * sizeof *urls);
        copy = (char *)malloc((size_t)(end - line) + 1);
        if (!more || !copy)
            exit(101);
        memcpy(copy, line, (size_t)(end - line) + 1);
        urls = more;
        urls[url_count++] = copy;
    }
}

static bool is_list_waiting(void) {
    struct stat input;
    return fstat(0, &input) == 0 && (S_ISREG(input.st_mode) || S_ISFIFO(input.st_mode));
}

struct status {
    CORO;
    struct list list;
    union {
        struct demo demo;
        struct check_all all;
    } now;
};

ASYNC(status) {
    if (!urls) {
        AWAIT(self->now.demo, demo);
        failed = self->now.demo.result;
        RETURN();
    }
    self->list.urls = urls;
    self->list.count = url_count;
    self->list.deadline = deadline;
    AWAIT(self->now.all, check_all, .list = &self->list,
          .workers = url_count < WORKERS ? url_count : WORKERS);
    failed = self->list.failed;
    printf("  %d answered, %d did not, %.2f s\n", self->list.answered, failed,
           (double)self->now.all.result / COIR_S(1));
}
ASYNC_END

int main(int argc, char **argv) {
    const char *authorities = NULL;
    int error;
    for (; argc > 2 && (strcmp(argv[1], "-t") == 0 || strcmp(argv[1], "-c") == 0); argc -= 2) {
        if (argv[1][1] == 't')
            deadline = (coir_time)(atof(argv[2]) * COIR_S(1));
        else
            authorities = argv[2];
        argv += 2;
    }
    if (secure_begin(authorities) < 0) {
        fprintf(stderr, "no authorities in %s\n", authorities ? authorities : "the system");
        return 101;
    }
    if (argc > 1) {
        urls = (const char **)(argv + 1);
        url_count = argc - 1;
    } else if (is_list_waiting()) {
        read_list();
        if (!urls) {
            fprintf(stderr, "no URLs in the list\n");
            return 101;
        }
    }
    error = COIR_RUN(status);
    secure_end();
    if (error)
        return 101;
    return failed < 100 ? failed : 100;
}
