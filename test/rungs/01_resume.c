/* 01_resume.c - a user of rung 1, compiled for every machine by test/headers.py. Never run. */
#include "coir/resume.h"

struct blinker {
    coir_line line;
    int i;
};

int blink(struct blinker *self);

int blink(struct blinker *self) {
    RESUMABLE(self->line) {
        for (self->i = 0; self->i < 3; self->i++)
            SUSPEND(self->i);
    }
    RESUMABLE_END
    return -1;
}
