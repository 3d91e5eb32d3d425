/* 16_with.c - with, async with, contextlib: something before a block and after it. */
#include <stdio.h>

#include "coir/coir.h"

/* >>> manager */
struct tag {
    GENERATOR_FRAME;
    const char *name;
    int value;
};

GENERATOR(tag) {
    printf("<%s>\n", self->name);
    TRY {
        YIELD(0);
    }
    FINALLY {
        printf("</%s>\n", self->name);
    }
    TRY_END
}
GENERATOR_END

struct writes {
    CORO;
    struct tag tag;
};

ASYNC(writes) {
    WITH(self->tag, tag, .name = "b") {
        printf("bold\n");
    }
    WITH_END
}
ASYNC_END

/* <<< */

/* >>> async-manager */
struct connection {
    CORO;
    const char *host;
    int value;
};

ASYNC(connection) {
    AWAIT(coir_sleep(COIR_S(1)));
    printf("open %s\n", self->host);
    TRY {
        YIELD(7);
    }
    FINALLY {
        AWAIT(coir_sleep(COIR_S(1)));
        printf("closed\n");
    }
    TRY_END
}
ASYNC_END

struct connects {
    CORO;
    struct connection connection;
};

ASYNC(connects) {
    ASYNC_WITH(self->connection, connection, .host = "example.org") {
        printf("number %d\n", self->connection.value);
    }
    ASYNC_WITH_END
}
ASYNC_END

/* <<< */

/* >>> suppress */
struct ignores_refusal {
    GENERATOR_FRAME;
    int value;
};

GENERATOR(ignores_refusal) {
    TRY {
        YIELD(0);
    }
    CATCH(COIR_REFUSED) {
        printf("ignored\n");
    }
    TRY_END
}
GENERATOR_END

struct goes_on {
    CORO;
    struct ignores_refusal ignores;
};

ASYNC(goes_on) {
    WITH(self->ignores, ignores_refusal) {
        RAISE(COIR_REFUSED);
    }
    WITH_END
    printf("goes on\n");
}
ASYNC_END

/* <<< */

struct nests {
    CORO;
    /* >>> nested */
    struct connection org, com;
    /* <<< */
};

ASYNC(nests) {
    /* >>> nested */
    ASYNC_WITH(self->org, connection, .host = "example.org") {
        ASYNC_WITH(self->com, connection, .host = "example.com") {
            printf("both\n");
        }
        ASYNC_WITH_END
    }
    ASYNC_WITH_END
    /* <<< */
}
ASYNC_END

/* >>> exit-stack: there is no stack to push managers onto; a coroutine that opens one and awaits itself for the rest
 * does the same, with a frame for each. */
struct opens {
    CORO;
    const char **hosts;
    struct opens *rest;
    struct connection connection;
};

ASYNC(opens) {
    if (!*self->hosts) {
        printf("all of them\n");
        RETURN();
    }
    ASYNC_WITH(self->connection, connection, .host = *self->hosts) {
        AWAIT(self->rest[0], opens, .hosts = self->hosts + 1, .rest = self->rest + 1);
    }
    ASYNC_WITH_END
}
ASYNC_END

struct opens_three {
    CORO;
    const char *hosts[4];
    struct opens first, rest[4];
};

ASYNC(opens_three) {
    self->hosts[0] = "a";
    self->hosts[1] = "b";
    self->hosts[2] = "c";
    AWAIT(self->first, opens, .hosts = self->hosts, .rest = self->rest);
}
ASYNC_END

/* <<< */

struct leaves_early {
    CORO;
    struct tag tag;
    int n;
    bool enough;
};

ASYNC(leaves_early) {
    /* >>> leave: break leaves the block, and not the loop around it: say so to the loop. */
    for (self->n = 0; self->n < 3 && !self->enough; self->n++) {
        WITH(self->tag, tag, .name = "i") {
            printf("%d\n", self->n);
            self->enough = true;
            break;
        }
        WITH_END
    }
    /* <<< */
}
ASYNC_END

int main(void) {
    return COIR_RUN(writes) || COIR_RUN(connects) || COIR_RUN(goes_on) || COIR_RUN(nests) ||
           COIR_RUN(opens_three) || COIR_RUN(leaves_early);
}
