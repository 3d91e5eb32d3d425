/* chess.c - one master, 24 boards: a day's work, or an hour's.
 *
 * She takes 5 s for a move, an opponent takes 55 s, and a game has 30 moves of each. She can make
 * one move at a time: she is a lock, and whoever holds it has her at his board. He holds it for her
 * move and lets go while he thinks himself. That is all there is to a game.
 *
 * One game after the other, she mostly waits. With all games at once, she goes from board to board,
 * and when she is back at the first, he has had 120 s for his 55. Both take every move on a clock
 * that jumps; nothing here multiplies.
 */
#include <stdio.h>

#include "coir/coir.h"

enum { BOARDS = 24, MOVES = 30, HER_MOVE = 5, HIS_REPLY = 55 };

struct game {
    CORO;
    struct coir_lock *master;
    struct coir_hold hold;
    int moves;
    coir_time last_move, last_reply;
};

ASYNC(game) {
    while (self->moves < MOVES) {
        ASYNC_WITH(self->hold, coir_hold, .lock = self->master) {
            AWAIT(coir_sleep(COIR_S(HER_MOVE)));
            self->last_move = coir_now();
        }
        ASYNC_WITH_END
        AWAIT(coir_sleep(COIR_S(HIS_REPLY)));
        self->last_reply = coir_now();
        self->moves++;
    }
}
ASYNC_END

struct one_after_the_other {
    CORO;
    struct coir_lock *master;
    struct game game[BOARDS];
    int i;
};

ASYNC(one_after_the_other) {
    for (self->i = 0; self->i < BOARDS; self->i++)
        AWAIT(self->game[self->i], game, .master = self->master);
}
ASYNC_END

struct all_at_once {
    CORO;
    struct coir_lock *master;
    COIR_TASK(game) game[BOARDS];
    struct coir_watch watch[BOARDS];
    struct coir_gather gather;
    int i;
};

ASYNC(all_at_once) {
    for (self->i = 0; self->i < BOARDS; self->i++)
        START(coir_running_loop(), self->game[self->i], game, .master = self->master);
    COIR_WATCH(self->watch, self->game);
    AWAIT(self->gather, coir_gather, .watch = self->watch, .count = BOARDS);
}
ASYNC_END

/* The exhibition, in both ways. Each time she begins at 0 s. */
static struct coir_virtual port;
static struct coir_loop loop;
static struct coir_lock master;
static COIR_TASK(one_after_the_other) alone;
static COIR_TASK(all_at_once) together;

static long seconds(coir_time time) {
    return (long)(time / COIR_S(1));
}

static void open_hall(void) {
    coir_virtual_init(&port);
    coir_loop_init(&loop, &port.port);
    coir_lock_init(&master);
}

static void run_and_close(const char *how, const struct game *first, const struct game *last) {
    coir_run(&loop);
    printf("%s\n", how);
    printf("  first game over  %5ld s\n", seconds(first->last_reply));
    printf("  her last move    %5ld s\n", seconds(last->last_move));
    printf("  the last reply   %5ld s\n", seconds(last->last_reply));
    coir_loop_close(&loop);
    coir_virtual_close(&port);
}

int main(void) {
    open_hall();
    START(&loop, alone, one_after_the_other, .master = &master);
    run_and_close("One board after the other", &alone.frame.game[0], &alone.frame.game[BOARDS - 1]);

    open_hall();
    START(&loop, together, all_at_once, .master = &master);
    run_and_close("All boards at once", &together.frame.game[0].frame,
                  &together.frame.game[BOARDS - 1].frame);
    return 0;
}
