/* getaddrinfo.c - find the addresses of a name, while other tasks go on.
 *
 *     infos = await loop.getaddrinfo('printer.home', 631)
 *     reader, writer = await asyncio.open_connection('printer.home', 631)
 *
 * The system is asked in a thread. Here a table stands for the system, so that this prints the same
 * everywhere; without .resolve it would be getaddrinfo. coir_open_tcp takes names too, and tries
 * their addresses: IPv6 and IPv4 in turns, 250 ms apart, until one connects.
 */
#include <stdio.h>

#include "coir/coir.h"

/* Runs in a thread, so it may take its time. */
static int look_in_table(const char *host, int family, struct coir_address *addresses,
                         unsigned count) {
    static const char *const table[][2] = {{"printer.home", "fd00::631"},
                                           {"printer.home", "192.168.1.31"}};
    int found = 0;
    for (int i = 0; i < 2 && (unsigned)found < count; i++)
        if (strcmp(host, table[i][0]) == 0 &&
            coir_address_set(&addresses[found], table[i][1], 0) == 0)
            found += !family || addresses[found].family == family;
    return found ? found : (int)COIR_UNKNOWN_HOST;
}

struct lookup {
    CORO;
    const char *host;
    int family;
    struct coir_getaddrinfo look;
    struct coir_address addresses[4];
};

ASYNC(lookup) {
    char text[COIR_ADDRESS_TEXT];
    TRY {
        AWAIT(self->look, coir_getaddrinfo, .host = self->host, .port = 631, .family = self->family,
              .addresses = self->addresses, .count = 4, .resolve = look_in_table);
        for (int i = 0; i < self->look.result; i++)
            printf("%s: %s\n", self->host, coir_address_text(&self->addresses[i], text));
    }
    CATCH(COIR_UNKNOWN_HOST) {
        printf("%s: %s\n", self->host, coir_error_text(CAUGHT));
    }
    TRY_END
}
ASYNC_END

struct app {
    CORO;
    struct lookup lookup;
};

ASYNC(app) {
    AWAIT(self->lookup, lookup, .host = "printer.home");
    AWAIT(self->lookup, lookup, .host = "printer.home", .family = 4);
    AWAIT(self->lookup, lookup, .host = "localhost");
    AWAIT(self->lookup, lookup, .host = "scanner.home");
}
ASYNC_END

int main(void) {
    return COIR_RUN(app);
}
