/* chat.c - rooms to talk in, over TCP:  chat [PORT [ADDRESS]]
 *
 *     $ ./chat 7000 &                      $ nc localhost 7000
 *     chat: listening on 127.0.0.1:7000    Your name? ann
 *                                          Which room? kitchen
 *
 * A member is two tasks in a group: one reads lines and publishes them in the room, the other writes
 * what is published there. Publishing never waits. Who reads slower than the others talk misses
 * lines, is told how many, and holds up nobody. SIGINT says good bye to everybody; a second one does
 * not wait for that.
 * SPDX-License-Identifier: MIT
 */
#include "coir/coir.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum { NAME = 24, TEXT = 512, BEHIND = 64, ROOMS = 16, MEMBERS = 1000 };

/* ---- Rooms ---- */

/* What is said in a room: a line, with the name of who said it. */
struct line {
    char text[NAME + 2 + TEXT];
};

static struct room {
    char name[NAME];
    int members; /* without any, it is nobody's */
    struct coir_broadcast said;
    struct line lines[BEHIND];
} rooms[ROOMS];

/* The room of this name, or an empty one that gets it; NULL if all are taken. */
static struct room *find_room(const char *name) {
    struct room *empty = NULL;
    for (struct room *room = rooms; room < rooms + ROOMS; room++) {
        if (room->members && strcmp(room->name, name) == 0)
            return room;
        if (!room->members && !empty)
            empty = room;
    }
    if (empty) {
        strcpy(empty->name, name);
        coir_broadcast_init(&empty->said, empty->lines, sizeof empty->lines[0], BEHIND,
                            COIR_SLOW_LOSES);
    }
    return empty;
}

static void say(struct room *room, const char *who, const char *what) {
    struct line line;
    snprintf(line.text, sizeof line.text, "%s%s", who, what);
    coir_publish_nowait(&room->said, &line);
}

/* ---- Asking a question ---- */

/* A line of the member's, as a name: letters, digits and a few more. */
static bool is_name(const char *text) {
    for (; *text; text++)
        if (!isalnum((unsigned char)*text) && !strchr("-_.", *text) &&
            !((unsigned char)*text & 128))
            return false;
    return true;
}

struct ask {
    CORO;
    struct coir_stream *stream;
    const char *question;
    char *answer; /* of NAME bytes */
    char line[NAME + 2];
};

/* Asks until it gets an answer; who just leaves ends with COIR_EOF. */
ASYNC(ask) {
    do {
        AWAIT(coir_write_all(self->stream, self->question, strlen(self->question)));
        AWAIT(coir_readline(self->stream, self->line, sizeof self->line));
        if (!self->line[0])
            RAISE(COIR_EOF);
        self->line[strcspn(self->line, "\r\n")] = 0;
    } while (!self->line[0] || strlen(self->line) >= NAME || !is_name(self->line));
    strcpy(self->answer, self->line);
}
ASYNC_END

/* ---- A member ---- */

/* Writes what is said in the room, as fast as the member reads it. */
struct listen_to {
    CORO;
    struct coir_stream *stream;
    struct coir_subscriber *ear;
    struct coir_published each;
    uint32_t told;
    struct line line;
    char missed[60];
};

ASYNC(listen_to) {
    ASYNC_FOR(self->each, coir_published, .subscriber = self->ear, .item = &self->line) {
        if (self->ear->lost != self->told) {
            snprintf(self->missed, sizeof self->missed, "* you missed %u lines\n",
                     (unsigned)(self->ear->lost - self->told));
            self->told = self->ear->lost;
            AWAIT(coir_write_all(self->stream, self->missed, strlen(self->missed)));
        }
        AWAIT(coir_write_all(self->stream, self->line.text, strlen(self->line.text)));
    }
    ASYNC_FOR_END
}
ASYNC_END

struct member {
    COIR_CONNECTION;
    struct ask ask;
    struct coir_group group;
    COIR_TASK(listen_to) listener;
    struct coir_subscriber ear;
    struct room *room;
    const char *left;       /* what is said of it at the end */
    const char *last_words; /* what it is told then; or NULL */
    char name[NAME], room_name[NAME], prefix[NAME + 2], buffer[TEXT], line[TEXT];
};

/* What is no text is not passed on: a 0 would end the line, others command the members' terminals. */
static void clean(char *line, int length) {
    for (int i = 0; i < length; i++)
        if (iscntrl((unsigned char)line[i]) && (!line[i] || !strchr("\t\r\n", line[i])))
            line[i] = '?';
}

/* Says what the member says. Between two lines the listeners have their turn. */
struct talk {
    CORO;
    struct member *member;
    int n;
};

ASYNC(talk) {
    for (;;) {
        TRY {
            AWAIT_INTO(self->n, coir_readline(self->member->stream, self->member->line,
                                              sizeof self->member->line - 1));
        }
        CATCH(COIR_LIMIT) {
            self->member->last_words = "* that line was too long\n";
            self->n = 0;
        }
        TRY_END
        if (self->n == 0)
            RETURN();
        clean(self->member->line, self->n);
        if (self->member->line[self->n - 1] != '\n')
            strcpy(self->member->line + self->n, "\n");
        say(self->member->room, self->member->prefix, self->member->line);
        AWAIT(coir_sleep(0));
    }
}
ASYNC_END

static void enter(struct member *self) {
    self->room->members++;
    coir_subscribe(&self->ear, &self->room->said);
    snprintf(self->prefix, sizeof self->prefix, "%s: ", self->name);
    self->left = "* %s has left\n";
    snprintf(self->line, sizeof self->line, "* %s is here\n", self->name);
    say(self->room, "", self->line);
}

static void leave(struct member *self) {
    coir_unsubscribe(&self->ear);
    snprintf(self->line, sizeof self->line, self->left, self->name);
    say(self->room, "", self->line);
    self->room->members--;
}

/* Until the member leaves, or is lost; then its listener ends, too. */
struct stay {
    CORO;
    struct member *member;
    struct talk talk;
};

ASYNC(stay) {
    ASYNC_WITH(self->member->group, coir_group) {
        START(&self->member->group, self->member->listener, listen_to,
              .stream = self->member->stream, .ear = &self->member->ear);
        AWAIT(self->talk, talk, .member = self->member);
        coir_group_cancel(&self->member->group);
    }
    ASYNC_WITH_END
}
ASYNC_END

/* The last words may meet somebody who does not read. */
struct part {
    CORO;
    struct coir_stream *stream;
    const char *words;
    struct coir_timeout timeout;
};

ASYNC(part) {
    TRY {
        ASYNC_WITH(self->timeout, coir_timeout, .delay = COIR_S(1)) {
            AWAIT(coir_write_all(self->stream, self->words, strlen(self->words)));
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_ERROR) {
    }
    TRY_END
}
ASYNC_END

struct visit {
    COIR_CONNECTION;
    struct member member;
    struct stay stay;
    struct part part;
};

/* A connection from its first byte to its last. Errors of a connection are its own business. */
ASYNC(visit) {
    self->member.stream = self->stream;
    coir_stream_buffer(self->stream, self->member.buffer, sizeof self->member.buffer);
    TRY {
        AWAIT(self->member.ask, ask, .stream = self->stream, .question = "Your name? ",
              .answer = self->member.name);
        AWAIT(self->member.ask, ask, .stream = self->stream, .question = "Which room? ",
              .answer = self->member.room_name);
        self->member.room = find_room(self->member.room_name);
        if (!self->member.room) {
            AWAIT(self->part, part, .stream = self->stream, .words = "* no room is free\n");
            RETURN();
        }
        enter(&self->member);
        TRY {
            AWAIT(self->stay, stay, .member = &self->member);
        }
        CATCH(COIR_ERROR) {
            self->member.left = "* %s is lost\n";
        }
        FINALLY {
            leave(&self->member);
        }
        TRY_END
        if (self->member.last_words)
            AWAIT(self->part, part, .stream = self->stream, .words = self->member.last_words);
    }
    CATCH(COIR_CANCELLED) {
        AWAIT(self->part, part, .stream = self->stream, .words = "* good bye, the chat ends\n");
        RAISE(COIR_CANCELLED);
    }
    CATCH(COIR_ERROR) {
    }
    TRY_END
}
ASYNC_END

/* ---- The server ---- */

static const char *host = "127.0.0.1";
static int port = 7000;

struct chat {
    CORO;
    struct coir_listener listener;
    struct coir_serve serve;
    char text[COIR_ADDRESS_TEXT];
};

/* The first SIGINT cancels this; then the server cancels its handlers, and waits for them. */
ASYNC(chat) {
    AWAIT(coir_listen(&self->listener, coir_running_loop(), host, port));
    printf("chat: listening on %s\n", coir_address_text(&self->listener.address, self->text));
    fflush(stdout);
    AWAIT(self->serve, coir_serve, .listener = &self->listener, COIR_HANDLER(visit),
          .limit = MEMBERS, .grace = -1);
}
ASYNC_END

int main(int n, char **words) {
    if (n > 1)
        port = atoi(words[1]);
    if (n > 2)
        host = words[2];
    return COIR_RUN(chat);
}
