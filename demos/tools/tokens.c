/* tokens.c - split C-like text into tokens, as a generator. One file, and coir.h beside it.
 *
 *     cc tokens.c -o tokens && ./tokens <tokens.c
 *
 * A tokenizer likes to be a loop that reads, and so does the one who uses it; one of the two would
 * have to give up its loop. A generator lets both keep theirs. It needs no event loop and no code
 * from coir.h but macros, so nothing is asked of that file but to be there.
 */
#include "coir.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define UNCLOSED COIR_USER(0)
#define TOO_LONG COIR_USER(1)

enum kind { NAME, NUMBER, STRING, SIGN };
static const char *const kind_name[] = {"name", "number", "string", "sign"};

struct token {
    enum kind kind;
    int line;
    char text[256];
};

struct tokens {
    GENERATOR_FRAME;
    FILE *from;
    int c;    /* the character that is looked at */
    int line; /* where it stands */
    size_t length;
    struct token token;
    const struct token *value;
};

/* Append the character that is looked at, and look at the next. */
static int take(struct tokens *self) {
    if (self->length + 1 == sizeof self->token.text)
        return TOO_LONG;
    self->token.text[self->length++] = (char)self->c;
    self->token.text[self->length] = '\0';
    self->line += self->c == '\n';
    self->c = getc(self->from);
    return 0;
}

/* What begins with this character? */
static enum kind kind_of(int c) {
    if (isalpha(c) || c == '_')
        return NAME;
    if (isdigit(c))
        return NUMBER;
    return c == '"' || c == '\'' ? STRING : SIGN;
}

/* Take the rest of a string, whose first character is its quote. */
static int take_string(struct tokens *self) {
    char quote = self->token.text[0];
    int error = 0;
    while (!error && self->c != quote) {
        if (self->c == '\\')
            error = take(self);
        if (self->c == EOF || self->c == '\n')
            return UNCLOSED;
        if (!error)
            error = take(self);
    }
    return error ? error : take(self);
}

/* Take the rest of a token, whose first character is taken. */
static int take_rest(struct tokens *self) {
    int error = 0;
    if (self->token.kind == STRING)
        return take_string(self);
    if (self->token.kind == SIGN)
        return 0;
    while (!error && (isalnum(self->c) || self->c == '_'))
        error = take(self);
    return error;
}

GENERATOR(tokens) {
    self->line = 1;
    self->c = getc(self->from);
    for (;;) {
        int error;
        while (isspace(self->c)) {
            self->line += self->c == '\n';
            self->c = getc(self->from);
        }
        if (self->c == EOF)
            break;
        self->length = 0;
        self->token.line = self->line;
        self->token.kind = kind_of(self->c);
        error = take(self);
        if (!error)
            error = take_rest(self);
        if (error)
            RAISE(error);
        YIELD(&self->token);
    }
}
GENERATOR_END

int main(void) {
    static struct tokens each;
    FOR_EACH(each, tokens, .from = stdin) {
        printf("%4d  %-7s %s\n", each.value->line, kind_name[each.value->kind], each.value->text);
    }
    if (OUTCOME(each) == UNCLOSED)
        fprintf(stderr, "line %d: a string is not closed\n", each.token.line);
    if (OUTCOME(each) == TOO_LONG)
        fprintf(stderr, "line %d: a token is too long\n", each.token.line);
    return OUTCOME(each) < 0;
}
