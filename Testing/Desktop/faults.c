#include "faults.h"

#include "screen.h"

#include <stdio.h>
#include <string.h>

static unsigned faults;

/* What it is in, and what it is. */
static void print_parents(const thing *t)
{
    if (t->parent && t->parent->role != ATSPI_ROLE_APPLICATION)
        print_parents(t->parent);
    g_autofree char *role = atspi_role_get_name(t->role);
    printf("/%s:%s", role, t->name);
}

static bool is_one_of(const thing *t, const AtspiRole *roles, gsize count)
{
    for (gsize i = 0; i < count; i++)
        if (t->role == roles[i])
            return true;
    return false;
}

/* ---- whether it can be said ---- */

/* Without a name of its own a widget of the toolkit answers with that of its class. */
static bool is_named(const thing *t)
{
    static const char *const classes[] = {"Gtk", "Adw", "Lm"};
    bool is_class = !*t->name;
    for (gsize i = 0; !is_class && i < G_N_ELEMENTS(classes); i++) {
        size_t n = strlen(classes[i]);
        is_class = g_str_has_prefix(t->name, classes[i]) && g_ascii_isupper(t->name[n]);
    }
    return !is_class;
}

static bool can_be_acted_on(const thing *t)
{
    static const AtspiRole clicked[] = {
        ATSPI_ROLE_PUSH_BUTTON,  ATSPI_ROLE_TOGGLE_BUTTON, ATSPI_ROLE_CHECK_BOX,
        ATSPI_ROLE_RADIO_BUTTON, ATSPI_ROLE_COMBO_BOX,     ATSPI_ROLE_MENU_ITEM,
        ATSPI_ROLE_SLIDER,       ATSPI_ROLE_SPIN_BUTTON,   ATSPI_ROLE_LIST_ITEM};
    bool only_holds = t->role == ATSPI_ROLE_LIST || t->role == ATSPI_ROLE_SCROLL_PANE;
    return (thing_has(t, ATSPI_STATE_FOCUSABLE) && !only_holds) ||
           is_one_of(t, clicked, G_N_ELEMENTS(clicked));
}

/* Something a person acts on says what it is and what it does. */
static void check_name(const thing *t, int depth)
{
    static const AtspiRole vague[] = {ATSPI_ROLE_UNKNOWN, ATSPI_ROLE_INVALID, ATSPI_ROLE_FILLER,
                                      ATSPI_ROLE_REDUNDANT_OBJECT};
    if (depth > 1 && !thing_is_shown(t))
        return;
    if (depth > 1 && can_be_acted_on(t) &&
        (is_one_of(t, vague, G_N_ELEMENTS(vague)) || !is_named(t))) {
        print_parents(t);
        printf("\n");
        faults++;
    }
    for (guint i = 0; t->role != ATSPI_ROLE_COMBO_BOX && i < t->children->len; i++)
        check_name(t->children->pdata[i], depth + 1); /* but for what is GTK's own */
}

unsigned faults_in_names(void)
{
    g_autoptr(thing) screen = screen_read(ROLE | STATES, true);
    faults = 0;
    check_name(screen, 0);
    return faults;
}

/* ---- whether all of it is seen ---- */

/* False when it has none: it is hidden, or only a page of what shows one at a time. */
static bool has_place(const thing *t)
{
    return thing_is_shown(t) && t->place.width > 0 && t->place.height > 0;
}

static void fault(const thing *t, const char *what)
{
    print_parents(t);
    printf(" %s: %d %d %d %d\n", what, t->place.x, t->place.y, t->place.width, t->place.height);
    faults++;
}

/* What the toolkit draws as one: a slider on its scale, bars over what they scroll. */
static bool is_whole(const thing *t)
{
    static const AtspiRole roles[] = {ATSPI_ROLE_SLIDER, ATSPI_ROLE_SCROLL_BAR, ATSPI_ROLE_TEXT,
                                      ATSPI_ROLE_TREE_TABLE, ATSPI_ROLE_TOGGLE_BUTTON};
    return is_one_of(t, roles, G_N_ELEMENTS(roles));
}

/* Pages of what shows one at a time have the same place. */
static bool overlap(const AtspiRect *a, const AtspiRect *b)
{
    if (memcmp(a, b, sizeof *a) == 0)
        return false;
    return MAX(a->x, b->x) < MIN(a->x + a->width, b->x + b->width) &&
           MAX(a->y, b->y) < MIN(a->y + a->height, b->y + b->height);
}

/* But for a line that the toolkit lets stand out. */
static bool is_cut(const AtspiRect *place, const AtspiRect *room)
{
    return place->x < room->x - 1 || place->x + place->width > room->x + room->width + 1 ||
           place->y < room->y - 1 || place->y + place->height > room->y + room->height + 1;
}

/* The page that is shown fills the room; a hidden one has the place that it had. */
static bool is_hidden_page(const thing *t, const AtspiRect *room)
{
    return t->parent->has_pages &&
           (t->place.width != room->width || t->place.height != room->height);
}

/* Also a border that is hidden with one of its sides, bars over what they scroll. */
static bool is_part(const thing *t, const AtspiRect *room)
{
    bool is_bar =
        t->role == ATSPI_ROLE_SCROLL_BAR || (t->role == ATSPI_ROLE_FILLER && t->children->len == 0);
    return !is_bar && has_place(t) && !is_hidden_page(t, room);
}

/* For what is in a child of it: what is scrolled may be longer than what is seen. */
static AtspiRect room_in(const thing *t, const AtspiRect *child)
{
    enum { LONG = 100000 };
    AtspiRect room = *child;
    if (t->role == ATSPI_ROLE_SCROLL_PANE) {
        room.y -= LONG;
        room.height += 2 * LONG;
    }
    return room;
}

/* What lies over something because it was made to; the toolkit calls it so. */
static bool is_overlay(const thing *t)
{
    return g_strcmp0(t->name, "GtkOverlay") == 0;
}

static void check_inside(const thing *t, const AtspiRect *room)
{
    for (guint i = 0; i < t->children->len; i++) {
        const thing *child = t->children->pdata[i];
        if (!is_part(child, room))
            continue;
        if (is_cut(&child->place, room))
            fault(child, "is cut off");
        for (guint k = 0; k < i; k++) {
            const thing *other = t->children->pdata[k];
            if (is_part(other, room) && !is_overlay(t) && overlap(&child->place, &other->place))
                fault(child, "lies over what is before it");
        }
        AtspiRect inner = room_in(t, &child->place);
        if (!is_whole(child))
            check_inside(child, &inner);
    }
}

unsigned faults_in_places(void)
{
    g_autoptr(thing) screen = screen_read(ROLE | STATES | PLACE | PAGES, false);
    faults = 0;
    for (guint i = 0; i < screen->children->len; i++) {
        const thing *program = screen->children->pdata[i];
        for (guint k = 0; k < program->children->len; k++) {
            const thing *window = program->children->pdata[k];
            if (has_place(window))
                check_inside(window, &window->place);
        }
    }
    return faults;
}
