/* echo_libuv.c - echo with libuv: a uv_tcp_t per connection.
 *
 * Reads into one buffer for all, and writes with uv_try_write, the cheapest that libuv has.
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE
#include <uv.h>

#include "common.h"

static char bytes[ROOM];

static void lend(uv_handle_t *handle, size_t size, uv_buf_t *buffer) {
    (void)handle, (void)size;
    *buffer = uv_buf_init(bytes, sizeof bytes);
}

static void give_back(uv_handle_t *handle) {
    free(handle);
}

static void answer(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer) {
    uv_buf_t out = uv_buf_init(buffer->base, (unsigned)(n > 0 ? n : 0));
    if (n > 0)
        must(uv_try_write(stream, &out, 1) == n, "uv_try_write");
    else if (n < 0)
        uv_close((uv_handle_t *)stream, give_back);
}

static void welcome(uv_stream_t *listener, int status) {
    uv_tcp_t *connection = (uv_tcp_t *)malloc(sizeof *connection);
    (void)status;
    uv_tcp_init(listener->loop, connection);
    must(uv_accept(listener, (uv_stream_t *)connection) == 0, "uv_accept");
    uv_tcp_nodelay(connection, 1);
    uv_read_start((uv_stream_t *)connection, lend, answer);
}

int main(void) {
    uv_tcp_t listener;
    uv_tcp_init(uv_default_loop(), &listener);
    uv_tcp_open(&listener, listen_and_say());
    must(uv_listen((uv_stream_t *)&listener, 1024, welcome) == 0, "uv_listen");
    return uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
