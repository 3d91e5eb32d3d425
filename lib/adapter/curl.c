/* curl.c - transfer with libcurl, and wait for it.
 *
 * libcurl says which sockets it waits for and until when; the loop tells it what happened, and
 * looks which transfers are done. SPDX-License-Identifier: MIT
 */
#include "coir/curl.h"

#include <curl/curl.h>

/* ---- What libcurl asks for ---- */

static int socket_(CURL *easy, curl_socket_t fd, int what, void *owner, void *own) {
    struct coir_curl_client *self = (struct coir_curl_client *)owner;
    int bits = what == CURL_POLL_IN      ? COIR_READABLE
               : what == CURL_POLL_OUT   ? COIR_WRITABLE
               : what == CURL_POLL_INOUT ? COIR_READABLE | COIR_WRITABLE
                                         : 0;
    (void)easy, (void)own;
    return coir_foreign_watch(&self->foreign, fd, bits) < 0 ? -1 : 0;
}

static int expire_(void *argument);

static int timer_(CURLM *multi, long ms, void *owner) {
    struct coir_curl_client *self = (struct coir_curl_client *)owner;
    (void)multi;
    coir_handle_cancel(&self->timer);
    if (ms >= 0)
        coir_call_later(self->loop, &self->timer, COIR_MS(ms), expire_, self);
    return 0;
}

/* ---- What it is told ---- */

/* The easy handle is the user's again. */
static void release_(struct coir_curl *transfer) {
    struct coir_curl_client *self = transfer->client;
    curl_multi_remove_handle(self->multi, transfer->easy);
    curl_easy_setopt(transfer->easy, CURLOPT_PRIVATE, transfer->before);
    if (--self->transfers == 0)
        coir_foreign_want(&self->foreign, false);
}

static int error_(CURL *easy, CURLcode code) {
    long number = 0;
    switch (code) {
    case CURLE_OK:
        return 0;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return COIR_UNKNOWN_HOST;
    case CURLE_OPERATION_TIMEDOUT:
        return COIR_TIMEOUT;
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
        return COIR_EOF;
    case CURLE_OUT_OF_MEMORY:
        return COIR_NO_MEMORY;
    case CURLE_COULDNT_CONNECT:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
        curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &number);
        break;
    default:
        break;
    }
    return number > 0 ? coir_from_errno((int)number) : (int)COIR_SYSTEM;
}

/* A future that has its outcome belongs to a task that was cancelled, and lets go itself. */
static void finish_(struct coir_curl_client *self) {
    int left;
    CURLMsg *message;
    while ((message = curl_multi_info_read(self->multi, &left))) {
        char *owner;
        struct coir_curl *transfer;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
        transfer = (struct coir_curl *)(void *)owner;
        if (message->msg != CURLMSG_DONE || coir_future_done(&transfer->over))
            continue;
        transfer->code = (int)message->data.result;
        coir_future_set(&transfer->over, error_(transfer->easy, message->data.result));
    }
}

static void ready_(struct coir_foreign *foreign, int fd, int bits) {
    struct coir_curl_client *self = (struct coir_curl_client *)foreign->owner;
    int running;
    curl_multi_socket_action(self->multi, fd,
                             (bits & COIR_READABLE ? CURL_CSELECT_IN : 0) |
                                 (bits & COIR_WRITABLE ? CURL_CSELECT_OUT : 0),
                             &running);
    finish_(self);
}

static int expire_(void *argument) {
    struct coir_curl_client *self = (struct coir_curl_client *)argument;
    int running;
    curl_multi_socket_action(self->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    finish_(self);
    return 0;
}

/* ---- The transfer ---- */

static int add_(struct coir_curl *self) {
    CURLMcode code;
    self->code = -1;
    self->before = NULL;
    curl_easy_getinfo(self->easy, CURLINFO_PRIVATE, &self->before);
    code = curl_multi_add_handle(self->client->multi, self->easy);
    if (code != CURLM_OK)
        return code == CURLM_ADDED_ALREADY ? (int)COIR_RUNTIME : (int)COIR_NO_MEMORY;
    curl_easy_setopt(self->easy, CURLOPT_PRIVATE, self);
    coir_future_init(&self->over, self->client->loop);
    self->client->transfers++;
    coir_foreign_want(&self->client->foreign, true);
    return 0;
}

COIR_ASYNC(coir_curl) {
    COIR_AWAIT(add_(self));
    COIR_TRY {
        COIR_AWAIT(coir_future_wait(&self->over));
    }
    COIR_CATCH(COIR_CANCELLED) {
        self->code = -1; /* its end may have come in the same turn */
        COIR_RAISE(COIR_CANCELLED);
    }
    COIR_FINALLY {
        release_(self);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

/* ---- The client ---- */

int coir_curl_open(struct coir_curl_client *client, struct coir_loop *loop) {
    int error;
    memset(client, 0, sizeof *client);
    error = coir_foreign_open(&client->foreign, loop, ready_, client);
    if (error < 0)
        return error;
    coir_foreign_want(&client->foreign, false);
    client->loop = loop;
    client->multi = curl_multi_init();
    if (!client->multi) {
        coir_foreign_close(&client->foreign);
        return COIR_NO_MEMORY;
    }
    curl_multi_setopt(client->multi, CURLMOPT_SOCKETFUNCTION, socket_);
    curl_multi_setopt(client->multi, CURLMOPT_SOCKETDATA, client);
    curl_multi_setopt(client->multi, CURLMOPT_TIMERFUNCTION, timer_);
    curl_multi_setopt(client->multi, CURLMOPT_TIMERDATA, client);
    return 0;
}

void coir_curl_close(struct coir_curl_client *client) {
    if (!client->multi)
        return;
    curl_multi_cleanup(client->multi);
    client->multi = NULL;
    coir_handle_cancel(&client->timer);
    coir_foreign_close(&client->foreign);
}
