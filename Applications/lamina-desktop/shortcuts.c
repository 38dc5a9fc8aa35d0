#include "shortcuts.h"

#include "inner-name.h"

#include <glib/gi18n.h>

/* A key and the action it activates, with its target: "slice.step(-1)". */
typedef struct shortcut {
    const char *key;
    const char *action; /* NULL: the toolkit's own */
    const char *title;  /* NULL: the same as of the one above */
} shortcut;

static const shortcut of_job[] = {
    {"<Control>o", "win.open-folder", N_("Open a folder")},
    {"<Control><Shift>o", "win.open-file", N_("Open a file")},
    {"<Control>s", "win.save", N_("Save the job")},
    {"<Control><Shift>s", "win.save-as", N_("Save the job under another name")},
    {"<Control>e", "win.export", N_("Export")},
    {"<Control><Shift>c", "win.copy-command", N_("Copy as command line")},
    {"<Control>z", "win.undo", N_("Undo")},
    {"<Control><Shift>z", "win.redo", N_("Redo")},
    {"<Control>period", "win.cancel", N_("Stop what is running")},
    {"F5", "win.go-on", N_("Go on with what was stopped")},
    {NULL},
};

static const shortcut of_window[] = {
    {"<Control>w", "window.close", N_("Close the window")},
    {"<Control>q", "app.quit", N_("Close all windows")},
    {"<Alt>1", "win.page::steps", N_("Steps, slices, or how they are drawn")},
    {"<Alt>2", "win.page::slices", NULL},
    {"<Alt>3", "win.page::looks", NULL},
    {"<Control>1", "win.tool::look", N_("Take a tool: crosshair, brightness, measure, box")},
    {"<Control>2", "win.tool::window", NULL},
    {"<Control>3", "win.tool::measure", NULL},
    {"<Control>4", "win.tool::box", NULL},
    {"Escape", "win.all-views", N_("Show all views again")},
    {"F6", NULL, N_("Go to the next part of the window")},
    {"F8", NULL, N_("Move the border between two parts")},
    {"F10", NULL, N_("Main menu")},
    {"<Control>question", "win.shortcuts", N_("Keyboard shortcuts")},
    {NULL},
};

static const shortcut of_steps[] = {
    {"Insert", "step.add", N_("Add a step")},
    {"<Alt>Up", "step.earlier", N_("Move the step")},
    {"<Alt>Down", "step.later", NULL},
    {"<Control>d", "step.duplicate", N_("Duplicate the step")},
    {"<Control>t", "step.off", N_("Switch the step off or on")},
    {"<Control>b", "step.wrap", N_("Put the step into a branch")},
    {"Delete", "step.delete", N_("Delete the step")},
    {"Menu", "step.menu", N_("Menu of the step")},
    {"<Shift>F10", "step.menu", NULL},
    {NULL},
};

static const shortcut of_slices[] = {
    {"Left", "slice.arrow((-1,0))", N_("Move what the tool moves")},
    {"Right", "slice.arrow((1,0))", NULL},
    {"Up", "slice.arrow((0,-1))", NULL},
    {"Down", "slice.arrow((0,1))", NULL},
    {"<Control>Left", "slice.far-side((-1,0))", N_("Move the right or lower side of the box")},
    {"<Control>Right", "slice.far-side((1,0))", NULL},
    {"<Control>Up", "slice.far-side((0,-1))", NULL},
    {"<Control>Down", "slice.far-side((0,1))", NULL},
    {"<Control><Shift>Left", "slice.near-side((-1,0))",
     N_("Move the left or upper side of the box")},
    {"<Control><Shift>Right", "slice.near-side((1,0))", NULL},
    {"<Control><Shift>Up", "slice.near-side((0,-1))", NULL},
    {"<Control><Shift>Down", "slice.near-side((0,1))", NULL},
    {"Page_Up", "slice.step(-1)", N_("Previous and next slice")},
    {"Page_Down", "slice.step(1)", NULL},
    {"<Shift>Left", "slice.pan((-1,0))", N_("Move the picture")},
    {"<Shift>Right", "slice.pan((1,0))", NULL},
    {"<Shift>Up", "slice.pan((0,-1))", NULL},
    {"<Shift>Down", "slice.pan((0,1))", NULL},
    {"plus", "slice.zoom(1.25)", N_("Zoom in, zoom out, show all")},
    {"minus", "slice.zoom(0.8)", NULL},
    {"0", "slice.frame", NULL},
    {"Return", "slice.maximise", N_("Fill the window with this view, and back")},
    {"Escape", "slice.let-go", N_("Take the measuring line away")},
    {NULL},
};

static const shortcut of_solid[] = {
    {"Left", "solid.turn((-10.0,0.0))", N_("Turn")},
    {"Right", "solid.turn((10.0,0.0))", NULL},
    {"Up", "solid.turn((0.0,-10.0))", NULL},
    {"Down", "solid.turn((0.0,10.0))", NULL},
    {"<Shift>Left", "solid.pan((-20.0,0.0))", N_("Move the picture")},
    {"<Shift>Right", "solid.pan((20.0,0.0))", NULL},
    {"<Shift>Up", "solid.pan((0.0,-20.0))", NULL},
    {"<Shift>Down", "solid.pan((0.0,20.0))", NULL},
    {"1", "solid.view(0)", N_("Look from a side")},
    {"2", "solid.view(1)", NULL},
    {"3", "solid.view(2)", NULL},
    {"4", "solid.view(3)", NULL},
    {"5", "solid.view(4)", NULL},
    {"6", "solid.view(5)", NULL},
    {"7", "solid.view(6)", NULL},
    {"plus", "solid.zoom(1.25)", N_("Zoom in, zoom out, show all")},
    {"minus", "solid.zoom(0.8)", NULL},
    {"0", "solid.frame", NULL},
    {"c", "solid.clip", N_("Clipping box")},
    {"Return", "solid.maximise", N_("Fill the window with this view, and back")},
    {"Menu", "solid.menu", N_("Menu of the view")},
    {"<Shift>F10", "solid.menu", NULL},
    {NULL},
};

static const shortcut of_histogram[] = {
    {"Left", "histogram.move((-0.005,0.0))", N_("Move the point or the line; with Shift, further")},
    {"Right", "histogram.move((0.005,0.0))", NULL},
    {"Up", "histogram.move((0.0,0.02))", NULL},
    {"Down", "histogram.move((0.0,-0.02))", NULL},
    {"<Shift>Left", "histogram.move((-0.05,0.0))", NULL},
    {"<Shift>Right", "histogram.move((0.05,0.0))", NULL},
    {"<Shift>Up", "histogram.move((0.0,0.1))", NULL},
    {"<Shift>Down", "histogram.move((0.0,-0.1))", NULL},
    {"Page_Up", "histogram.select(-1)", N_("Previous and next point")},
    {"Page_Down", "histogram.select(1)", NULL},
    {"Insert", "histogram.insert", N_("Add a point to the curve")},
    {"Delete", "histogram.delete", N_("Delete the point")},
    {"BackSpace", "histogram.delete", NULL},
    {NULL},
};

static const struct {
    const char *title;
    const shortcut *keys;
} places[LM_SHORTCUTS_PLACES] = {
    [LM_SHORTCUTS_JOB] = {N_("Job"), of_job},
    [LM_SHORTCUTS_WINDOW] = {N_("Window"), of_window},
    [LM_SHORTCUTS_STEPS] = {N_("Steps"), of_steps},
    [LM_SHORTCUTS_SLICES] = {N_("Slices"), of_slices},
    [LM_SHORTCUTS_SOLID] = {N_("3D view"), of_solid},
    [LM_SHORTCUTS_HISTOGRAM] = {N_("Histogram"), of_histogram},
};

/* ---- binding ---- */

/* The key elsewhere on the keyboard that does the same; 0: there is none. */
static guint twin_of(guint key)
{
    static const guint twins[][2] = {
        {GDK_KEY_Left, GDK_KEY_KP_Left},       {GDK_KEY_Right, GDK_KEY_KP_Right},
        {GDK_KEY_Up, GDK_KEY_KP_Up},           {GDK_KEY_Down, GDK_KEY_KP_Down},
        {GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up}, {GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down},
        {GDK_KEY_plus, GDK_KEY_KP_Add},        {GDK_KEY_minus, GDK_KEY_KP_Subtract},
        {GDK_KEY_Insert, GDK_KEY_KP_Insert},   {GDK_KEY_Delete, GDK_KEY_KP_Delete},
        {GDK_KEY_Return, GDK_KEY_KP_Enter},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(twins); i++)
        if (twins[i][0] == key)
            return twins[i][1];
    return key >= GDK_KEY_0 && key <= GDK_KEY_9 ? key - GDK_KEY_0 + GDK_KEY_KP_0 : 0;
}

static void bind_key(GtkShortcutController *keys, guint key, GdkModifierType modifiers,
                     const char *action)
{
    g_autofree char *name = NULL;
    g_autoptr(GVariant) target = NULL;
    g_autoptr(GError) error = NULL;
    if (!g_action_parse_detailed_name(action, &name, &target, &error)) {
        g_critical("%s: %s", action, error->message);
        return;
    }
    GtkShortcut *made =
        gtk_shortcut_new(gtk_keyval_trigger_new(key, modifiers), gtk_named_action_new(name));
    gtk_shortcut_set_arguments(made, target);
    gtk_shortcut_controller_add_shortcut(keys, made);
}

void lm_shortcuts_bind(GtkWidget *widget, LmShortcuts place)
{
    GtkEventController *keys = gtk_shortcut_controller_new();
    for (const shortcut *s = places[place].keys; s->key; s++) {
        guint key;
        GdkModifierType modifiers;
        if (!s->action || !gtk_accelerator_parse(s->key, &key, &modifiers))
            continue;
        bind_key(GTK_SHORTCUT_CONTROLLER(keys), key, modifiers, s->action);
        if (twin_of(key))
            bind_key(GTK_SHORTCUT_CONTROLLER(keys), twin_of(key), modifiers, s->action);
        if (key == GDK_KEY_plus) /* where it is the same key, with Shift */
            bind_key(GTK_SHORTCUT_CONTROLLER(keys), GDK_KEY_equal, modifiers, s->action);
    }
    gtk_widget_add_controller(widget, keys);
}

/* ---- menus ---- */

static const char *key_of(const char *action)
{
    for (int place = 0; place < LM_SHORTCUTS_PLACES; place++)
        for (const shortcut *s = places[place].keys; s->key; s++)
            if (g_strcmp0(s->action, action) == 0)
                return s->key;
    return NULL;
}

void lm_shortcuts_append(GMenu *menu, const char *label, const char *action)
{
    g_autoptr(GMenuItem) item = g_menu_item_new(label, action);
    const char *key = key_of(action);
    if (key)
        g_menu_item_set_attribute(item, "accel", "s", key);
    g_menu_append_item(menu, item);
}

/* ---- the window that lists them: what GTK 4.8 makes from a description only ---- */

static void describe_shortcut(GString *ui, const char *keys, const char *title)
{
    g_autofree char *text = g_markup_printf_escaped(
        "<child><object class='GtkShortcutsShortcut'><property name='accelerator'>%s</property>"
        "<property name='title'>%s</property></object></child>",
        keys, _(title));
    g_string_append(ui, text);
}

/* "a b c"; of more, from the first to the last. */
static char *keys_text(const shortcut *first, const shortcut *last)
{
    enum { MANY = 4 };
    if (last - first + 1 >= MANY)
        return g_strdup_printf("%s...%s", first->key, last->key);
    GString *keys = g_string_new(first->key);
    for (const shortcut *s = first + 1; s <= last; s++)
        g_string_append_printf(keys, " %s", s->key);
    return g_string_free(keys, FALSE);
}

/* A section of its own: all in one do not find room on a small screen. */
static void describe_place(GString *ui, const char *title, const shortcut *s)
{
    g_autofree char *head = g_markup_printf_escaped(
        "<child><object class='GtkShortcutsSection'><property name='section-name'>%s</property>"
        "<property name='title'>%s</property>"
        "<child><object class='GtkShortcutsGroup'><property name='title'>%s</property>",
        title, _(title), _(title));
    g_string_append(ui, head);
    while (s->key) {
        const shortcut *first = s, *last = s;
        while (last[1].key && !last[1].title)
            last++;
        g_autofree char *keys = keys_text(first, last);
        describe_shortcut(ui, keys, first->title);
        s = last + 1;
    }
    g_string_append(ui, "</object></child></object></child>");
}

static void name_inner(GtkWidget *window)
{
    lm_inner_name_set(window, GTK_TYPE_SEARCH_ENTRY, _("Search shortcuts"));
    lm_inner_name_set(window, GTK_TYPE_TOGGLE_BUTTON, _("Search shortcuts"));
    lm_inner_name_set(gtk_window_get_titlebar(GTK_WINDOW(window)), GTK_TYPE_TOGGLE_BUTTON,
                      _("Search shortcuts"));
    lm_inner_name_set(window, GTK_TYPE_MENU_BUTTON, _("Sections"));
}

void lm_shortcuts_show(GtkWindow *parent)
{
    g_autoptr(GString) ui =
        g_string_new("<interface><object class='GtkShortcutsWindow' id='window'>"
                     "<property name='modal'>1</property>");
    for (int place = 0; place < LM_SHORTCUTS_PLACES; place++)
        describe_place(ui, places[place].title, places[place].keys);
    g_string_append(ui, "</object></interface>");
    g_autoptr(GtkBuilder) builder = gtk_builder_new_from_string(ui->str, (gssize)ui->len);
    GtkWindow *window = GTK_WINDOW(gtk_builder_get_object(builder, "window"));
    gtk_window_set_title(window, _("Keyboard shortcuts"));
    name_inner(GTK_WIDGET(window));
    gtk_window_set_transient_for(window, parent);
    gtk_window_present(window);
}
