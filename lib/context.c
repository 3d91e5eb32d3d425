/* context.c - values that belong to a task and to what it starts.
 *
 * A chain of tokens per task. Who is started begins with a pointer into the chain of who starts it; what
 * is set later goes in front, so nobody else sees it.
 * SPDX-License-Identifier: MIT
 */
#include "coir/context.h"
#include "loop_.h"

#if COIR_CANCEL && COIR_TASKS

#if COIR_HOSTED
COIR_THREAD_LOCAL_ const struct coir_token **coir_elsewhere_;
#else
#define coir_elsewhere_ NULL
#endif

/* Where the chain of the running task or callback begins, or that of a function in a thread. */
static const struct coir_token **here_(void) {
    struct coir_loop *loop = coir_running_;
    if (!loop)
        return coir_elsewhere_;
    return loop->current ? &loop->current->context : &loop->context;
}

int coir_var_set(const struct coir_var *var, struct coir_token *token, void *value) {
    const struct coir_token **here = here_();
    if (!here)
        return COIR_RUNTIME;
    for (const struct coir_token *set = *here; set; set = set->before)
        if (set == token)
            return COIR_VALUE;
    token->before = *here;
    token->var = var;
    token->value = value;
    *here = token;
    return 0;
}

void *coir_var_get(const struct coir_var *var, void *fallback) {
    const struct coir_token **here = here_();
    const struct coir_token *token = here ? *here : NULL;
    for (; token; token = token->before)
        if (token->var == var)
            return token->value;
    return fallback;
}

int coir_var_reset(struct coir_token *token) {
    const struct coir_token **here = here_();
    if (!here || *here != token)
        return COIR_VALUE;
    *here = token->before;
    return 0;
}

#endif
