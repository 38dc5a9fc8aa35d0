/* Finds what is on the screen by its accessible name, as a screen reader does, for scripts that
 * drive the desktop.
 *
 * - accessible wait NAME [SECONDS]: until it is shown; NAME may begin with a role: button:Export
 * - accessible gone NAME [SECONDS]: until it is not
 * - accessible where NAME: prints its middle and its size in the window: X Y WIDTH HEIGHT
 * - accessible press NAME: its first action
 * - accessible type NAME TEXT: replaces the text of an entry
 * - accessible text NAME: prints its text, or else its number, or else its description
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
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AtspiValue, g_object_unref)

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

/* ---- all that is shown ---- */

static bool has_state(AtspiAccessible *at, AtspiStateType state)
{
    g_autoptr(AtspiStateSet) states = atspi_accessible_get_state_set(at);
    return atspi_state_set_contains(states, state);
}

/* Calls `does` for what is on the screen, parents first, until it says true; whether it did. */
static bool walk(AtspiAccessible *at, int depth, bool (*does)(AtspiAccessible *at))
{
    if (depth > 1 && !is_shown(at))
        return false;
    if (depth > 1 && does(at))
        return true;
    bool is_list = atspi_accessible_get_role(at, NULL) == ATSPI_ROLE_COMBO_BOX; /* GTK's own */
    int count = depth < DEEPEST && !is_list ? atspi_accessible_get_child_count(at, NULL) : 0;
    for (int i = 0; i < count; i++) {
        g_autoptr(AtspiAccessible) child = atspi_accessible_get_child_at_index(at, i, NULL);
        if (child && walk(child, depth + 1, does))
            return true;
    }
    return false;
}

static bool walk_all(bool (*does)(AtspiAccessible *at))
{
    g_autoptr(AtspiAccessible) desktop = atspi_get_desktop(0);
    atspi_accessible_clear_cache(desktop);
    return walk(desktop, 0, does);
}

static bool print_if_focused(AtspiAccessible *at)
{
    if (!has_state(at, ATSPI_STATE_FOCUSED))
        return false;
    print(at, 0);
    return true;
}

static bool print_this(AtspiAccessible *at)
{
    print(at, 0);
    return false;
}

static bool print_if_acts(AtspiAccessible *at)
{
    g_autoptr(AtspiAction) action = atspi_accessible_get_action_iface(at);
    bool acts = action && atspi_action_get_n_actions(action, NULL) > 0;
    if (acts && has_state(at, ATSPI_STATE_SENSITIVE))
        print(at, 0);
    return false;
}

static guint faults;

/* What it is in, and what it is. */
static void print_parents(AtspiAccessible *at)
{
    g_autoptr(AtspiAccessible) parent = atspi_accessible_get_parent(at, NULL);
    if (parent && atspi_accessible_get_role(parent, NULL) != ATSPI_ROLE_APPLICATION)
        print_parents(parent);
    g_autofree char *name = atspi_accessible_get_name(at, NULL);
    g_autofree char *role = atspi_accessible_get_role_name(at, NULL);
    printf("/%s:%s", role ? role : "?", name ? name : "");
}

/* Without a name of its own a widget of the toolkit answers with that of its class. */
static bool is_named(AtspiAccessible *at)
{
    static const char *const classes[] = {"Gtk", "Adw", "Lm"};
    g_autofree char *name = atspi_accessible_get_name(at, NULL);
    bool is_class = !name || !*name;
    for (gsize i = 0; !is_class && i < G_N_ELEMENTS(classes); i++) {
        size_t n = strlen(classes[i]);
        is_class = g_str_has_prefix(name, classes[i]) && g_ascii_isupper(name[n]);
    }
    return !is_class;
}

/* Something a person acts on says what it is and what it does. */
static bool print_if_nameless(AtspiAccessible *at)
{
    static const AtspiRole vague[] = {ATSPI_ROLE_UNKNOWN, ATSPI_ROLE_INVALID, ATSPI_ROLE_FILLER,
                                      ATSPI_ROLE_REDUNDANT_OBJECT};
    static const AtspiRole clicked[] = {
        ATSPI_ROLE_PUSH_BUTTON,  ATSPI_ROLE_TOGGLE_BUTTON, ATSPI_ROLE_CHECK_BOX,
        ATSPI_ROLE_RADIO_BUTTON, ATSPI_ROLE_COMBO_BOX,     ATSPI_ROLE_MENU_ITEM,
        ATSPI_ROLE_SLIDER,       ATSPI_ROLE_SPIN_BUTTON,   ATSPI_ROLE_LIST_ITEM};
    AtspiRole role = atspi_accessible_get_role(at, NULL);
    bool only_holds = role == ATSPI_ROLE_LIST || role == ATSPI_ROLE_SCROLL_PANE;
    bool acts = has_state(at, ATSPI_STATE_FOCUSABLE) && !only_holds, is_vague = false;
    for (gsize i = 0; i < G_N_ELEMENTS(clicked); i++)
        acts |= role == clicked[i];
    for (gsize i = 0; i < G_N_ELEMENTS(vague); i++)
        is_vague |= role == vague[i];
    if (acts && (is_vague || !is_named(at))) {
        print_parents(at);
        printf("\n");
        faults++;
    }
    return false;
}

/* ---- whether all of it is seen ---- */

/* False when it has none: it is hidden, or only a page of what shows one at a time. */
static bool place_of(AtspiAccessible *at, AtspiRect *place)
{
    g_autoptr(AtspiComponent) component = atspi_accessible_get_component_iface(at);
    g_autofree AtspiRect *rect =
        component ? atspi_component_get_extents(component, ATSPI_COORD_TYPE_WINDOW, NULL) : NULL;
    if (!rect || !is_shown(at) || rect->width < 1 || rect->height < 1)
        return false;
    *place = *rect;
    return true;
}

static void fault(AtspiAccessible *at, const AtspiRect *place, const char *what)
{
    print_parents(at);
    printf(" %s: %d %d %d %d\n", what, place->x, place->y, place->width, place->height);
    faults++;
}

/* What the toolkit draws as one: a slider on its scale, bars over what they scroll. */
static bool is_whole(AtspiAccessible *at)
{
    static const AtspiRole roles[] = {ATSPI_ROLE_SLIDER, ATSPI_ROLE_SCROLL_BAR, ATSPI_ROLE_TEXT,
                                      ATSPI_ROLE_TREE_TABLE, ATSPI_ROLE_TOGGLE_BUTTON};
    AtspiRole role = atspi_accessible_get_role(at, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(roles); i++)
        if (role == roles[i])
            return true;
    return false;
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

static void check_inside(AtspiAccessible *at, const AtspiRect *room, int depth);

/* A page has no place: the one that is shown fills the room. */
static void check_page(AtspiAccessible *page, const AtspiRect *room, int depth)
{
    g_autoptr(AtspiAccessible) child = atspi_accessible_get_child_at_index(page, 0, NULL);
    AtspiRect place;
    if (child && place_of(child, &place) && place.width == room->width &&
        place.height == room->height)
        check_inside(child, room, depth);
}

/* A border that is hidden with one of its sides, bars over what they scroll. */
static bool is_no_part(AtspiAccessible *at)
{
    AtspiRole role = atspi_accessible_get_role(at, NULL);
    return role == ATSPI_ROLE_SCROLL_BAR ||
           (role == ATSPI_ROLE_FILLER && atspi_accessible_get_child_count(at, NULL) == 0);
}

/* For what is in a child of it: what is scrolled may be longer than what is seen. */
static AtspiRect room_in(AtspiAccessible *at, const AtspiRect *child)
{
    enum { LONG = 100000 };
    AtspiRect room = *child;
    if (atspi_accessible_get_role(at, NULL) == ATSPI_ROLE_SCROLL_PANE) {
        room.y -= LONG;
        room.height += 2 * LONG;
    }
    return room;
}

static void check_inside(AtspiAccessible *at, const AtspiRect *room, int depth)
{
    int count = depth < DEEPEST ? atspi_accessible_get_child_count(at, NULL) : 0;
    g_autofree AtspiRect *places = g_new0(AtspiRect, (gsize)count);
    for (int i = 0; i < count; i++) {
        g_autoptr(AtspiAccessible) child = atspi_accessible_get_child_at_index(at, i, NULL);
        g_autoptr(AtspiComponent) component =
            child ? atspi_accessible_get_component_iface(child) : NULL;
        if (child && !component)
            check_page(child, room, depth + 1);
        if (!component || is_no_part(child) || !place_of(child, &places[i]))
            continue;
        if (is_cut(&places[i], room))
            fault(child, &places[i], "is cut off");
        for (int other = 0; other < i; other++)
            if (places[other].width > 0 && overlap(&places[i], &places[other]))
                fault(child, &places[i], "lies over what is before it");
        AtspiRect inner = room_in(at, &places[i]);
        if (!is_whole(child))
            check_inside(child, &inner, depth + 1);
    }
}

static void check_windows(void)
{
    g_autoptr(AtspiAccessible) desktop = atspi_get_desktop(0);
    atspi_accessible_clear_cache(desktop);
    for (int i = 0; i < atspi_accessible_get_child_count(desktop, NULL); i++) {
        g_autoptr(AtspiAccessible) program = atspi_accessible_get_child_at_index(desktop, i, NULL);
        for (int k = 0; program && k < atspi_accessible_get_child_count(program, NULL); k++) {
            g_autoptr(AtspiAccessible) window =
                atspi_accessible_get_child_at_index(program, k, NULL);
            AtspiRect place;
            if (window && place_of(window, &place))
                check_inside(window, &place, 2);
        }
    }
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
    g_autoptr(AtspiValue) number = atspi_accessible_get_value_iface(at);
    g_autofree char *words =
        text ? atspi_text_get_text(text, 0, -1, NULL) : atspi_accessible_get_description(at, NULL);
    if (number && (!words || !*words)) /* a spin button */
        printf("%g\n", atspi_value_get_current_value(number, NULL));
    else
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
    if (g_str_equal(argv[1], "shown"))
        return walk_all(print_this);
    if (g_str_equal(argv[1], "acts"))
        return walk_all(print_if_acts);
    if (g_str_equal(argv[1], "focus"))
        return walk_all(print_if_focused) ? 0 : 1;
    if (g_str_equal(argv[1], "audit")) {
        walk_all(print_if_nameless);
        return faults ? 1 : 0;
    }
    if (g_str_equal(argv[1], "fits")) {
        check_windows();
        return faults ? 1 : 0;
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
