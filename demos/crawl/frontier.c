/* frontier.c - remember every URL once, and say which page is to be fetched next.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "frontier.h"

#include <search.h>
#include <stdlib.h>

void frontier_init(struct frontier *frontier, unsigned per_host) {
    memset(frontier, 0, sizeof *frontier);
    coir_queue_init_linked(&frontier->queue);
    coir_list_init(&frontier->next);
    frontier->depth = -1;
    frontier->per_host = per_host;
}

/* ---- The trees ---- */

static int compare_pages_(const void *a, const void *b) {
    return strcmp(((const struct page *)a)->url, ((const struct page *)b)->url);
}

static int compare_hosts_(const void *a, const void *b) {
    return strcmp(((const struct host *)a)->name, ((const struct host *)b)->name);
}

struct page *frontier_page(struct frontier *frontier, const char *url) {
    struct page key, *page;
    void *node;
    size_t length = strlen(url) + 1;
    key.url = url;
    node = tfind(&key, &frontier->pages, compare_pages_);
    if (node)
        return *(struct page **)node;
    page = (struct page *)calloc(1, sizeof *page + length);
    if (!page)
        return NULL;
    page->url = (const char *)memcpy(page + 1, url, length);
    if (!tsearch(page, &frontier->pages, compare_pages_)) {
        free(page);
        return NULL;
    }
    return page;
}

/* The host of a URL, if it is part of the site. */
static struct host *find_host_(struct frontier *frontier, const char *url) {
    char name[URL_LENGTH + 1];
    struct host key;
    size_t length = url_origin_length(url);
    void *node;
    memcpy(name, url, length);
    name[length] = 0;
    key.name = name;
    node = tfind(&key, &frontier->hosts, compare_hosts_);
    return node ? *(struct host **)node : NULL;
}

bool frontier_enter(struct frontier *frontier, const char *url) {
    struct host *host;
    size_t length = url_origin_length(url);
    if (find_host_(frontier, url))
        return true;
    host = (struct host *)calloc(1, sizeof *host + length + 1);
    if (!host)
        return false;
    host->name = (const char *)memcpy(host + 1, url, length);
    coir_list_init(&host->waiting);
    if (!url_split(&host->origin, url) || !tsearch(host, &frontier->hosts, compare_hosts_)) {
        free(host);
        return false;
    }
    return true;
}

static void free_host_(void *memory) {
    struct host *host = (struct host *)memory;
    session_end(&host->session);
    free(host);
}

void frontier_end(struct frontier *frontier) {
    tdestroy(frontier->pages, free);
    tdestroy(frontier->hosts, free_host_);
    frontier->pages = frontier->hosts = NULL;
}

/* ---- From level to host to queue ---- */

static struct page *take_(struct coir_link *list) {
    struct page *page = (struct page *)(void *)list->next;
    coir_unlink(&page->link);
    return page;
}

/* Its level has begun. */
static void release_(struct frontier *frontier, struct page *page) {
    struct host *host = page->host;
    if (host->taken == frontier->per_host) {
        coir_link_before(&host->waiting, &page->link);
        return;
    }
    host->taken++;
    coir_queue_put_nowait(&frontier->queue, &page);
}

bool frontier_want(struct frontier *frontier, struct page *page, int depth, struct page *from) {
    if (!page->host) {
        page->host = find_host_(frontier, page->url);
        if (!page->host)
            return false;
        frontier->wanted++;
    } else if (page->depth <= depth) {
        return false;
    } else {
        coir_unlink(&page->link); /* a redirect leads there from a higher level */
    }
    page->depth = depth;
    page->from = from;
    if (depth > frontier->depth)
        coir_link_before(&frontier->next, &page->link);
    else
        release_(frontier, page);
    return true;
}

void frontier_done(struct frontier *frontier, struct page *page) {
    struct host *host = page->host;
    host->taken--;
    if (!coir_list_empty(&host->waiting))
        release_(frontier, take_(&host->waiting));
    coir_queue_task_done(&frontier->queue);
}

bool frontier_descend(struct frontier *frontier) {
    if (coir_list_empty(&frontier->next))
        return false;
    frontier->depth++;
    while (!coir_list_empty(&frontier->next))
        release_(frontier, take_(&frontier->next));
    return true;
}
