/* 192_group_split.c - taking a kind out of nested groups leaves the rest; what is taken is flat.
 * trace: Coir's own */
#include "trace.h"

#define VALUE_ERROR COIR_USER(1)
#define KEY_ERROR COIR_USER(2)
#define OS_ERROR COIR_USER(3)

static void x(int error) {
    printf("%s", error == VALUE_ERROR ? "ValueError" : "KeyError");
}

struct fail {
    CORO;
    int error;
};

ASYNC(fail) {
    RAISE(self->error);
}
ASYNC_END

struct nested {
    CORO;
    struct coir_group group;
    COIR_TASK(fail) two, three;
};

ASYNC(nested) {
    ASYNC_WITH(self->group, coir_group) {
        START(&self->group, self->two, fail, .error = KEY_ERROR);
        START(&self->group, self->three, fail, .error = VALUE_ERROR);
    }
    ASYNC_WITH_END
}
ASYNC_END

struct late {
    CORO;
};

ASYNC(late) {
    TRY {
        AWAIT(coir_sleep(COIR_S(1)));
    }
    CATCH(COIR_CANCELLED) {
        RAISE(VALUE_ERROR);
    }
    TRY_END
}
ASYNC_END

struct scenario {
    CORO;
    struct coir_group group;
    COIR_TASK(late) one;
    COIR_TASK(nested) n;
    struct coir_errors taken;
};

ASYNC(scenario) {
    TRY {
        ASYNC_WITH(self->group, coir_group) {
            START(&self->group, self->one, late);
            START(&self->group, self->n, nested);
        }
        ASYNC_WITH_END
    }
    CATCH(COIR_GROUP) {
        group(x), printf("\n");
        printf("taken %u", coir_errors_take(coir_errors(), OS_ERROR, &self->taken));
        printf(" / left "), group(x), printf("\n");
        printf("taken %u ", coir_errors_take(coir_errors(), VALUE_ERROR, &self->taken));
        errors(&self->taken, x), printf(" / left "), group(x), printf("\n");
    }
    TRY_END
}
ASYNC_END

int main(void) {
    return COIR_RUN(scenario);
}
