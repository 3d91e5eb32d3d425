/* context.h - values that belong to a task and to what it starts.
 *
 * Rung 6. A variable has one value per task; a task or callback begins with the values of whoever
 * started it, and what it sets itself nobody else sees. Costs a pointer per task, four words per value
 * that is set, which you provide, and a search among those that are set.
 *
 *     static const struct coir_var user = {"user"};
 *
 *     coir_var_set(&user, &self->token, (void *)self->name);
 *     ...
 *     printf("%s\n", (const char *)coir_var_get(&user, NULL));
 *
 * Needs: loop.h.   Semantics: contextvars (PEP 567); a value is undone in the reverse order of setting.
 * SPDX-License-Identifier: MIT
 */
#ifndef COIR_CONTEXT_H
#define COIR_CONTEXT_H

#include "coir/loop.h"

#if COIR_CANCEL && COIR_TASKS

/* A variable is an address; the name is for people. */
struct coir_var {
    const char *name;
};

/* A value that was set, and the place where it is remembered. Private. */
struct coir_token {
    const struct coir_token *before;
    const struct coir_var *var;
    void *value;
};

COIR_C_BEGIN_

/* Give a variable a value, for this task or callback and for what it starts from now on.
 *
 * token     yours, anything; it stays as it is until coir_var_reset, or until this task and all
 *           that were started meanwhile are done
 * value     yours
 * returns   0
 * errors    COIR_RUNTIME   outside of a running loop
 *           COIR_VALUE     the token remembers a value that is set here already
 * context   a task or a callback
 * source    contextvars.ContextVar.set */
int coir_var_set(const struct coir_var *var, struct coir_token *token, void *value);

/* Its value here, or `fallback` if it has none. (ContextVar.get) */
void *coir_var_get(const struct coir_var *var, void *fallback);

/* Undo a coir_var_set: the variable has the value that it had before.
 *
 * returns   0
 * errors    COIR_VALUE   it is not the last one set here
 * source    contextvars.ContextVar.reset */
int coir_var_reset(struct coir_token *token);

COIR_C_END_

#endif
#endif
