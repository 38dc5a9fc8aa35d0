/* Finds what is on the screen by its accessible name, as a screen reader does, for scripts that
 * drive the desktop.
 *
 * - accessible wait NAME [SECONDS]: until it is shown; NAME may begin with a role: button:Export
 * - accessible gone NAME [SECONDS]: until it is not
 * - accessible where NAME...: prints the middle and the size of each in its window: X Y WIDTH
 * HEIGHT
 * - accessible press NAME: its first action
 * - accessible type NAME TEXT: replaces the text of an entry
 * - accessible text NAME...: prints the text of each, or else its number, or else its description
 * - accessible tree: prints all that there is
 * - accessible shown: prints what is on the screen: ROLE:NAME
 * - accessible acts: of that, what can be pressed or typed into: ROLE:NAME
 * - accessible focus: prints what has the focus: ROLE:NAME
 * - accessible audit: prints what is shown and can be acted on but has no name or no role that
 * tells what it is; exit status 1 when there is any
 * - accessible fits: prints what is shown but not whole, or lies over its neighbour; exit status 1
 * when there is any
 *
 * The name is compared whole, or by its beginning when it ends in "...". Exit status 1: not there.
 */
#include "faults.h"
#include "screen.h"

#include <stdio.h>
#include <string.h>

/* ---- all that is shown ---- */

static void print(const thing *t, int depth)
{
    g_autofree char *role = atspi_role_get_name(t->role);
    printf("%*s%s:%s\n", 2 * depth, "", role, t->name);
}

static void print_tree(const thing *t, int depth)
{
    print(t, depth);
    for (guint i = 0; i < t->children->len; i++)
        print_tree(t->children->pdata[i], depth + 1);
}

/* Calls `does` for what is on the screen, parents first, until it says true; whether it did. */
static bool walk(const thing *t, int depth, bool (*does)(const thing *t))
{
    if (depth > 1 && !thing_is_shown(t))
        return false;
    if (depth > 1 && does(t))
        return true;
    for (guint i = 0; t->role != ATSPI_ROLE_COMBO_BOX && i < t->children->len; i++)
        if (walk(t->children->pdata[i], depth + 1, does)) /* but for what is GTK's own */
            return true;
    return false;
}

static bool print_if_focused(const thing *t)
{
    bool is = thing_has(t, ATSPI_STATE_FOCUSED);
    if (is)
        print(t, 0);
    return is;
}

static bool print_this(const thing *t)
{
    print(t, 0);
    return false;
}

static bool print_if_acts(const thing *t)
{
    if (thing_has(t, ATSPI_STATE_SENSITIVE) && thing_can_be_pressed(t))
        print(t, 0);
    return false;
}

/* Whether there is such a verb; then *status is that of the program. */
static bool look_at_all(const char *verb, int *status)
{
    static const struct {
        const char *verb;
        bool (*does)(const thing *t);
    } walks[] = {{"shown", print_this}, {"acts", print_if_acts}, {"focus", print_if_focused}};
    *status = 0;
    if (g_str_equal(verb, "audit") || g_str_equal(verb, "fits")) {
        *status = (*verb == 'a' ? faults_in_names() : faults_in_places()) > 0;
        return true;
    }
    if (g_str_equal(verb, "tree")) {
        g_autoptr(thing) screen = screen_read(ROLE, false);
        print_tree(screen, 0);
        return true;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(walks); i++)
        if (g_str_equal(verb, walks[i].verb)) {
            g_autoptr(thing) screen = screen_read(ROLE | STATES, true);
            *status = walk(screen, 0, walks[i].does) != g_str_equal(verb, "focus");
            return true;
        }
    return false;
}

/* ---- one of them ---- */

static bool is_called(const char *name, const char *wanted)
{
    size_t n = strlen(wanted);
    return g_str_has_suffix(wanted, "...") ? strncmp(name, wanted, n - 3) == 0
                                           : strcmp(name, wanted) == 0;
}

/* Whether it is shown, by that name; role: NULL for any. */
static bool is_wanted(thing *t, const char *role, const char *name)
{
    if (!is_called(t->name, name))
        return false;
    thing_ask(t, ROLE | STATES);
    g_autofree char *its = atspi_role_get_name(t->role);
    return (!role || g_str_equal(its, role)) && thing_is_shown(t);
}

/* The first in the order of the tree; NULL when there is none. */
static thing *search(thing *t, const char *role, const char *name)
{
    if (t->parent && is_wanted(t, role, name))
        return t;
    thing *found = NULL;
    for (guint i = 0; !found && i < t->children->len; i++)
        found = search(t->children->pdata[i], role, name);
    return found;
}

/* As it is written in a script. */
static thing *find(thing *screen, const char *wanted)
{
    const char *colon = strchr(wanted, ':');
    bool has_role = colon && g_ascii_islower(wanted[0]) && colon[1] != ' ';
    g_autofree char *role = has_role ? g_strndup(wanted, (gsize)(colon - wanted)) : NULL;
    return search(screen, role, has_role ? colon + 1 : wanted);
}

static int print_place(thing *t)
{
    thing_ask(t, PLACE);
    const AtspiRect *at = &t->place;
    if (at->width < 0)
        return 1;
    printf("%d %d %d %d\n", at->x + at->width / 2, at->y + at->height / 2, at->width, at->height);
    return 0;
}

static int print_text(const thing *t)
{
    g_autofree char *words = thing_text(t);
    puts(words);
    return 0;
}

static int act(const char *verb, thing *t, const char *argument)
{
    if (g_str_equal(verb, "where"))
        return print_place(t);
    if (g_str_equal(verb, "press"))
        return thing_press(t) ? 0 : 1;
    if (g_str_equal(verb, "type"))
        return thing_type(t, argument) ? 0 : 1;
    if (g_str_equal(verb, "text"))
        return print_text(t);
    return 0;
}

/* Looks until all are there, or the first is gone, then does it; 1 when they are not in time. */
static int act_on(const char *verb, char **names, int count, double seconds, const char *argument)
{
    const bool gone = g_str_equal(verb, "gone");
    g_autofree thing **found = g_new0(thing *, (gsize)count);
    for (gint64 end = g_get_monotonic_time() + (gint64)(seconds * G_USEC_PER_SEC);;) {
        g_autoptr(thing) screen = screen_read(NAME, false);
        int there = 0, status = 0;
        while (there < count && (found[there] = find(screen, names[there])))
            there++;
        if (gone ? there == 0 : there == count) {
            for (int i = 0; i < there; i++)
                status |= act(verb, found[i], argument);
            return status;
        }
        if (g_get_monotonic_time() > end)
            return 1;
        g_usleep(100000);
    }
}

int main(int argc, char **argv)
{
    int status = 0;
    if (argc < 2 || !screen_open())
        return 2;
    if (look_at_all(argv[1], &status))
        return status;
    if (argc < 3)
        return 2;
    const char *verb = argv[1], *argument = argc > 3 ? argv[3] : "";
    if (g_str_equal(verb, "where"))
        return act_on(verb, argv + 2, argc - 2, 20, "");
    if (g_str_equal(verb, "text"))
        return act_on(verb, argv + 2, argc - 2, 1, "");
    bool waits = g_str_equal(verb, "wait") || g_str_equal(verb, "gone");
    double seconds = !waits ? 1 : *argument ? g_ascii_strtod(argument, NULL) : 10;
    return act_on(verb, argv + 2, 1, seconds, argument);
}
