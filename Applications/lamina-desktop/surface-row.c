#include "surface-row.h"

#include "inner-name.h"
#include "length-words.h"
#include "solid-picture.h"
#include "step-words.h"

#include "lamina/measure.h"
#include "lamina/number.h"

#include <glib/gi18n.h>

struct _LmSurfaceRow {
    AdwExpanderRow parent;
    LmSession *session;
    guint64 tag;
    lm_mesh *mesh;    /* that is told of; NULL: none */
    LmLook look;      /* that is shown */
    char *name;       /* the same */
    bool is_measured; /* or about to be */
    bool is_showing;  /* the controls change by themselves, not by hand */
    GtkWidget *eye, *colour, *opacity, *measures;
};

G_DEFINE_TYPE(LmSurfaceRow, lm_surface_row, ADW_TYPE_EXPANDER_ROW)

/* ---- measuring, beside the main loop ---- */

static void measure(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    (void)source;
    (void)cancellable;
    g_autofree lm_measures *measures = g_new0(lm_measures, 1);
    GError *error = NULL;
    if (lm_mesh_measure(data, measures, &error))
        g_task_return_pointer(task, g_steal_pointer(&measures), g_free);
    else
        g_task_return_error(task, error);
}

static void on_measured(GObject *source, GAsyncResult *result, gpointer unused)
{
    (void)unused;
    LmSurfaceRow *row = LM_SURFACE_ROW(source);
    g_autoptr(GError) error = NULL;
    g_autofree lm_measures *m = g_task_propagate_pointer(G_TASK(result), &error);
    if (g_task_get_task_data(G_TASK(result)) != row->mesh)
        return;
    if (!m) {
        adw_action_row_set_subtitle(ADW_ACTION_ROW(row->measures), error->message);
        return;
    }
    g_autofree char *area = lm_area_words(m->area_mm2, 4);
    g_autofree char *volume = lm_volume_words(m->volume_mm3, 4);
    g_autofree char *text = m->closed
                                ? g_strdup_printf(_("Area %s, closed, holds %s"), area, volume)
                                : g_strdup_printf(_("Area %s, not closed"), area);
    adw_action_row_set_subtitle(ADW_ACTION_ROW(row->measures), text);
}

/* Once somebody wants to know. */
static void measure_if_seen(LmSurfaceRow *row)
{
    if (!row->mesh || row->is_measured || !adw_expander_row_get_expanded(ADW_EXPANDER_ROW(row)))
        return;
    row->is_measured = true;
    g_autoptr(GTask) task = g_task_new(row, NULL, on_measured, NULL);
    g_task_set_task_data(task, lm_mesh_ref(row->mesh), (GDestroyNotify)lm_mesh_unref);
    g_task_run_in_thread(task, measure);
}

/* ---- showing ---- */

static void show_name(LmSurfaceRow *row)
{
    const lm_job *job = lm_document_job(lm_session_document(row->session));
    const lm_step *step = lm_step_tagged(job, row->tag);
    if (!step)
        return;
    const char *id = lm_surface_id(job, step), *name = id ? id : _(step->op->title);
    if (g_strcmp0(name, row->name) == 0)
        return;
    g_free(row->name);
    row->name = g_strdup(name);
    g_autofree char *escaped = g_markup_escape_text(name, -1);
    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), escaped);
    g_autofree char *colour = g_strdup_printf(_("Colour of %s"), name);
    g_autofree char *shown = g_strdup_printf(_("Show %s"), name);
    gtk_accessible_update_property(GTK_ACCESSIBLE(row->colour), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   colour, -1);
    lm_inner_name_set(row->colour, GTK_TYPE_BUTTON, colour);
    gtk_accessible_update_property(GTK_ACCESSIBLE(row->eye), GTK_ACCESSIBLE_PROPERTY_LABEL, shown,
                                   -1);
    gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void show_mesh(LmSurfaceRow *row)
{
    lm_mesh *mesh = lm_session_mesh(row->session, row->tag);
    if (mesh == row->mesh)
        return;
    lm_mesh_unref(row->mesh);
    row->mesh = mesh ? lm_mesh_ref(mesh) : NULL;
    row->is_measured = false;
    g_autofree char *count = lm_count_text(mesh ? mesh->n_triangles : 0);
    g_autofree char *text = g_strdup_printf(
        ngettext("%s triangle", "%s triangles", mesh ? mesh->n_triangles : 0), count);
    adw_expander_row_set_subtitle(ADW_EXPANDER_ROW(row), text);
    measure_if_seen(row);
}

static void show_look(LmSurfaceRow *row)
{
    LmLook look = lm_session_look(row->session, row->tag);
    if (lm_look_equal(&look, &row->look))
        return;
    GdkRGBA rgba = {(float)look.colour[0], (float)look.colour[1], (float)look.colour[2], 1};
    row->look = look;
    row->is_showing = true;
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(row->eye), look.visible);
    gtk_button_set_icon_name(GTK_BUTTON(row->eye),
                             look.visible ? "view-reveal-symbolic" : "view-conceal-symbolic");
    gtk_color_chooser_set_rgba(GTK_COLOR_CHOOSER(row->colour), &rgba);
    gtk_range_set_value(GTK_RANGE(row->opacity), 100 * look.opacity);
    row->is_showing = false;
}

void lm_surface_row_refresh(LmSurfaceRow *row)
{
    show_name(row);
    show_mesh(row);
    show_look(row);
}

/* ---- changed by hand ---- */

static void on_hand(LmSurfaceRow *row)
{
    if (row->is_showing)
        return;
    GdkRGBA rgba;
    gtk_color_chooser_get_rgba(GTK_COLOR_CHOOSER(row->colour), &rgba);
    LmLook look = {.colour = {(double)rgba.red, (double)rgba.green, (double)rgba.blue},
                   .opacity = gtk_range_get_value(GTK_RANGE(row->opacity)) / 100,
                   .visible = gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(row->eye))};
    lm_session_set_look(row->session, row->tag, &look);
}

/* ---- the object ---- */

static void dispose(GObject *object)
{
    LmSurfaceRow *row = LM_SURFACE_ROW(object);
    g_clear_pointer(&row->mesh, lm_mesh_unref);
    g_clear_pointer(&row->name, g_free);
    g_clear_object(&row->session);
    G_OBJECT_CLASS(lm_surface_row_parent_class)->dispose(object);
}

static void lm_surface_row_class_init(LmSurfaceRowClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
}

static GtkWidget *make_opacity_row(LmSurfaceRow *row)
{
    row->opacity = gtk_scale_new_with_range(GTK_ORIENTATION_HORIZONTAL, 0, 100, 5);
    g_object_set(row->opacity, "hexpand", TRUE, "width-request", 110, NULL);
    gtk_accessible_update_property(GTK_ACCESSIBLE(row->opacity), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   _("Opacity in percent"), -1);
    g_signal_connect_swapped(row->opacity, "value-changed", G_CALLBACK(on_hand), row);
    GtkWidget *inner = g_object_new(ADW_TYPE_ACTION_ROW, "title", _("Opacity"), NULL);
    adw_action_row_add_suffix(ADW_ACTION_ROW(inner), row->opacity);
    return inner;
}

static void lm_surface_row_init(LmSurfaceRow *row)
{
    row->eye = g_object_new(GTK_TYPE_TOGGLE_BUTTON, "icon-name", "view-reveal-symbolic", "valign",
                            GTK_ALIGN_CENTER, "has-frame", FALSE, NULL);
    row->colour = g_object_new(GTK_TYPE_COLOR_BUTTON, "valign", GTK_ALIGN_CENTER, "title",
                               _("Colour of the surface"), NULL);
    row->measures = g_object_new(ADW_TYPE_ACTION_ROW, "title", _("Measures"), NULL);
    g_signal_connect_swapped(row->eye, "toggled", G_CALLBACK(on_hand), row);
    g_signal_connect_swapped(row->colour, "color-set", G_CALLBACK(on_hand), row);
    g_signal_connect(row, "notify::expanded", G_CALLBACK(measure_if_seen), NULL);
    AdwExpanderRow *expander = ADW_EXPANDER_ROW(row);
    adw_expander_row_add_prefix(expander, row->colour);
    adw_expander_row_add_action(expander, row->eye);
    adw_expander_row_add_row(expander, make_opacity_row(row));
    adw_expander_row_add_row(expander, row->measures);
}

GtkWidget *lm_surface_row_new(LmSession *session, guint64 tag)
{
    LmSurfaceRow *row = g_object_new(LM_TYPE_SURFACE_ROW, NULL);
    row->session = g_object_ref(session);
    row->tag = tag;
    lm_surface_row_refresh(row);
    return GTK_WIDGET(row);
}
