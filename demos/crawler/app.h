/* app.h - run the site and `crawl` beside it, in one thread; say on standard error how long that took.
 *
 * SPDX-License-Identifier: MIT
 */
struct app {
    CORO;
    struct coir_listener listener;
    COIR_TASK(site) site;
    struct crawl crawl;
    coir_time since;
};

ASYNC(app) {
    AWAIT(coir_listen(&self->listener, coir_running_loop(), "127.0.0.1", 0));
    START(coir_running_loop(), self->site, site, .listener = &self->listener);
    self->since = coir_now();
    AWAIT(self->crawl, crawl, .port = self->listener.address.port);
    fprintf(stderr, "%.1f s\n", (double)(coir_now() - self->since) / COIR_TICK_HZ);
    coir_listener_close(&self->listener);
    AWAIT(coir_join(&self->site.task));
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
