#include "looks.h"

#include "clip-row.h"
#include "length-words.h"
#include "surface-row.h"

#include <glib/gi18n.h>

struct _LmLooks {
    AdwBin parent;
    LmSession *session;
    AdwPreferencesGroup *group;
    AdwActionRow *volume;
    GtkWidget *eye;  /* of the volume */
    GArray *tags;    /* of the surfaces that have rows */
    GPtrArray *rows; /* theirs */
    bool is_showing; /* the controls change by themselves, not by hand */
};

G_DEFINE_TYPE(LmLooks, lm_looks, ADW_TYPE_BIN)

static void show_volume(LmLooks *looks)
{
    const lm_volume *volume = lm_session_volume(looks->session);
    g_autofree char *text = volume ? lm_extent_words(&volume->grid) : NULL;
    bool is_visible = lm_session_volume_visible(looks->session);
    looks->is_showing = true;
    gtk_widget_set_visible(GTK_WIDGET(looks->volume), volume != NULL);
    adw_action_row_set_subtitle(looks->volume, text ? text : "");
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(looks->eye), is_visible);
    gtk_button_set_icon_name(GTK_BUTTON(looks->eye),
                             is_visible ? "view-reveal-symbolic" : "view-conceal-symbolic");
    looks->is_showing = false;
}

static bool has_rows_for(LmLooks *looks, const GArray *tags)
{
    return tags->len == looks->tags->len &&
           (tags->len == 0 ||
            memcmp(tags->data, looks->tags->data, tags->len * sizeof(guint64)) == 0);
}

static void make_rows(LmLooks *looks, GArray *tags)
{
    for (guint i = 0; i < looks->rows->len; i++)
        adw_preferences_group_remove(looks->group, looks->rows->pdata[i]);
    g_ptr_array_set_size(looks->rows, 0);
    g_array_unref(looks->tags);
    looks->tags = g_array_ref(tags);
    for (guint i = 0; i < tags->len; i++) {
        GtkWidget *row = lm_surface_row_new(looks->session, g_array_index(tags, guint64, i));
        adw_preferences_group_add(looks->group, row);
        g_ptr_array_add(looks->rows, row);
    }
}

static void refresh(LmLooks *looks)
{
    g_autoptr(GArray) tags = lm_session_surfaces(looks->session);
    show_volume(looks);
    if (!has_rows_for(looks, tags))
        make_rows(looks, tags);
    gtk_widget_set_visible(GTK_WIDGET(looks->group),
                           tags->len > 0 || gtk_widget_get_visible(GTK_WIDGET(looks->volume)));
    for (guint i = 0; i < looks->rows->len; i++)
        lm_surface_row_refresh(looks->rows->pdata[i]);
}

static void on_result(LmSession *session, guint64 tag, gpointer looks)
{
    (void)session;
    (void)tag;
    refresh(looks);
}

static void on_eye(GtkToggleButton *eye, LmLooks *looks)
{
    if (!looks->is_showing)
        lm_session_set_volume_visible(looks->session, gtk_toggle_button_get_active(eye));
}

static void dispose(GObject *object)
{
    LmLooks *looks = LM_LOOKS(object);
    g_clear_pointer(&looks->tags, g_array_unref);
    g_clear_pointer(&looks->rows, g_ptr_array_unref);
    g_clear_object(&looks->session);
    G_OBJECT_CLASS(lm_looks_parent_class)->dispose(object);
}

static void lm_looks_class_init(LmLooksClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
}

static void lm_looks_init(LmLooks *looks)
{
    looks->tags = g_array_new(FALSE, FALSE, sizeof(guint64));
    looks->rows = g_ptr_array_new();
    looks->group = ADW_PREFERENCES_GROUP(
        g_object_new(ADW_TYPE_PREFERENCES_GROUP, "title", _("Shown in 3D"), NULL));
    looks->volume = ADW_ACTION_ROW(g_object_new(ADW_TYPE_ACTION_ROW, "title", _("Volume"), NULL));
    looks->eye =
        g_object_new(GTK_TYPE_TOGGLE_BUTTON, "valign", GTK_ALIGN_CENTER, "has-frame", FALSE, NULL);
    gtk_accessible_update_property(GTK_ACCESSIBLE(looks->eye), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   _("Show the volume"), -1);
    g_signal_connect(looks->eye, "toggled", G_CALLBACK(on_eye), looks);
    adw_action_row_add_suffix(looks->volume, looks->eye);
    adw_preferences_group_add(looks->group, GTK_WIDGET(looks->volume));
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
    gtk_box_append(GTK_BOX(box), GTK_WIDGET(looks->group));
    adw_bin_set_child(ADW_BIN(looks), box);
}

GtkWidget *lm_looks_new(LmSession *session)
{
    LmLooks *looks = g_object_new(LM_TYPE_LOOKS, NULL);
    looks->session = g_object_ref(session);
    GtkWidget *clip = g_object_new(ADW_TYPE_PREFERENCES_GROUP, NULL);
    adw_preferences_group_add(ADW_PREFERENCES_GROUP(clip), lm_clip_row_new(session));
    gtk_box_append(GTK_BOX(adw_bin_get_child(ADW_BIN(looks))), clip);
    static const char *const said[] = {"job", "volume", "looks"};
    for (size_t i = 0; i < G_N_ELEMENTS(said); i++)
        g_signal_connect_object(session, said[i], G_CALLBACK(refresh), looks, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "result", G_CALLBACK(on_result), looks, 0);
    refresh(looks);
    return GTK_WIDGET(looks);
}
