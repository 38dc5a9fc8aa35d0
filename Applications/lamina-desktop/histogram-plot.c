#include "histogram-plot.h"

#include "shortcuts.h"

#include "lamina/number.h"

#include <glib/gi18n.h>
#include <math.h>

enum { PLOT_HEIGHT = 130, EDGE = 8, STRIP = 8, RADIUS = 5, REACH = 12 };

struct _LmHistogramPlot {
    GtkWidget parent;
    double least, greatest;
    double *heights;
    size_t n_heights;
    GArray *handles; /* of LmHandle */
    GArray *stops;   /* of LmColourStop */
    bool is_curve;
    guint selected;
    double begun[2];     /* where a drag began */
    double held_from[2]; /* where the dragged handle was then */
    bool drags;
};

G_DEFINE_TYPE(LmHistogramPlot, lm_histogram_plot, GTK_TYPE_WIDGET)

enum { MOVED, ADDED, REMOVED, SELECTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static LmHandle *handle_of(LmHistogramPlot *plot, guint i)
{
    return &g_array_index(plot->handles, LmHandle, i);
}

/* ---- where things are ---- */

static double inner_width(LmHistogramPlot *plot)
{
    return MAX(gtk_widget_get_width(GTK_WIDGET(plot)) - 2 * EDGE, 1);
}

static double inner_height(LmHistogramPlot *plot)
{
    return MAX(gtk_widget_get_height(GTK_WIDGET(plot)) - 2 * EDGE - STRIP, 1);
}

static double range(LmHistogramPlot *plot)
{
    return plot->greatest - plot->least;
}

/* Handles beyond the range stand at its end. */
static double x_of(LmHistogramPlot *plot, double value)
{
    double part = (value - plot->least) / range(plot);
    return EDGE + CLAMP(part, 0, 1) * inner_width(plot);
}

static double y_of(LmHistogramPlot *plot, double opacity)
{
    return EDGE + (1 - opacity) * inner_height(plot);
}

static double value_at(LmHistogramPlot *plot, double x)
{
    return plot->least + (x - EDGE) / inner_width(plot) * range(plot);
}

static double opacity_at(LmHistogramPlot *plot, double y)
{
    return CLAMP(1 - (y - EDGE) / inner_height(plot), 0, 1);
}

/* The nearest handle within reach; -1: none. */
static int handle_at(LmHistogramPlot *plot, double x, double y)
{
    double nearest = REACH;
    int found = -1;
    for (guint i = 0; plot->n_heights && i < plot->handles->len; i++) {
        const LmHandle *h = handle_of(plot, i);
        double dy = plot->is_curve ? y - y_of(plot, h->opacity) : 0;
        double distance = hypot(x - x_of(plot, h->value), dy);
        if (distance <= nearest) {
            nearest = distance;
            found = (int)i;
        }
    }
    return found;
}

/* ---- drawing ---- */

static void draw_columns(LmHistogramPlot *plot, cairo_t *cr, const GdkRGBA *ink)
{
    double step = inner_width(plot) / (double)plot->n_heights, floor_y = y_of(plot, 0);
    cairo_move_to(cr, EDGE, floor_y);
    for (size_t i = 0; i < plot->n_heights; i++) {
        double y = y_of(plot, plot->heights[i]);
        cairo_line_to(cr, EDGE + (double)i * step, y);
        cairo_line_to(cr, EDGE + (double)(i + 1) * step, y);
    }
    cairo_line_to(cr, EDGE + inner_width(plot), floor_y);
    cairo_close_path(cr);
    cairo_set_source_rgba(cr, (double)ink->red, (double)ink->green, (double)ink->blue, 0.3);
    cairo_fill(cr);
}

static void draw_colours(LmHistogramPlot *plot, cairo_t *cr)
{
    double y = y_of(plot, 0) + 2;
    cairo_pattern_t *colours = cairo_pattern_create_linear(EDGE, 0, EDGE + inner_width(plot), 0);
    for (guint i = 0; i < plot->stops->len; i++) {
        const LmColourStop *stop = &g_array_index(plot->stops, LmColourStop, i);
        double at = (stop->value - plot->least) / range(plot);
        cairo_pattern_add_color_stop_rgb(colours, CLAMP(at, 0, 1), stop->colour[0], stop->colour[1],
                                         stop->colour[2]);
    }
    cairo_set_source(cr, colours);
    cairo_rectangle(cr, EDGE, y, inner_width(plot), STRIP);
    cairo_fill(cr);
    cairo_pattern_destroy(colours);
}

static void draw_curve(LmHistogramPlot *plot, cairo_t *cr, const GdkRGBA *ink)
{
    gdk_cairo_set_source_rgba(cr, ink);
    cairo_set_line_width(cr, 1.5);
    for (guint i = 0; i < plot->handles->len; i++) {
        const LmHandle *h = handle_of(plot, i);
        double x = x_of(plot, h->value), y = y_of(plot, h->opacity);
        if (i == 0)
            cairo_move_to(cr, EDGE, y);
        cairo_line_to(cr, x, y);
        if (i + 1 == plot->handles->len)
            cairo_line_to(cr, EDGE + inner_width(plot), y);
    }
    cairo_stroke(cr);
}

static void draw_handle(LmHistogramPlot *plot, cairo_t *cr, guint i, const GdkRGBA *ink)
{
    const LmHandle *h = handle_of(plot, i);
    bool is_selected = i == plot->selected;
    double x = x_of(plot, h->value), y = plot->is_curve ? y_of(plot, h->opacity) : EDGE + RADIUS;
    if (!plot->is_curve) {
        gdk_cairo_set_source_rgba(cr, ink);
        cairo_set_line_width(cr, is_selected ? 2.5 : 1.5);
        cairo_move_to(cr, x, EDGE);
        cairo_line_to(cr, x, y_of(plot, 0));
        cairo_stroke(cr);
    }
    cairo_arc(cr, x, y, is_selected ? RADIUS + 1.5 : RADIUS, 0, 2 * G_PI);
    cairo_set_source_rgb(cr, h->colour[0], h->colour[1], h->colour[2]);
    cairo_fill_preserve(cr);
    gdk_cairo_set_source_rgba(cr, ink);
    cairo_set_line_width(cr, is_selected ? 2.5 : 1.2);
    cairo_stroke(cr);
}

static void snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
    LmHistogramPlot *plot = LM_HISTOGRAM_PLOT(widget);
    int width = gtk_widget_get_width(widget), height = gtk_widget_get_height(widget);
    if (!plot->n_heights || width <= 2 * EDGE || height <= 2 * EDGE + STRIP)
        return;
    GdkRGBA ink;
    gtk_style_context_get_color(gtk_widget_get_style_context(widget), &ink);
    graphene_rect_t all = GRAPHENE_RECT_INIT(0, 0, (float)width, (float)height);
    cairo_t *cr = gtk_snapshot_append_cairo(snapshot, &all);
    draw_columns(plot, cr, &ink);
    draw_colours(plot, cr);
    if (plot->is_curve && plot->handles->len)
        draw_curve(plot, cr, &ink);
    for (guint i = 0; i < plot->handles->len; i++)
        draw_handle(plot, cr, i, &ink);
    cairo_destroy(cr);
}

static void measure(GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                    int *natural, int *minimum_baseline, int *natural_baseline)
{
    (void)widget;
    (void)for_size;
    bool is_width = orientation == GTK_ORIENTATION_HORIZONTAL;
    *minimum = is_width ? 120 : PLOT_HEIGHT;
    *natural = is_width ? 240 : PLOT_HEIGHT;
    *minimum_baseline = *natural_baseline = -1;
}

/* ---- what the owner says ---- */

static void describe(LmHistogramPlot *plot)
{
    g_autoptr(GString) text = g_string_new(_("Histogram of values"));
    if (plot->selected < plot->handles->len) {
        const LmHandle *h = handle_of(plot, plot->selected);
        g_autofree char *value = lm_number_words(h->value, 5);
        g_string_append(text, ", ");
        if (plot->is_curve)
            g_string_append_printf(text, _("point %u of %u: value %s, opacity %.0f %%"),
                                   plot->selected + 1, plot->handles->len, value, 100 * h->opacity);
        else
            g_string_append_printf(text, "%s %s", h->name, value);
    }
    gtk_accessible_update_property(GTK_ACCESSIBLE(plot), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str,
                                   -1);
}

void lm_histogram_plot_set_colours(LmHistogramPlot *plot, const LmColourStop *stops, size_t count)
{
    g_array_set_size(plot->stops, 0);
    g_array_append_vals(plot->stops, stops, (guint)count);
    gtk_widget_queue_draw(GTK_WIDGET(plot));
}

void lm_histogram_plot_select(LmHistogramPlot *plot, guint handle)
{
    plot->selected = handle;
    describe(plot);
    gtk_widget_queue_draw(GTK_WIDGET(plot));
    g_signal_emit(plot, signals[SELECTED], 0);
}

const LmHandle *lm_histogram_plot_selected(LmHistogramPlot *plot, guint *i)
{
    if (i)
        *i = plot->selected;
    return plot->selected < plot->handles->len ? handle_of(plot, plot->selected) : NULL;
}

void lm_histogram_plot_set_columns(LmHistogramPlot *plot, double least, double greatest,
                                   const double *heights, size_t count)
{
    g_free(plot->heights);
    plot->heights = g_memdup2(heights, count * sizeof *heights);
    plot->n_heights = count;
    plot->least = least;
    plot->greatest = greatest;
    gtk_widget_queue_draw(GTK_WIDGET(plot));
}

bool lm_histogram_plot_range(LmHistogramPlot *plot, double *least, double *greatest)
{
    *least = plot->least;
    *greatest = plot->greatest;
    return plot->n_heights > 0;
}

void lm_histogram_plot_set_handles(LmHistogramPlot *plot, const LmHandle *handles, size_t count,
                                   bool is_curve)
{
    g_array_set_size(plot->handles, 0);
    g_array_append_vals(plot->handles, handles, (guint)count);
    plot->is_curve = is_curve;
    guint last = count ? (guint)count - 1 : 0;
    lm_histogram_plot_select(plot, MIN(plot->selected, last));
}

/* ---- pointer and keys ---- */

static void move_to(LmHistogramPlot *plot, double value, double opacity)
{
    g_signal_emit(plot, signals[MOVED], 0, plot->selected, value, CLAMP(opacity, 0, 1));
}

static void on_drag_begin(GtkGestureDrag *drag, double x, double y, gpointer user)
{
    (void)drag;
    LmHistogramPlot *plot = user;
    gtk_widget_grab_focus(GTK_WIDGET(plot));
    int handle = handle_at(plot, x, y);
    plot->drags = handle >= 0;
    if (!plot->drags)
        return;
    lm_histogram_plot_select(plot, (guint)handle);
    const LmHandle *h = handle_of(plot, plot->selected);
    plot->held_from[0] = x_of(plot, h->value);
    plot->held_from[1] = y_of(plot, h->opacity);
}

static void on_drag(GtkGestureDrag *drag, double x, double y, gpointer user)
{
    (void)drag;
    LmHistogramPlot *plot = user;
    if (plot->drags && plot->selected < plot->handles->len && (x != 0 || y != 0))
        move_to(plot, value_at(plot, plot->held_from[0] + x),
                opacity_at(plot, plot->held_from[1] + y));
}

static void on_click(GtkGestureClick *click, int presses, double x, double y, gpointer user)
{
    (void)click;
    LmHistogramPlot *plot = user;
    if (presses == 2 && plot->is_curve && plot->n_heights && handle_at(plot, x, y) < 0)
        g_signal_emit(plot, signals[ADDED], 0, value_at(plot, x), opacity_at(plot, y));
}

static void move_action(GtkWidget *widget, const char *action, GVariant *by)
{
    (void)action;
    LmHistogramPlot *plot = LM_HISTOGRAM_PLOT(widget);
    double right, up;
    g_variant_get(by, "(dd)", &right, &up);
    if (plot->n_heights && plot->selected < plot->handles->len) {
        const LmHandle *h = handle_of(plot, plot->selected);
        move_to(plot, h->value + right * range(plot), h->opacity + up);
    }
}

static void select_action(GtkWidget *widget, const char *action, GVariant *by)
{
    (void)action;
    LmHistogramPlot *plot = LM_HISTOGRAM_PLOT(widget);
    int next = (int)plot->selected + g_variant_get_int32(by);
    if (next >= 0 && next < (int)plot->handles->len)
        lm_histogram_plot_select(plot, (guint)next);
}

/* Half way to the next point. */
static void insert_action(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    LmHistogramPlot *plot = LM_HISTOGRAM_PLOT(widget);
    if (!plot->is_curve || plot->handles->len < 2)
        return;
    guint left = MIN(plot->selected, plot->handles->len - 2);
    const LmHandle *a = handle_of(plot, left), *b = handle_of(plot, left + 1);
    g_signal_emit(plot, signals[ADDED], 0, (a->value + b->value) / 2,
                  (a->opacity + b->opacity) / 2);
}

static void delete_action(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    LmHistogramPlot *plot = LM_HISTOGRAM_PLOT(widget);
    if (plot->is_curve && plot->selected < plot->handles->len)
        g_signal_emit(plot, signals[REMOVED], 0, plot->selected);
}

/* ---- the object ---- */

static void finalize(GObject *object)
{
    LmHistogramPlot *plot = LM_HISTOGRAM_PLOT(object);
    g_free(plot->heights);
    g_array_unref(plot->handles);
    g_array_unref(plot->stops);
    G_OBJECT_CLASS(lm_histogram_plot_parent_class)->finalize(object);
}

static void lm_histogram_plot_class_init(LmHistogramPlotClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->finalize = finalize;
    widget->snapshot = snapshot;
    widget->measure = measure;
    gtk_widget_class_set_css_name(widget, "histogram");
    gtk_widget_class_set_accessible_role(widget, GTK_ACCESSIBLE_ROLE_IMG);
    gtk_widget_class_install_action(widget, "histogram.move", "(dd)", move_action);
    gtk_widget_class_install_action(widget, "histogram.select", "i", select_action);
    gtk_widget_class_install_action(widget, "histogram.insert", NULL, insert_action);
    gtk_widget_class_install_action(widget, "histogram.delete", NULL, delete_action);
    GType type = LM_TYPE_HISTOGRAM_PLOT;
    signals[MOVED] = g_signal_new("moved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
    signals[ADDED] = g_signal_new("added", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
    signals[REMOVED] = g_signal_new("removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_UINT);
    signals[SELECTED] =
        g_signal_new("selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void lm_histogram_plot_init(LmHistogramPlot *plot)
{
    plot->handles = g_array_new(FALSE, FALSE, sizeof(LmHandle));
    plot->stops = g_array_new(FALSE, FALSE, sizeof(LmColourStop));
    GtkGesture *drag = gtk_gesture_drag_new();
    g_signal_connect(drag, "drag-begin", G_CALLBACK(on_drag_begin), plot);
    g_signal_connect(drag, "drag-update", G_CALLBACK(on_drag), plot);
    gtk_widget_add_controller(GTK_WIDGET(plot), GTK_EVENT_CONTROLLER(drag));
    GtkGesture *click = gtk_gesture_click_new();
    g_signal_connect(click, "pressed", G_CALLBACK(on_click), plot);
    gtk_widget_add_controller(GTK_WIDGET(plot), GTK_EVENT_CONTROLLER(click));
    gtk_gesture_group(click, drag);
    gtk_widget_set_focusable(GTK_WIDGET(plot), TRUE);
    lm_shortcuts_bind(GTK_WIDGET(plot), LM_SHORTCUTS_HISTOGRAM);
    describe(plot);
}

GtkWidget *lm_histogram_plot_new(void)
{
    return g_object_new(LM_TYPE_HISTOGRAM_PLOT, NULL);
}
