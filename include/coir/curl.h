/* curl.h - transfer with libcurl, and wait for it.
 *
 * Rung 12, libcoir-curl. A client is a multi handle of libcurl in your loop, with its connections
 * and its cache of names; you prepare easy handles as in any program with libcurl and await them.
 * Costs a descriptor more than libcurl alone, and a frame of 96 bytes per transfer.
 *
 *     struct app { CORO; struct coir_curl_client client; CURL *easy; struct coir_curl get; };
 *
 *     coir_curl_open(&self->client, coir_running_loop());
 *     self->easy = curl_easy_init();
 *     curl_easy_setopt(self->easy, CURLOPT_URL, "https://example.org/");
 *     AWAIT(self->get, coir_curl, .client = &self->client, .easy = self->easy);
 *
 * It runs in whatever loop the task runs in, so also in one that is a guest (uv.h, glib.h). The
 * functions that you give to libcurl are called by the loop, outside of tasks: they may wake
 * tasks, not wait.
 *
 * Needs: foreign.h, future.h.   Semantics: curl_multi_socket_action.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_CURL_H
#define COIR_CURL_H

#include "coir/foreign.h"
#include "coir/future.h"

#if COIR_SYSTEM_IO

/* A multi handle in a loop. Its members are private, but for `multi`. */
struct coir_curl_client {
    void *multi; /* a CURLM, for curl_multi_setopt (not its socket and timer functions) */
    struct coir_loop *loop;
    struct coir_foreign foreign;
    struct coir_handle timer;
    unsigned transfers;
};

/* Transfer: AWAIT(self->get, coir_curl, .client = &client, .easy = easy).
 *
 * client    open
 * easy      a CURL, prepared. Yours afterwards, for curl_easy_getinfo, another transfer or
 *           curl_easy_cleanup. An HTTP status of 400 and more is no error, unless
 *           CURLOPT_FAILONERROR
 * code      afterwards: the CURLcode, for curl_easy_strerror; -1 if it was cancelled
 * errors    COIR_UNKNOWN_HOST, COIR_REFUSED and other errors of sockets, COIR_TIMEOUT (of
 *           CURLOPT_TIMEOUT_MS and its kin), COIR_EOF (cut short), COIR_NO_MEMORY; COIR_RUNTIME:
 *           easy is in use already; COIR_SYSTEM: see code
 *           COIR_CANCELLED  the transfer is broken off, and libcurl closes its connection
 * context   a task of the client's loop
 * source    curl_easy_perform */
struct coir_curl {
    COIR_CORO;
    struct coir_curl_client *client;
    void *easy;
    int code;
    /* private */
    struct coir_future over;
    char *before; /* the user's CURLOPT_PRIVATE */
};

COIR_ASYNC_DECLARE(coir_curl);

COIR_C_BEGIN_

/* Make a client. Call curl_global_init before, as libcurl asks.
 *
 * client    yours; stays where it is until coir_curl_close
 * owns      a CURLM, until then
 * returns   0
 * errors    COIR_NO_MEMORY, COIR_FILES, COIR_SYSTEM_FILES, COIR_UNSUPPORTED (see foreign.h)
 * context   the loop's thread */
int coir_curl_open(struct coir_curl_client *client, struct coir_loop *loop);

/* Close it and the connections that it kept. Its transfers must be done. Idempotent; does nothing
 * to one that was zeroed and never opened.
 *
 * context   the loop's thread */
void coir_curl_close(struct coir_curl_client *client);

COIR_C_END_

#endif
#endif
