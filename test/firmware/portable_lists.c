/* portable_lists.c - put links into lists that lie anywhere in memory, on any machine.
 *
 * An empty list points to itself. SDCC gets a pointer to itself wrong at one address of 256.
 * Boards: all but attiny85
 * With: machine_board.c
 * SPDX-License-Identifier: MIT
 */
#include "coir/task.h"
#include "portable.h"

/* How far apart lists may lie: 1 where the machine has no alignment. */
struct after_a_byte {
    char byte;
    struct coir_link link;
};
#define STEP (sizeof(struct after_a_byte) - sizeof(struct coir_link))

static union {
    struct coir_link aligned;
    char bytes[300];
} room;
static struct coir_link one;

static void begin(struct coir_link *list) {
    coir_list_init(list);
}

void program(void) {
    unsigned at;
    int wrong = 0;
    for (at = 0; at <= sizeof room.bytes - sizeof one; at += (unsigned)STEP) {
        struct coir_link *list = (struct coir_link *)(void *)(room.bytes + at);
        begin(list);
        if (list->next != list || list->prev != list || !coir_list_empty(list))
            wrong++;
        coir_link_before(list, &one);
        if (list->next != &one || list->prev != &one || one.next != list || one.prev != list)
            wrong++;
        coir_unlink(&one);
        if (!coir_list_empty(list) || list->prev != list)
            wrong++;
    }
    line("wrong", wrong);
}
