/* What is on the screen, as programs tell it to a screen reader (AT-SPI): a tree of things with
 * names. It is read breadth first, with many questions under way at a time, since each takes a way
 * through the bus. */
#ifndef SCREEN_H
#define SCREEN_H

#include <atspi/atspi.h>
#include <stdbool.h>

/* What is asked of each thing, besides its name and its children. */
typedef enum aspects { NAME = 0, ROLE = 1, STATES = 2, PLACE = 4, PAGES = 8 } aspects;

typedef struct thing {
    char *program, *path; /* where it is asked */
    char *name;           /* "" when it has none */
    AtspiRole role;
    guint64 states;  /* bits of AtspiStateType */
    AtspiRect place; /* in its window; the width is -1 when it has none */
    bool has_pages;  /* of its children one is shown at a time */
    struct thing *parent;
    GPtrArray *children;
} thing;

/* Connects to the bus of screen readers; false when there is none. Once, before the others. */
bool screen_open(void);

/* All programs, below a thing that stands for the screen. With only_shown nothing is asked about
 * what is in a hidden window or part. Caller frees by thing_free(). */
thing *screen_read(aspects what, bool only_shown);
void thing_free(thing *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(thing, thing_free)

/* Asks again, of one thing. */
void thing_ask(thing *t, aspects what);
bool thing_has(const thing *t, AtspiStateType state);
bool thing_is_shown(const thing *t);

/* Its first action; replaces its text: false when it cannot. */
bool thing_press(const thing *t);
bool thing_type(const thing *t, const char *text);

bool thing_can_be_pressed(const thing *t);

/* Its text, or else its number, or else its description. Caller frees. */
char *thing_text(const thing *t);

#endif
