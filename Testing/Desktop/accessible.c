/* Finds what is on the screen by its accessible name, as a screen reader does, for scripts that
 * drive the desktop.
 *
 * - accessible wait NAME [SECONDS]: until it is shown; NAME may begin with a role: button:Export
 * - accessible gone NAME [SECONDS]: until it is not
 * - accessible where NAME: prints its middle and its size in the window: X Y WIDTH HEIGHT
 * - accessible press NAME: its first action
 * - accessible type NAME TEXT: replaces the text of an entry
 * - accessible text NAME: prints its text, or else its description
 * - accessible tree: prints all that is shown
 *
 * The name is compared whole, or by its beginning when it ends in "...". Exit status 1: not there.
 */
#include <atspi/atspi.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 60 };

G_DEFINE_AUTOPTR_CLEANUP_FUNC(AtspiAccessible, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AtspiStateSet, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AtspiComponent, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AtspiAction, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AtspiEditableText, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AtspiText, g_object_unref)

typedef struct wanted {
    const char *role; /* NULL: any */
    const char *name;
} wanted;

static bool has_name(AtspiAccessible *at, const wanted *w)
{
    g_autofree char *name = atspi_accessible_get_name(at, NULL);
    size_t n = strlen(w->name);
    bool open = g_str_has_suffix(w->name, "...");
    if (!name || (open ? strncmp(name, w->name, n - 3) : strcmp(name, w->name)) != 0)
        return false;
    g_autofree char *role = atspi_accessible_get_role_name(at, NULL);
    return !w->role || g_strcmp0(role, w->role) == 0;
}

static bool is_shown(AtspiAccessible *at)
{
    g_autoptr(AtspiStateSet) states = atspi_accessible_get_state_set(at);
    return atspi_state_set_contains(states, ATSPI_STATE_SHOWING) ||
           atspi_state_set_contains(states, ATSPI_STATE_VISIBLE);
}

static void print(AtspiAccessible *at, int depth)
{
    g_autofree char *name = atspi_accessible_get_name(at, NULL);
    g_autofree char *role = atspi_accessible_get_role_name(at, NULL);
    printf("%*s%s:%s\n", 2 * depth, "", role ? role : "?", name ? name : "");
}

/* The first in the order of the tree; prints all when nothing is wanted. Caller unrefs. */
static AtspiAccessible *search(AtspiAccessible *at, const wanted *w, int depth)
{
    if (!w)
        print(at, depth);
    else if (depth > 0 && has_name(at, w) && is_shown(at))
        return g_object_ref(at);
    int count = depth < DEEPEST ? atspi_accessible_get_child_count(at, NULL) : 0;
    for (int i = 0; i < count; i++) {
        g_autoptr(AtspiAccessible) child = atspi_accessible_get_child_at_index(at, i, NULL);
        AtspiAccessible *found = child ? search(child, w, depth + 1) : NULL;
        if (found)
            return found;
    }
    return NULL;
}

static AtspiAccessible *find(const wanted *w)
{
    g_autoptr(AtspiAccessible) desktop = atspi_get_desktop(0);
    atspi_accessible_clear_cache(desktop);
    return search(desktop, w, 0);
}

static AtspiAccessible *find_until(const wanted *w, double seconds, bool there)
{
    gint64 end = g_get_monotonic_time() + (gint64)(seconds * G_USEC_PER_SEC);
    for (;;) {
        AtspiAccessible *found = find(w);
        if ((found != NULL) == there || g_get_monotonic_time() > end)
            return found;
        g_clear_object(&found);
        g_usleep(100000);
    }
}

static int print_place(AtspiAccessible *at)
{
    g_autoptr(AtspiComponent) component = atspi_accessible_get_component_iface(at);
    g_autofree AtspiRect *rect =
        component ? atspi_component_get_extents(component, ATSPI_COORD_TYPE_WINDOW, NULL) : NULL;
    if (!rect)
        return 1;
    printf("%d %d %d %d\n", rect->x + rect->width / 2, rect->y + rect->height / 2, rect->width,
           rect->height);
    return 0;
}

static int press(AtspiAccessible *at)
{
    g_autoptr(AtspiAction) action = atspi_accessible_get_action_iface(at);
    return action && atspi_action_do_action(action, 0, NULL) ? 0 : 1;
}

static int type(AtspiAccessible *at, const char *text)
{
    g_autoptr(AtspiEditableText) entry = atspi_accessible_get_editable_text_iface(at);
    return entry && atspi_editable_text_set_text_contents(entry, text, NULL) ? 0 : 1;
}

static int print_text(AtspiAccessible *at)
{
    g_autoptr(AtspiText) text = atspi_accessible_get_text_iface(at);
    g_autofree char *words =
        text ? atspi_text_get_text(text, 0, -1, NULL) : atspi_accessible_get_description(at, NULL);
    puts(words ? words : "");
    return 0;
}

static int act(const char *verb, AtspiAccessible *at, const char *argument)
{
    if (g_str_equal(verb, "where"))
        return print_place(at);
    if (g_str_equal(verb, "press"))
        return press(at);
    if (g_str_equal(verb, "type"))
        return type(at, argument ? argument : "");
    if (g_str_equal(verb, "text"))
        return print_text(at);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 2 || atspi_init() > 1)
        return 2;
    if (g_str_equal(argv[1], "tree")) {
        find(NULL);
        return 0;
    }
    if (argc < 3)
        return 2;
    char *colon = strstr(argv[2], ":");
    wanted w = {NULL, argv[2]};
    if (colon && g_ascii_islower(argv[2][0]) && colon[1] != ' ') {
        *colon = '\0';
        w = (wanted){argv[2], colon + 1};
    }
    bool gone = g_str_equal(argv[1], "gone"), waits = gone || g_str_equal(argv[1], "wait");
    double seconds = waits && argc > 3 ? g_ascii_strtod(argv[3], NULL) : waits ? 10 : 1;
    g_autoptr(AtspiAccessible) found = find_until(&w, seconds, !gone);
    if (gone || !found)
        return (found != NULL) == !gone ? 0 : 1;
    return act(argv[1], found, argc > 3 ? argv[3] : NULL);
}
