#include "slice-view.h"

#include "slice-canvas.h"
#include "slice-input.h"
#include "slice-text.h"

#include <glib/gi18n.h>

struct _LmSliceView {
    GtkWidget parent;
    LmSliceCanvas *canvas;
    GtkWidget *bar, *place, *under;
    GtkAdjustment *slices;
    bool is_following; /* the slider is set from the slice, and not the other way round */
};

enum { SLIDER_WIDTH = 72 }; /* at least, in narrow windows */

G_DEFINE_TYPE(LmSliceView, lm_slice_view, GTK_TYPE_WIDGET)

static guint maximise;

static void set_label(GtkWidget *widget, const char *text)
{
    gtk_accessible_update_property(GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void show_pointer(LmSliceView *view)
{
    gint64 voxel[3];
    const LmSliceShown *shown = lm_slice_canvas_shown(view->canvas);
    g_autofree char *text = lm_slice_canvas_voxel(view->canvas, voxel)
                                ? lm_voxel_text(shown->volume, voxel, shown->kind)
                                : g_strdup("");
    gtk_label_set_text(GTK_LABEL(view->under), text);
}

static void show_place(LmSliceView *view, const LmSliceShown *shown)
{
    g_autofree char *place =
        shown->left_out
            ? g_strdup("")
            : lm_slice_place_text(&shown->volume->grid, &shown->plane, shown->slice, shown->kind);
    g_autofree char *slice = shown->left_out
                                 ? g_strdup_printf(_("%s, left out"), shown->left_out)
                                 : lm_slice_label_text(&shown->plane, shown->slice, shown->kind);
    g_autofree char *slider =
        shown->kind == LM_SLICE_TRUE
            ? g_strdup_printf(_("%s slices"), lm_slice_plane_name(&shown->plane))
            : g_strdup(_("Slices"));
    gtk_label_set_text(GTK_LABEL(view->place), place);
    set_label(GTK_WIDGET(view->canvas), slice);
    set_label(gtk_widget_get_first_child(view->bar), slider);
    view->is_following = true;
    gtk_adjustment_configure(view->slices, (double)shown->slice, 0, (double)shown->plane.count - 1,
                             1, 10, 0);
    view->is_following = false;
}

static void on_changed(LmSliceView *view)
{
    const LmSliceShown *shown = lm_slice_canvas_shown(view->canvas);
    gtk_widget_set_sensitive(view->bar, shown->volume && shown->plane.count > 1);
    if (shown->volume) {
        show_place(view, shown);
    } else {
        view->is_following = true;
        gtk_adjustment_configure(view->slices, 0, 0, 0, 1, 10, 0);
        view->is_following = false;
        gtk_label_set_text(GTK_LABEL(view->place), "");
        const char *message = lm_slice_canvas_message(view->canvas);
        set_label(GTK_WIDGET(view->canvas), message ? message : _("No slice yet"));
    }
    show_pointer(view);
}

static void on_slider(LmSliceView *view)
{
    const LmSliceShown *shown = lm_slice_canvas_shown(view->canvas);
    gint64 slice = (gint64)(gtk_adjustment_get_value(view->slices) + 0.5);
    if (!view->is_following && shown->volume && slice != shown->slice)
        lm_slice_canvas_step(view->canvas, slice - shown->slice);
}

static void on_maximise(LmSliceView *view)
{
    g_signal_emit(view, maximise, 0);
}

static GtkWidget *label(void)
{
    GtkWidget *label = gtk_label_new(NULL);
    gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_widget_add_css_class(label, "caption");
    gtk_widget_add_css_class(label, "numeric");
    gtk_widget_set_margin_start(label, 6);
    gtk_widget_set_margin_end(label, 6);
    return label;
}

static void add_bar(LmSliceView *view)
{
    view->slices = gtk_adjustment_new(0, 0, 0, 1, 10, 0);
    GtkWidget *slider = gtk_scale_new(GTK_ORIENTATION_HORIZONTAL, view->slices);
    gtk_scale_set_draw_value(GTK_SCALE(slider), FALSE);
    gtk_range_set_round_digits(GTK_RANGE(slider), 0);
    gtk_widget_set_hexpand(slider, TRUE);
    gtk_widget_set_size_request(slider, SLIDER_WIDTH, -1);
    set_label(slider, _("Slices"));
    view->place = label();
    view->bar = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_box_append(GTK_BOX(view->bar), slider);
    gtk_box_append(GTK_BOX(view->bar), view->place);
    gtk_widget_set_parent(view->bar, GTK_WIDGET(view));
    g_signal_connect_swapped(view->slices, "value-changed", G_CALLBACK(on_slider), view);
}

static void dispose(GObject *object)
{
    GtkWidget *child;
    while ((child = gtk_widget_get_first_child(GTK_WIDGET(object))))
        gtk_widget_unparent(child);
    G_OBJECT_CLASS(lm_slice_view_parent_class)->dispose(object);
}

static void lm_slice_view_class_init(LmSliceViewClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
    gtk_widget_class_set_layout_manager_type(GTK_WIDGET_CLASS(class), GTK_TYPE_BOX_LAYOUT);
    gtk_widget_class_set_accessible_role(GTK_WIDGET_CLASS(class), GTK_ACCESSIBLE_ROLE_GROUP);
    maximise = g_signal_new("maximise", LM_TYPE_SLICE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                            G_TYPE_NONE, 0);
}

static void lm_slice_view_init(LmSliceView *view)
{
    GtkLayoutManager *layout = gtk_widget_get_layout_manager(GTK_WIDGET(view));
    gtk_orientable_set_orientation(GTK_ORIENTABLE(layout), GTK_ORIENTATION_VERTICAL);
}

GtkWidget *lm_slice_view_new(LmSession *session, int axis)
{
    LmSliceView *view = g_object_new(LM_TYPE_SLICE_VIEW, NULL);
    view->canvas = lm_slice_canvas_new(session, axis);
    lm_slice_input_add(view->canvas);
    gtk_widget_set_parent(GTK_WIDGET(view->canvas), GTK_WIDGET(view));
    add_bar(view);
    view->under = label();
    gtk_widget_set_margin_bottom(view->under, 6);
    gtk_widget_set_parent(view->under, GTK_WIDGET(view));
    g_signal_connect_object(view->canvas, "changed", G_CALLBACK(on_changed), view,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(view->canvas, "pointer", G_CALLBACK(show_pointer), view,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(view->canvas, "maximise", G_CALLBACK(on_maximise), view,
                            G_CONNECT_SWAPPED);
    on_changed(view);
    return GTK_WIDGET(view);
}
