/* curl.c - fetch five pages at once with libcurl, in straight lines.
 *
 * The server is a guest in the same loop, so the program needs no network. Each fetch is an easy
 * handle, prepared as in any program with libcurl, and one AWAIT. The last page never comes: it is
 * cancelled by an ordinary timeout, and libcurl lets go of the connection.
 */
#include <coir/coir.h>
#include <coir/curl.h>
#include <curl/curl.h>
#include <stdio.h>

#include "../programs/server.h"

static const struct page pages[] = {
    {"/small", 200, "OK", 10, 0, PLAIN},
    {"/large", 200, "OK", 200000, 0, CHUNKED},
    {"/slow", 200, "OK", 500, COIR_MS(30), UNTIL_CLOSE},
    {"/gone", 410, "Gone", 7, 0, PLAIN},
    {"/never", 200, "OK", 0, 0, SILENT},
    {NULL, 0, NULL, 0, 0, PLAIN},
};

struct fetch {
    CORO;
    struct coir_curl_client *client;
    const char *path;
    coir_time patience;
    int port;
    CURL *easy;
    struct coir_curl get;
    struct coir_timeout limit;
    long status;
    size_t bytes;
};

static size_t count_bytes(char *data, size_t size, size_t items, void *counter) {
    (void)data;
    *(size_t *)counter += size * items;
    return size * items;
}

static CURL *prepare(struct fetch *self) {
    char url[80];
    CURL *easy = curl_easy_init();
    snprintf(url, sizeof url, "http://127.0.0.1:%d%s", self->port, self->path);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, count_bytes);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &self->bytes);
    return easy;
}

ASYNC(fetch) {
    self->easy = prepare(self);
    TRY {
        ASYNC_WITH(self->limit, coir_timeout, .delay = self->patience) {
            AWAIT(self->get, coir_curl, .client = self->client, .easy = self->easy);
        }
        ASYNC_WITH_END
        curl_easy_getinfo(self->easy, CURLINFO_RESPONSE_CODE, &self->status);
    }
    CATCH(COIR_TIMEOUT) {
        self->status = 0;
    }
    FINALLY {
        curl_easy_cleanup(self->easy);
    }
    TRY_END
}
ASYNC_END

struct app {
    CORO;
    struct server server;
    struct coir_curl_client client;
    COIR_TASK(serve_pages) serving;
    COIR_TASK(fetch) fetches[5];
    int i;
};

ASYNC(app) {
    if (server_open(&self->server, coir_running_loop(), pages) < 0 ||
        coir_curl_open(&self->client, coir_running_loop()) < 0)
        RAISE(COIR_SYSTEM);
    START(coir_running_loop(), self->serving, serve_pages, .server = &self->server);
    for (self->i = 0; self->i < 5; self->i++)
        START(coir_running_loop(), self->fetches[self->i], fetch, .client = &self->client,
              .port = self->server.listener.address.port, .path = pages[self->i].path,
              .patience = pages[self->i].form == SILENT ? COIR_MS(100) : COIR_S(60));
    for (self->i = 0; self->i < 5; self->i++) {
        AWAIT(coir_join(&self->fetches[self->i].task));
        printf("%-7s %3ld %6zu bytes\n", pages[self->i].path, self->fetches[self->i].frame.status,
               self->fetches[self->i].frame.bytes);
    }
    coir_curl_close(&self->client);
    coir_listener_close(&self->server.listener);
}
ASYNC_END

int main(void) {
    int status;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    status = COIR_RUN(app);
    curl_global_cleanup();
    return status;
}
