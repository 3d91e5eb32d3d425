/* bootloader.c - receive an image over a serial line, with XMODEM-CRC.
 *
 * A protocol that is usually written as a table of states is read here from top to bottom: ask, wait for
 * a block with a deadline, check it, answer; a block that is damaged or does not come is asked for
 * again. An error or a cancellation says so to the sender before it goes on its way. The image is
 * checked as it comes and not kept, so it may be larger than the memory.
 *
 * Boards: host mps2-an385 atmega328p riscv
 * Parts: uart
 * Options: real_time
 * Serial: xmodem
 * SPDX-License-Identifier: MIT
 */
#include "board.h"

#include "coir/timeout.h"
#include "coir/uart.h"

enum { SOH = 0x01, EOT = 0x04, ACK = 0x06, NAK = 0x15, CAN = 0x18, DATA = 128, TRIES = 10 };

#define DAMAGED COIR_USER(1)
#define GIVEN_UP COIR_USER(2)   /* by this side */
#define CALLED_OFF COIR_USER(3) /* by the other */

static struct coir_loop loop;
static struct coir_uart uart;
static char received[128], sent[64];

static uint16_t crc_of(uint16_t crc, const uint8_t *bytes, int count) {
    while (count-- > 0) {
        crc ^= (uint16_t)(*bytes++ << 8);
        for (int bit = 0; bit < 8; bit++)
            crc = (uint16_t)(crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1);
    }
    return crc;
}

/* ---- One block ---- */

/* kind is EOT at the end of the image; of a block, the rest is its number, the same inverted, its bytes
 * and their CRC. */
struct block {
    CORO;
    uint8_t kind, rest[2 + DATA + 2];
};

ASYNC(block) {
    AWAIT(coir_read_exactly(&uart.stream, &self->kind, 1));
    if (self->kind == CAN) {
        AWAIT(coir_read_exactly(&uart.stream, &self->kind, 1));
        RAISE(self->kind == CAN ? CALLED_OFF : DAMAGED);
    }
    if (self->kind == SOH) {
        AWAIT(coir_read_exactly(&uart.stream, self->rest, sizeof self->rest));
        if ((self->rest[0] ^ self->rest[1]) != 0xff || crc_of(0, self->rest + 2, DATA + 2) != 0)
            RAISE(DAMAGED);
    } else if (self->kind != EOT) {
        RAISE(DAMAGED);
    }
}
ASYNC_END

/* What comes until nothing comes for a second is of no use. */
struct purge {
    CORO;
    int count;
    char bytes[16];
    struct coir_move_on_after limit;
};

ASYNC(purge) {
    do {
        self->count = 0;
        ASYNC_WITH(self->limit, coir_move_on_after, .delay = COIR_S(1)) {
            AWAIT_INTO(self->count, coir_read(&uart.stream, self->bytes, sizeof self->bytes));
        }
        ASYNC_WITH_END
    } while (self->count > 0);
}
ASYNC_END

/* ---- All of them ---- */

struct transfer {
    CORO;
    uint8_t answer, expected, tries;
    uint16_t crc;
    uint32_t size;
    struct block block;
    struct purge purge;
    struct coir_timeout limit;
};

/* A block came whole: take it, unless our last answer was lost and it is the one before again. */
static int take(struct transfer *self) {
    uint8_t number = self->block.rest[0];
    if (number == self->expected) {
        self->crc = crc_of(self->crc, self->block.rest + 2, DATA);
        self->size += DATA;
        self->expected++;
    } else if (number != (uint8_t)(self->expected - 1) || !self->size) {
        return GIVEN_UP;
    }
    self->answer = ACK;
    self->tries = 0;
    return 0;
}

/* 'C' asks for the first block, and for CRCs. */
static int ask_again(struct transfer *self) {
    self->answer = self->size ? NAK : 'C';
    self->block.kind = 0;
    return ++self->tries < TRIES ? 0 : GIVEN_UP;
}

ASYNC(transfer) {
    self->answer = 'C';
    self->expected = 1;
    do {
        TRY {
            AWAIT(coir_write_all(&uart.stream, &self->answer, 1));
            ASYNC_WITH(self->limit, coir_timeout, .delay = COIR_S(3)) {
                AWAIT(self->block, block);
            }
            ASYNC_WITH_END
            if (self->block.kind == SOH)
                AWAIT(take(self));
        }
        CATCH(COIR_TIMEOUT) {
            AWAIT(ask_again(self));
        }
        CATCH(DAMAGED) {
            AWAIT(self->purge, purge);
            AWAIT(ask_again(self));
        }
        TRY_END
    } while (self->block.kind != EOT);
    self->answer = ACK;
    AWAIT(coir_write_all(&uart.stream, &self->answer, 1));
}
ASYNC_END

/* ---- The loader ---- */

/* Whatever ends a transfer early, the sender is told: so it stops too. */
struct receive {
    CORO;
    bool whole;
    struct transfer transfer;
};

ASYNC(receive) {
    self->whole = false;
    TRY {
        AWAIT(self->transfer, transfer);
        self->whole = true;
    }
    FINALLY {
        if (!self->whole)
            AWAIT(coir_write_all(&uart.stream, "\x18\x18\x18", 3));
    }
    TRY_END
}
ASYNC_END

struct loader {
    CORO;
    char key;
    struct receive receive;
    struct purge purge;
};

/* print() goes around the stream, once that has nothing more to send. */
ASYNC(loader) {
    while (!self->receive.whole) {
        TRY {
            AWAIT(self->receive, receive);
        }
        CATCH(CALLED_OFF) {
            while (coir_uart_unsent(&uart))
                AWAIT(coir_sleep_ms(10));
            print("called off\n");
        }
        TRY_END
    }
    AWAIT(self->purge, purge);
    print_line("bytes ", (long)self->receive.transfer.size);
    print_line("crc ", self->receive.transfer.crc);
    print("press a key\n");
    AWAIT(coir_read(&uart.stream, &self->key, 1));
    coir_close(&uart.stream);
}
ASYNC_END

static COIR_TASK(loader) task;

int main(void) {
    coir_loop_init(&loop, board_begin(0));
    coir_uart_init(&uart, &loop, &board_uart, received, sizeof received, sent, sizeof sent);
    START(&loop, task, loader);
    return board_end(coir_run_until(&loop, &task.task) != 0);
}
