#include "histogram-panel.h"

#include "curve-edit.h"
#include "histogram-plot.h"
#include "inner-name.h"
#include "iso-values.h"
#include "tooltip.h"

#include "lamina/histogram.h"
#include "lamina/number.h"
#include "lamina/slice-picture.h"

#include <glib/gi18n.h>
#include <math.h>

/* What the handles are. */
typedef enum panel_mode { OPACITY, GREYS, SURFACE, N_MODES } panel_mode;

enum { BINS = 1024, COLUMNS = 128 };

/* One counting of a volume: made on the main loop, done by a thread. */
typedef struct counting {
    lm_volume *volume;
    lm_context *context;
    lm_histogram *histogram; /* what came of it; NULL: nothing */
} counting;

struct _LmHistogramPanel {
    GtkWidget parent;
    LmSession *session;
    LmIsoValues *iso;
    lm_volume *volume;            /* that is counted, or being counted */
    lm_context *context;          /* of the counting that goes on; borrowed, NULL: none does */
    lm_histogram *histogram;      /* NULL: not known */
    panel_mode mode, mode_before; /* the one chosen by hand: SURFACE comes and goes with the step */

    GtkWidget *modes[N_MODES];
    GtkDropDown *presets;
    GtkWidget *automatic, *caption;
    LmHistogramPlot *plot;
    bool is_showing; /* what is shown changes by itself, not by hand */
};

G_DEFINE_TYPE(LmHistogramPanel, lm_histogram_panel, GTK_TYPE_WIDGET)

/* ---- counting ---- */

static void counting_free(gpointer data)
{
    counting *c = data;
    lm_volume_unref(c->volume);
    lm_context_free(c->context);
    lm_histogram_free(c->histogram);
    g_free(c);
}

static void count(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    (void)source;
    (void)cancellable;
    counting *c = data;
    c->histogram = lm_histogram_new(c->volume, BINS, c->context, NULL);
    g_task_return_boolean(task, TRUE);
}

/* The columns of the plot, by the logarithm; values that are few and whole get one each. */
static void show_columns(LmHistogramPanel *panel)
{
    const lm_histogram *h = panel->histogram;
    double heights[BINS] = {0}, range = h->greatest - h->least, highest = 0;
    bool has_few = lm_type_is_integer(panel->volume->type) && range < BINS / 4.0;
    size_t columns = has_few ? (size_t)range + 1 : COLUMNS;
    for (size_t i = 0; i < h->bins; i++) {
        size_t at = has_few ? (size_t)(lm_histogram_value(h, (double)i) - h->least + 0.5)
                            : i * COLUMNS / h->bins;
        heights[MIN(at, columns - 1)] += (double)h->counts[i];
    }
    for (size_t i = 0; i < columns; i++) {
        heights[i] = log1p(heights[i]);
        highest = MAX(highest, heights[i]);
    }
    for (size_t i = 0; highest > 0 && i < columns; i++)
        heights[i] /= highest;
    lm_histogram_plot_set_columns(panel->plot, h->least, h->greatest, heights, columns);
}

static void show_all(LmHistogramPanel *panel);

static void on_counted(GObject *source, GAsyncResult *result, gpointer unused)
{
    (void)unused;
    LmHistogramPanel *panel = LM_HISTOGRAM_PANEL(source);
    counting *c = g_task_get_task_data(G_TASK(result));
    if (c->context != panel->context)
        return;
    panel->context = NULL;
    panel->histogram = g_steal_pointer(&c->histogram);
    if (panel->histogram)
        show_columns(panel);
    show_all(panel);
}

static void stop_counting(LmHistogramPanel *panel)
{
    if (panel->context)
        lm_context_cancel(panel->context);
    panel->context = NULL;
}

static void begin_counting(LmHistogramPanel *panel)
{
    stop_counting(panel);
    counting *c = g_new0(counting, 1);
    c->volume = lm_volume_ref(panel->volume);
    c->context = lm_context_new(1, 0);
    panel->context = c->context;
    g_autoptr(GTask) task = g_task_new(panel, NULL, on_counted, NULL);
    g_task_set_task_data(task, c, counting_free);
    g_task_run_in_thread(task, count);
}

static void on_volume(LmHistogramPanel *panel)
{
    lm_volume *volume = lm_session_volume(panel->session);
    if (volume == panel->volume)
        return;
    lm_volume_unref(panel->volume);
    panel->volume = volume ? lm_volume_ref(volume) : NULL;
    g_clear_pointer(&panel->histogram, lm_histogram_free);
    if (volume) {
        begin_counting(panel);
    } else {
        stop_counting(panel);
        lm_histogram_plot_set_columns(panel->plot, 0, 1, NULL, 0);
    }
    show_all(panel);
}

/* ---- presets ---- */

typedef struct named {
    const char *name, *label;
} named;

static const char *preset_label(const char *name)
{
    static const named labels[] = {
        {"auto", N_("Automatic")}, {"ct-bone", N_("CT, bone")}, {"ct-soft", N_("CT, soft tissue")},
        {"mr", N_("MR")},          {"oct", N_("OCT")},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(labels); i++)
        if (g_str_equal(labels[i].name, name))
            return _(labels[i].label);
    return name;
}

/* The grey levels of a choice: automatic, everything, those of CT. False beyond the last. */
static bool window_of(LmHistogramPanel *panel, guint choice, lm_window *window)
{
    enum { AUTOMATIC, EVERYTHING, FIRST_OF_CT };
    const lm_histogram *h = panel->histogram;
    if (choice == AUTOMATIC) {
        size_t lo = lm_histogram_quantile(h, 0, h->bins, 0.01);
        size_t hi = lm_histogram_quantile(h, 0, h->bins, 0.99);
        bool is_thin = hi <= lo;
        window->low = is_thin ? h->least : lm_histogram_value(h, (double)lo);
        window->high = is_thin ? h->greatest : lm_histogram_value(h, (double)hi);
        return true;
    }
    if (choice == EVERYTHING) {
        *window = (lm_window){h->least, h->greatest};
        return true;
    }
    for (guint i = 0; lm_window_presets[i].name; i++)
        if (i == choice - FIRST_OF_CT) {
            *window = lm_window_presets[i].window;
            return true;
        }
    return false;
}

static guint window_choice(LmHistogramPanel *panel)
{
    double low, high;
    lm_window window;
    lm_session_window(panel->session, &low, &high);
    guint choice = 0;
    while (window_of(panel, choice, &window) && !(window.low == low && window.high == high))
        choice++;
    return choice;
}

static GtkStringList *make_choices(panel_mode mode)
{
    GtkStringList *list = gtk_string_list_new(NULL);
    for (int i = 0; mode == OPACITY && lm_preset_names[i]; i++)
        gtk_string_list_append(list, preset_label(lm_preset_names[i]));
    if (mode == GREYS) {
        gtk_string_list_append(list, _("Automatic"));
        gtk_string_list_append(list, _("All values"));
    }
    for (int i = 0; mode == GREYS && lm_window_presets[i].name; i++) {
        g_autofree char *text = g_strdup_printf(_("CT, %s"), _(lm_window_presets[i].label));
        gtk_string_list_append(list, text);
    }
    gtk_string_list_append(list, _("By hand"));
    return list;
}

static void on_preset(LmHistogramPanel *panel)
{
    guint choice = gtk_drop_down_get_selected(panel->presets);
    guint last = g_list_model_get_n_items(gtk_drop_down_get_model(panel->presets)) - 1;
    lm_window window;
    if (panel->is_showing || choice >= last)
        return;
    if (panel->mode == OPACITY)
        lm_session_set_preset(panel->session, (int)choice);
    else if (panel->histogram && window_of(panel, choice, &window))
        lm_session_set_window(panel->session, window.low, window.high);
}

/* ---- showing ---- */

/* The points that are dragged: those drawn by hand, else the preset's. */
static bool curve_of(LmHistogramPanel *panel, lm_curve *curve)
{
    lm_transfer transfer;
    int preset;
    if (!lm_session_curve(panel->session, &transfer, &preset))
        return false;
    const lm_curve *drawn = lm_session_drawn_curve(panel->session);
    *curve = drawn ? *drawn : lm_curve_of(&transfer);
    return true;
}

static void show_colours(LmHistogramPanel *panel, const lm_transfer *transfer)
{
    LmColourStop stops[LM_TRANSFER_MAX] = {0};
    for (size_t i = 0; i < transfer->count; i++) {
        stops[i].value = transfer->points[i].value;
        memcpy(stops[i].colour, transfer->points[i].colour, sizeof stops[i].colour);
    }
    lm_histogram_plot_set_colours(panel->plot, stops, transfer->count);
}

static void show_curve(LmHistogramPanel *panel)
{
    lm_curve curve = {0};
    lm_transfer transfer = {0};
    LmHandle handles[LM_CURVE_MAX] = {0};
    int preset = 0;
    if (curve_of(panel, &curve))
        lm_session_curve(panel->session, &transfer, &preset);
    for (size_t i = 0; i < curve.count; i++)
        handles[i] = (LmHandle){curve.points[i].value, curve.points[i].opacity, {1, 1, 1}, NULL};
    show_colours(panel, &transfer);
    lm_histogram_plot_set_handles(panel->plot, handles, curve.count, true);
    guint by_hand = g_list_model_get_n_items(gtk_drop_down_get_model(panel->presets)) - 1;
    bool is_drawn = lm_session_drawn_curve(panel->session) != NULL;
    gtk_drop_down_set_selected(panel->presets, is_drawn ? by_hand : (guint)preset);
}

static void show_window(LmHistogramPanel *panel)
{
    double low, high;
    lm_session_window(panel->session, &low, &high);
    LmHandle handles[] = {{low, 0, {0, 0, 0}, _("Black:")}, {high, 0, {1, 1, 1}, _("White:")}};
    LmColourStop greys[] = {{low, {0, 0, 0}}, {high, {1, 1, 1}}};
    lm_histogram_plot_set_colours(panel->plot, greys, G_N_ELEMENTS(greys));
    lm_histogram_plot_set_handles(panel->plot, handles, G_N_ELEMENTS(handles), false);
    if (panel->histogram)
        gtk_drop_down_set_selected(panel->presets, window_choice(panel));
}

/* Of the surface that the selected step goes into: the last of its line. */
static LmLook look_of_selected(LmSession *session)
{
    const lm_job *job = lm_document_job(lm_session_document(session));
    const lm_step *step = lm_session_selected_step(session);
    lm_step *parent = NULL;
    guint at;
    lm_job_find(job, step, &parent, &at);
    const GPtrArray *line = parent ? parent->steps : job->steps;
    g_autoptr(GArray) surfaces = lm_session_surfaces(session);
    guint64 tag = step->tag;
    for (guint i = 0; i < surfaces->len; i++)
        for (guint k = 0; k < line->len; k++)
            if (((const lm_step *)line->pdata[k])->tag == g_array_index(surfaces, guint64, i))
                tag = g_array_index(surfaces, guint64, i);
    return lm_session_look(session, tag);
}

static void show_surface(LmHistogramPanel *panel)
{
    const lm_reals *values = lm_iso_values_get(panel->iso);
    LmLook look = look_of_selected(panel->session);
    LmHandle handles[LM_REALS_MAX] = {0};
    size_t n = values ? values->count : 0;
    for (size_t i = 0; i < n; i++)
        handles[i] = (LmHandle){values->values[i],
                                0,
                                {look.colour[0], look.colour[1], look.colour[2]},
                                _("Surface at")};
    lm_histogram_plot_set_colours(panel->plot, NULL, 0);
    lm_histogram_plot_set_handles(panel->plot, handles, n, false);
    gtk_widget_set_sensitive(panel->automatic, !lm_iso_values_are_automatic(panel->iso));
}

static void show_caption(LmHistogramPanel *panel)
{
    const LmHandle *h = lm_histogram_plot_selected(panel->plot, NULL);
    bool is_curve = panel->mode == OPACITY;
    if (!h) {
        gtk_label_set_text(GTK_LABEL(panel->caption), "");
        return;
    }
    g_autofree char *value = lm_number_words(h->value, 5);
    g_autofree char *text =
        is_curve ? g_strdup_printf(_("Value %s, opacity %.0f %%"), value, 100 * h->opacity)
                 : g_strdup_printf("%s %s", h->name, value);
    gtk_label_set_text(GTK_LABEL(panel->caption), text);
}

static void show_all(LmHistogramPanel *panel)
{
    panel->is_showing = true;
    gtk_widget_set_visible(GTK_WIDGET(panel->presets), panel->mode != SURFACE);
    gtk_widget_set_visible(panel->automatic, panel->mode == SURFACE);
    gtk_widget_set_visible(panel->modes[SURFACE], lm_iso_values_apply(panel->iso));
    gtk_widget_set_sensitive(GTK_WIDGET(panel->plot), panel->histogram != NULL);
    if (panel->mode == OPACITY)
        show_curve(panel);
    else if (panel->mode == GREYS)
        show_window(panel);
    else
        show_surface(panel);
    show_caption(panel);
    panel->is_showing = false;
}

static void on_curve(LmHistogramPanel *panel)
{
    if (panel->mode == OPACITY)
        show_all(panel);
}

static void on_window(LmHistogramPanel *panel)
{
    if (panel->mode == GREYS)
        show_all(panel);
}

static void on_iso(LmHistogramPanel *panel)
{
    if (panel->mode == SURFACE)
        show_all(panel);
}

/* A surface that came later may have changed whose colour it is. */
static void on_result(LmSession *session, guint64 tag, gpointer panel)
{
    (void)session;
    (void)tag;
    on_iso(panel);
}

static void set_mode(LmHistogramPanel *panel, panel_mode mode)
{
    panel->mode = mode;
    panel->is_showing = true;
    g_autoptr(GtkStringList) choices = make_choices(mode);
    gtk_drop_down_set_model(panel->presets, G_LIST_MODEL(choices));
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(panel->modes[mode]), TRUE);
    show_all(panel);
}

static void on_mode(GtkToggleButton *button, LmHistogramPanel *panel)
{
    if (panel->is_showing || !gtk_toggle_button_get_active(button))
        return;
    for (panel_mode m = OPACITY; m < N_MODES; m++)
        if (panel->modes[m] == GTK_WIDGET(button)) {
            if (m != SURFACE)
                panel->mode_before = m;
            set_mode(panel, m);
        }
}

/* A contour that is selected is what the handles are for. */
static void on_step(LmHistogramPanel *panel)
{
    bool is_contour = lm_iso_values_apply(panel->iso);
    set_mode(panel, is_contour ? SURFACE : panel->mode_before);
}

/* ---- what is done by hand ---- */

static double range_of(LmHistogramPanel *panel)
{
    double least, greatest;
    lm_histogram_plot_range(panel->plot, &least, &greatest);
    return greatest - least;
}

static void move_window(LmHistogramPanel *panel, guint handle, double value, double gap)
{
    double low, high;
    lm_session_window(panel->session, &low, &high);
    if (handle == 0)
        low = MIN(value, high - gap);
    else
        high = MAX(value, low + gap);
    lm_session_set_window(panel->session, low, high);
}

static void on_moved(LmHistogramPlot *plot, guint handle, double value, double opacity,
                     LmHistogramPanel *panel)
{
    (void)plot;
    double range = range_of(panel), gap = range / 1000;
    double rounded = lm_round_in_range(value, range);
    lm_curve curve;
    if (panel->mode == GREYS)
        move_window(panel, handle, rounded, gap);
    else if (panel->mode == SURFACE)
        lm_iso_values_move(panel->iso, handle, rounded, gap);
    else if (curve_of(panel, &curve) && handle < curve.count) {
        lm_curve_move(&curve, handle, rounded, round(opacity * 1000) / 1000, gap);
        lm_session_draw_curve(panel->session, &curve);
    }
}

static void on_added(LmHistogramPlot *plot, double value, double opacity, LmHistogramPanel *panel)
{
    lm_curve curve;
    if (!curve_of(panel, &curve))
        return;
    double range = range_of(panel);
    int at = lm_curve_insert(&curve, lm_round_in_range(value, range), opacity, range / 1000);
    if (at < 0)
        return;
    lm_session_draw_curve(panel->session, &curve);
    lm_histogram_plot_select(plot, (guint)at);
}

static void on_removed(LmHistogramPlot *plot, guint handle, LmHistogramPanel *panel)
{
    (void)plot;
    lm_curve curve;
    if (curve_of(panel, &curve) && lm_curve_remove(&curve, handle))
        lm_session_draw_curve(panel->session, &curve);
}

/* ---- the object ---- */

static void dispose(GObject *object)
{
    LmHistogramPanel *panel = LM_HISTOGRAM_PANEL(object);
    stop_counting(panel);
    GtkWidget *child;
    while ((child = gtk_widget_get_first_child(GTK_WIDGET(panel))))
        gtk_widget_unparent(child);
    g_clear_pointer(&panel->histogram, lm_histogram_free);
    g_clear_pointer(&panel->volume, lm_volume_unref);
    g_clear_object(&panel->iso);
    g_clear_object(&panel->session);
    G_OBJECT_CLASS(lm_histogram_panel_parent_class)->dispose(object);
}

static void lm_histogram_panel_class_init(LmHistogramPanelClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
    gtk_widget_class_set_layout_manager_type(GTK_WIDGET_CLASS(class), GTK_TYPE_BOX_LAYOUT);
}

static GtkWidget *make_modes(LmHistogramPanel *panel)
{
    const char *const labels[] = {_("3D"), _("Slices"), _("Surface")};
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class(box, "linked");
    for (panel_mode m = OPACITY; m < N_MODES; m++) {
        panel->modes[m] = gtk_toggle_button_new_with_label(labels[m]);
        if (m != OPACITY)
            gtk_toggle_button_set_group(GTK_TOGGLE_BUTTON(panel->modes[m]),
                                        GTK_TOGGLE_BUTTON(panel->modes[OPACITY]));
        gtk_widget_set_hexpand(panel->modes[m], TRUE);
        g_signal_connect(panel->modes[m], "toggled", G_CALLBACK(on_mode), panel);
        gtk_box_append(GTK_BOX(box), panel->modes[m]);
    }
    return box;
}

static void make_presets(LmHistogramPanel *panel)
{
    panel->presets = GTK_DROP_DOWN(gtk_drop_down_new(NULL, NULL));
    gtk_accessible_update_property(GTK_ACCESSIBLE(panel->presets), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   _("How values are drawn"), -1);
    lm_inner_name_set(GTK_WIDGET(panel->presets), GTK_TYPE_TOGGLE_BUTTON,
                      _("How values are drawn"));
    g_signal_connect_swapped(panel->presets, "notify::selected", G_CALLBACK(on_preset), panel);
    const char *find = _("Find the value automatically");
    panel->automatic = gtk_button_new_with_label(find);
    /* Large letters must not make the window wider than a small screen. */
    gtk_label_set_ellipsize(GTK_LABEL(gtk_button_get_child(GTK_BUTTON(panel->automatic))),
                            PANGO_ELLIPSIZE_END);
    lm_tooltip_set(panel->automatic, find);
}

static void make_plot(LmHistogramPanel *panel)
{
    panel->plot = LM_HISTOGRAM_PLOT(lm_histogram_plot_new());
    lm_tooltip_set(GTK_WIDGET(panel->plot),
                   _("Drag a point, or move it with the arrow keys. In 3D a double "
                     "click adds a point and Delete removes it."));
    g_signal_connect(panel->plot, "moved", G_CALLBACK(on_moved), panel);
    g_signal_connect(panel->plot, "added", G_CALLBACK(on_added), panel);
    g_signal_connect(panel->plot, "removed", G_CALLBACK(on_removed), panel);
    g_signal_connect_swapped(panel->plot, "selected", G_CALLBACK(show_caption), panel);
}

static void lm_histogram_panel_init(LmHistogramPanel *panel)
{
    GtkLayoutManager *layout = gtk_widget_get_layout_manager(GTK_WIDGET(panel));
    gtk_orientable_set_orientation(GTK_ORIENTABLE(layout), GTK_ORIENTATION_VERTICAL);
    gtk_box_layout_set_spacing(GTK_BOX_LAYOUT(layout), 6);
    make_plot(panel);
    make_presets(panel);
    panel->caption = g_object_new(GTK_TYPE_LABEL, "xalign", 0.0, NULL);
    gtk_widget_add_css_class(panel->caption, "numeric");
    GtkWidget *children[] = {make_modes(panel), GTK_WIDGET(panel->presets), panel->automatic,
                             GTK_WIDGET(panel->plot), panel->caption};
    for (size_t i = 0; i < G_N_ELEMENTS(children); i++)
        gtk_widget_set_parent(children[i], GTK_WIDGET(panel));
}

GtkWidget *lm_histogram_panel_new(LmSession *session)
{
    LmHistogramPanel *panel = g_object_new(LM_TYPE_HISTOGRAM_PANEL, NULL);
    panel->session = g_object_ref(session);
    panel->iso = lm_iso_values_new(session);
    g_signal_connect_object(panel->automatic, "clicked", G_CALLBACK(lm_iso_values_set_automatic),
                            panel->iso, G_CONNECT_SWAPPED);
    g_signal_connect_object(panel->iso, "changed", G_CALLBACK(on_iso), panel, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "curve", G_CALLBACK(on_curve), panel, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "window", G_CALLBACK(on_window), panel, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "looks", G_CALLBACK(on_iso), panel, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "result", G_CALLBACK(on_result), panel, 0);
    g_signal_connect_object(session, "selected", G_CALLBACK(on_step), panel, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "volume", G_CALLBACK(on_volume), panel, G_CONNECT_SWAPPED);
    on_step(panel);
    on_volume(panel);
    return GTK_WIDGET(panel);
}
