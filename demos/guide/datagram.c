/* datagram.c - ask the time by UDP: a server, and a client that asks until it is answered.
 *
 *     transport, protocol = await loop.create_datagram_endpoint(Time, local_addr=('127.0.0.1', 0))
 *
 * A datagram may get lost and nobody says so: who needs an answer asks again after a while. This
 * server does not answer what is no question. asyncio has a callback for each message; here it is an AWAIT.
 */
#include <stdio.h>

#include "coir/coir.h"

static struct coir_datagram server_socket;

struct server {
    CORO;
    struct coir_address from;
    char question[80];
    int n;
};

ASYNC(server) {
    TRY {
        for (;;) {
            AWAIT_INTO(self->n, coir_receive_from(&server_socket, self->question,
                                                  sizeof self->question, &self->from));
            printf("server: %.*s\n", self->n, self->question);
            if (self->question[0] == 'W')
                AWAIT(coir_send_to(&server_socket, "half past nine", 14, &self->from));
        }
    }
    FINALLY {
        coir_datagram_close(&server_socket);
    }
    TRY_END
}
ASYNC_END

struct app {
    CORO;
    COIR_TASK(server) server;
    struct coir_address here;
    struct coir_datagram socket;
    struct coir_timeout timeout;
    const char *question;
    char answer[80];
    int n, tries;
};

ASYNC(app) {
    coir_address_set(&self->here, "127.0.0.1", 0);
    AWAIT(coir_open_datagram(&server_socket, coir_running_loop(), &self->here, NULL, 0));
    AWAIT(coir_open_datagram(&self->socket, coir_running_loop(), NULL, &server_socket.address, 0));
    START(coir_running_loop(), self->server, server);
    while (self->n == 0) {
        TRY {
            ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(1)) {
                self->question = self->tries++ ? "What time is it?" : "(cough)";
                AWAIT(coir_send_to(&self->socket, self->question, strlen(self->question), NULL));
                AWAIT_INTO(self->n, coir_receive_from(&self->socket, self->answer,
                                                      sizeof self->answer, NULL));
            }
            ASYNC_WITH_END
        }
        CATCH(COIR_TIMEOUT) {
            printf("client: no answer, so again\n");
        }
        TRY_END
    }
    printf("client: %.*s\n", self->n, self->answer);
    coir_datagram_close(&self->socket);
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
