#include "sides.h"

#include <glib/gi18n.h>

struct _LmSides {
    GtkWidget parent;
    GtkWidget *paned;
    GtkWidget *left, *middle, *right; /* the sides in bins, which are hidden in place of them */
    bool is_narrow, shows_right;
};

G_DEFINE_TYPE(LmSides, lm_sides, GTK_TYPE_WIDGET)

enum { ROOM = 400, BORDER = 1 }; /* that the middle has beside both sides; in pixels */
enum { NARROW = 1, SHOWS_RIGHT, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

/* What is hidden itself has no width. */
static int least_width(GtkWidget *widget)
{
    int least;
    gtk_widget_measure(widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
    return least;
}

static int least_of_side(GtkWidget *bin)
{
    return least_width(adw_bin_get_child(ADW_BIN(bin)));
}

static bool is_too_narrow(LmSides *sides, int width)
{
    int both = least_of_side(sides->left) + least_of_side(sides->right);
    return width < both + MAX(least_width(sides->middle), ROOM) + 2 * BORDER;
}

static void show_sides(LmSides *sides)
{
    gtk_widget_set_visible(sides->left, !sides->is_narrow || !sides->shows_right);
    gtk_widget_set_visible(sides->right, !sides->is_narrow || sides->shows_right);
}

/* The same whichever side is shown, so that the window does not change with it. */
static void measure(GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                    int *natural, int *minimum_baseline, int *natural_baseline)
{
    (void)for_size;
    LmSides *sides = LM_SIDES(widget);
    gtk_widget_measure(sides->paned, orientation, -1, minimum, natural, NULL, NULL);
    if (orientation == GTK_ORIENTATION_HORIZONTAL)
        *minimum = MAX(least_of_side(sides->left), least_of_side(sides->right)) + BORDER +
                   least_width(sides->middle);
    *natural = MAX(*minimum, *natural);
    *minimum_baseline = *natural_baseline = -1;
}

/* Who hears of it changes more than may be changed while widgets are given their places. */
static void tell(gpointer sides)
{
    g_object_notify_by_pspec(sides, properties[NARROW]);
    g_object_unref(sides);
}

static void size_allocate(GtkWidget *widget, int width, int height, int baseline)
{
    LmSides *sides = LM_SIDES(widget);
    bool is_narrow = is_too_narrow(sides, width);
    if (is_narrow != sides->is_narrow) {
        sides->is_narrow = is_narrow;
        show_sides(sides);
        g_idle_add_once(tell, g_object_ref(sides));
    }
    gtk_widget_allocate(sides->paned, MAX(width, least_width(sides->paned)), height, baseline,
                        NULL);
}

static void set_shows_right(LmSides *sides, bool shows_right)
{
    if (sides->shows_right == shows_right)
        return;
    sides->shows_right = shows_right;
    show_sides(sides);
    g_object_notify_by_pspec(G_OBJECT(sides), properties[SHOWS_RIGHT]);
}

void lm_sides_show_left(LmSides *sides)
{
    set_shows_right(sides, false);
}

void lm_sides_show_right(LmSides *sides)
{
    set_shows_right(sides, true);
}

static void get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
    (void)pspec;
    LmSides *sides = LM_SIDES(object);
    g_value_set_boolean(value, id == NARROW ? sides->is_narrow : sides->shows_right);
}

static void set_property(GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
    (void)id;
    (void)pspec;
    set_shows_right(LM_SIDES(object), g_value_get_boolean(value));
}

static void dispose(GObject *object)
{
    g_clear_pointer(&LM_SIDES(object)->paned, gtk_widget_unparent);
    G_OBJECT_CLASS(lm_sides_parent_class)->dispose(object);
}

static void lm_sides_class_init(LmSidesClass *class)
{
    GObjectClass *object = G_OBJECT_CLASS(class);
    object->dispose = dispose;
    object->get_property = get_property;
    object->set_property = set_property;
    GTK_WIDGET_CLASS(class)->measure = measure;
    GTK_WIDGET_CLASS(class)->size_allocate = size_allocate;
    properties[NARROW] = g_param_spec_boolean("narrow", NULL, NULL, FALSE,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
    properties[SHOWS_RIGHT] =
        g_param_spec_boolean("shows-right", NULL, NULL, FALSE,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
    g_object_class_install_properties(object, N_PROPERTIES, properties);
}

static void lm_sides_init(LmSides *sides)
{
    (void)sides;
}

static GtkWidget *bin_new(GtkWidget *child)
{
    return g_object_new(ADW_TYPE_BIN, "child", child, NULL);
}

/* The border can be moved by keys as well: it has a name. */
static GtkWidget *paned_new(GtkWidget *start, GtkWidget *end, bool start_grows, const char *name)
{
    GtkWidget *paned =
        g_object_new(GTK_TYPE_PANED, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, "start-child",
                     start, "end-child", end, "resize-start-child", start_grows, "resize-end-child",
                     !start_grows, "shrink-start-child", FALSE, "shrink-end-child", FALSE, NULL);
    gtk_accessible_update_property(GTK_ACCESSIBLE(paned), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    return paned;
}

GtkWidget *lm_sides_new(GtkWidget *left, GtkWidget *middle, GtkWidget *right)
{
    LmSides *sides = g_object_new(LM_TYPE_SIDES, "vexpand", TRUE, NULL);
    sides->left = bin_new(left);
    sides->middle = middle;
    sides->right = bin_new(right);
    GtkWidget *inner = paned_new(middle, sides->right, true, _("Views, and how they are drawn"));
    sides->paned = paned_new(sides->left, inner, false, _("The job, and what is seen of it"));
    gtk_widget_set_parent(sides->paned, GTK_WIDGET(sides));
    return GTK_WIDGET(sides);
}
