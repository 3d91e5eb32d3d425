/* frontier.h - remember every URL once, and say which page is to be fetched next.
 *
 * Pages go from hand to hand: a page that is wanted waits in its level, which is how many links it is
 * away from the start; then in its host, while that has as many in work as it may have; then in the
 * queue, from which workers take it. A level begins when the one before is over, so a page always has
 * its least depth, whichever answer came first.
 *
 * The queue knows what is unfinished. A host with pages that wait has others in the queue or in work, and
 * the end of one of those lets the next in before it counts as done; so coir_queue_join on it waits for
 * the whole level. Costs a hundred bytes for a URL, and two tree nodes of libc's.
 * SPDX-License-Identifier: MIT
 */
#ifndef CRAWL_FRONTIER_H
#define CRAWL_FRONTIER_H

#include "connect.h"
#include "url.h"

/* A site: what may be fetched belongs to one. */
struct host {
    const char *name; /* "http://127.0.0.1:8000" */
    struct url_origin origin;
    struct coir_link waiting; /* pages, for their turn */
    unsigned taken;           /* of its pages, in the queue and in work */
    struct session session;   /* of TLS */
};

/* A URL that was seen. */
struct page {
    struct coir_link link; /* in its level, in its host, or in the queue */
    const char *url;
    struct host *host; /* NULL: it is not wanted */
    struct page *from; /* the page that redirected to it, or NULL */
    unsigned listed;   /* number of the page that has listed it last */
    int depth;
};

struct frontier {
    struct coir_queue queue; /* of pages, for workers */
    void *pages, *hosts;     /* trees, by URL and by name */
    struct coir_link next;   /* pages of the next level */
    int depth;               /* of the level in work */
    unsigned per_host, wanted;
};

/* Begin empty, to have at most so many pages of a host in work. */
void frontier_init(struct frontier *frontier, unsigned per_host);

/* The page of this URL, new or known; NULL without memory. */
struct page *frontier_page(struct frontier *frontier, const char *url);

/* Make its host part of the site. Returns false without memory. */
bool frontier_enter(struct frontier *frontier, const char *url);

/* Have a page fetched, unless its host is not part of the site.
 *
 * depth     of the level in work, or the next one
 * from      the page that redirected to it, or NULL
 * returns   was it not wanted before? */
bool frontier_want(struct frontier *frontier, struct page *page, int depth, struct page *from);

/* The page that a worker took from the queue is over. */
void frontier_done(struct frontier *frontier, struct page *page);

/* Let the next level begin, when coir_queue_join says that this one is over. False: there is none. */
bool frontier_descend(struct frontier *frontier);

/* Give everything back. */
void frontier_end(struct frontier *frontier);

#endif
