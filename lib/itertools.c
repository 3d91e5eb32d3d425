/* itertools.c - build async generators out of async generators: all but merge.
 *
 * Each is a loop over its source and a FINALLY that closes it.
 * SPDX-License-Identifier: MIT
 */
#include "coir/itertools.h"
#include "again_.h"
#include "source_.h"

#if COIR_CLEANUP

/* The generators of this header yield pointers to items; a source is what they point to. */
static bool yields_pointers_(coir_body body) {
#if COIR_JOINS
    if (body == coir_merge)
        return true;
#endif
    return body == coir_map || body == coir_filter || body == coir_take || body == coir_enumerate ||
           body == coir_zip;
}

struct coir_source coir_source_(struct coir_frame *frame, coir_body body, void *value,
                                size_t size) {
    struct coir_source source;
    source.frame = frame;
    source.body = body;
    source.value = value;
    source.size = yields_pointers_(body) ? 0 : size;
    return source;
}

static int apply_(struct coir_map *self) {
    int error = self->function(coir_source_item_(&self->source),
                               self->call ? (void *)self->call : self->into, self->argument);
    if (self->call)
        coir_begin_again_(self->call, self->body);
    return error;
}

COIR_ASYNC(coir_map) {
    self->value = self->into;
    self->body = self->call ? self->call->body : NULL;
    COIR_TRY {
        for (;;) {
            COIR_SOURCE_NEXT_(&self->source);
            if (coir_source_ended_(&self->source))
                break;
            COIR_AWAIT(apply_(self));
            if (self->call)
                COIR_AWAIT_CALL(self->call);
            COIR_YIELD(self->into);
        }
    }
    COIR_FINALLY {
        COIR_SOURCE_CLOSE_(&self->source);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

COIR_ASYNC(coir_filter) {
    self->size = self->source.size;
    COIR_TRY {
        for (;;) {
            COIR_SOURCE_NEXT_(&self->source);
            if (coir_source_ended_(&self->source))
                break;
            if (self->predicate(coir_source_item_(&self->source), self->argument))
                COIR_YIELD(coir_source_item_(&self->source));
        }
    }
    COIR_FINALLY {
        COIR_SOURCE_CLOSE_(&self->source);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

COIR_ASYNC(coir_take) {
    self->size = self->source.size;
    COIR_TRY {
        for (; self->count > 0; self->count--) {
            COIR_SOURCE_NEXT_(&self->source);
            if (coir_source_ended_(&self->source))
                break;
            COIR_YIELD(coir_source_item_(&self->source));
        }
    }
    COIR_FINALLY {
        COIR_SOURCE_CLOSE_(&self->source);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

COIR_ASYNC(coir_enumerate) {
    self->size = sizeof self->numbered;
    self->numbered.index = self->start;
    COIR_TRY {
        for (;; self->numbered.index++) {
            COIR_SOURCE_NEXT_(&self->source);
            if (coir_source_ended_(&self->source))
                break;
            self->numbered.item = coir_source_item_(&self->source);
            COIR_YIELD(&self->numbered);
        }
    }
    COIR_FINALLY {
        COIR_SOURCE_CLOSE_(&self->source);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

COIR_ASYNC(coir_zip) {
    COIR_TRY {
        while (self->count > 0) {
            for (self->i = 0; self->i < self->count; self->i++) {
                COIR_SOURCE_NEXT_(&self->sources[self->i]);
                if (coir_source_ended_(&self->sources[self->i]))
                    COIR_RETURN();
                self->items[self->i] = coir_source_item_(&self->sources[self->i]);
            }
            COIR_YIELD(self->items);
        }
    }
    COIR_FINALLY {
        for (self->i = 0; self->i < self->count; self->i++) {
            COIR_TRY {
                COIR_SOURCE_CLOSE_(&self->sources[self->i]);
            }
            COIR_CATCH(COIR_ANY) {
                self->error = coir_worse_(self->error, COIR_CAUGHT);
            }
            COIR_TRY_END
        }
        if (self->error)
            COIR_RAISE(self->error);
    }
    COIR_TRY_END
}
COIR_ASYNC_END

#endif
