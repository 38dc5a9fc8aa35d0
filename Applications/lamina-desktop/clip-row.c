#include "clip-row.h"

#include "clip-box.h"
#include "inner-name.h"

#include <glib/gi18n.h>

struct _LmClipRow {
    AdwExpanderRow parent;
    LmSession *session;
    GtkWidget *faces[6]; /* spin buttons, as the box */
    bool is_showing;     /* the controls change by themselves, not by hand */
};

G_DEFINE_TYPE(LmClipRow, lm_clip_row, ADW_TYPE_EXPANDER_ROW)

static void refresh(LmClipRow *row)
{
    double box[6];
    lm_volume *volume = lm_session_volume(row->session);
    bool is_on = volume && lm_session_clip(row->session, box);
    row->is_showing = true;
    gtk_widget_set_sensitive(GTK_WIDGET(row), volume != NULL);
    adw_expander_row_set_enable_expansion(ADW_EXPANDER_ROW(row), is_on);
    for (int k = 0; is_on && k < 6; k++) {
        double most = (double)volume->grid.size[k / 2];
        gtk_spin_button_set_range(GTK_SPIN_BUTTON(row->faces[k]), k % 2, most - 1 + k % 2);
        gtk_spin_button_set_value(GTK_SPIN_BUTTON(row->faces[k]), box[k]);
    }
    row->is_showing = false;
}

static void on_switch(LmClipRow *row)
{
    lm_volume *volume = lm_session_volume(row->session);
    if (row->is_showing || !volume)
        return;
    double box[6];
    lm_clip_whole(&volume->grid, box);
    bool is_on = adw_expander_row_get_enable_expansion(ADW_EXPANDER_ROW(row));
    lm_session_set_clip(row->session, is_on ? box : NULL);
}

static void on_face(LmClipRow *row, GtkSpinButton *changed)
{
    if (row->is_showing)
        return;
    double box[6];
    for (int k = 0; k < 6; k++)
        box[k] = gtk_spin_button_get_value(GTK_SPIN_BUTTON(row->faces[k]));
    /* The face across gives way. */
    for (int k = 0; k < 6; k++)
        if (row->faces[k] == GTK_WIDGET(changed) && box[k | 1] <= box[k & ~1])
            box[k ^ 1] = k % 2 ? box[k] - 1 : box[k] + 1;
    lm_session_set_clip(row->session, box);
}

static GtkWidget *make_face(LmClipRow *row, const char *label)
{
    GtkWidget *spin = gtk_spin_button_new_with_range(0, 1, 1);
    g_object_set(spin, "valign", GTK_ALIGN_CENTER, "width-chars", 4, NULL);
    gtk_accessible_update_property(GTK_ACCESSIBLE(spin), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
    g_signal_connect_swapped(spin, "value-changed", G_CALLBACK(on_face), row);
    return spin;
}

static void lm_clip_row_init(LmClipRow *row)
{
    const char *const labels[] = {_("From x"), _("To x"),   _("From y"),
                                  _("To y"),   _("From z"), _("To z")};
    const char *const titles[] = {"x", "y", "z"}; /* there is no room for words */
    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), _("Clipping box"));
    adw_expander_row_set_show_enable_switch(ADW_EXPANDER_ROW(row), TRUE);
    lm_inner_name_set(GTK_WIDGET(row), GTK_TYPE_SWITCH, _("Clipping box"));
    gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   _("Clipping box"), -1);
    for (int axis = 0; axis < 3; axis++) {
        GtkWidget *inner = g_object_new(ADW_TYPE_ACTION_ROW, "title", titles[axis], NULL);
        for (int k = 2 * axis; k < 2 * axis + 2; k++) {
            row->faces[k] = make_face(row, labels[k]);
            adw_action_row_add_suffix(ADW_ACTION_ROW(inner), row->faces[k]);
        }
        adw_expander_row_add_row(ADW_EXPANDER_ROW(row), inner);
    }
}

static void dispose(GObject *object)
{
    g_clear_object(&LM_CLIP_ROW(object)->session);
    G_OBJECT_CLASS(lm_clip_row_parent_class)->dispose(object);
}

static void lm_clip_row_class_init(LmClipRowClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
}

GtkWidget *lm_clip_row_new(LmSession *session)
{
    LmClipRow *row = g_object_new(LM_TYPE_CLIP_ROW, NULL);
    row->session = g_object_ref(session);
    g_signal_connect(row, "notify::enable-expansion", G_CALLBACK(on_switch), NULL);
    g_signal_connect_object(session, "clip", G_CALLBACK(refresh), row, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "volume", G_CALLBACK(refresh), row, G_CONNECT_SWAPPED);
    refresh(row);
    return GTK_WIDGET(row);
}
