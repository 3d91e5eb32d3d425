/* channel.c - a queue that ends when its last producer does.
 *
 *     async with send_channel:
 *         await send_channel.send(...)
 *     ...
 *     async for message in receive_channel:
 *
 * trio's memory channel. Two producers, each with a sending end of its own, which it closes when it
 * is through; then the consumer's loop just ends. Nobody counts producers, and no item means stop.
 */
#include <stdio.h>

#include "coir/coir.h"

struct message {
    const char *from;
    int number;
};

struct producer {
    CORO;
    struct coir_sender sender;
    struct coir_sending sending;
    struct message message;
    int count;
};

ASYNC(producer) {
    printf("%s begins\n", self->message.from);
    WITH(self->sending, coir_sending, .sender = &self->sender) {
        for (; self->message.number < self->count; self->message.number++) {
            AWAIT(coir_send(&self->sender, &self->message));
            AWAIT(coir_sleep(COIR_MS(100)));
        }
    }
    WITH_END
    printf("%s is through\n", self->message.from);
}
ASYNC_END

struct app {
    CORO;
    struct message slots[1], message;
    struct coir_channel channel;
    struct coir_receiver receiver;
    struct coir_received each;
    COIR_TASK(producer) ann, bob;
    struct coir_group group;
};

static void start_producers(struct app *self) {
    START(&self->group, self->ann, producer, .message.from = "Ann", .count = 2);
    START(&self->group, self->bob, producer, .message.from = "Bob", .count = 3);
    coir_sender_open(&self->ann.frame.sender, &self->channel);
    coir_sender_clone(&self->bob.frame.sender, &self->ann.frame.sender);
}

ASYNC(app) {
    coir_channel_init(&self->channel, self->slots, sizeof self->slots[0], 1);
    coir_receiver_open(&self->receiver, &self->channel);
    ASYNC_WITH(self->group, coir_group) {
        start_producers(self);
        ASYNC_FOR(self->each, coir_received, .receiver = &self->receiver, .item = &self->message) {
            printf(">%d from %s\n", self->message.number, self->message.from);
        }
        ASYNC_FOR_END
        printf("the channel has ended\n");
    }
    ASYNC_WITH_END
    coir_receiver_close(&self->receiver);
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
