#include "tooltip.h"

static const char key[] = "lm-tooltip";

static gboolean on_query(GtkWidget *widget, int x, int y, gboolean by_key, GtkTooltip *tooltip)
{
    (void)x;
    (void)y;
    (void)by_key;
    const char *text = g_object_get_data(G_OBJECT(widget), key);
    gtk_tooltip_set_text(tooltip, text);
    return text != NULL;
}

void lm_tooltip_set(GtkWidget *widget, const char *text)
{
    const char *now = text && *text ? text : NULL;
    if (g_strcmp0(g_object_get_data(G_OBJECT(widget), key), now) == 0)
        return;
    g_object_set_data_full(G_OBJECT(widget), key, g_strdup(now), g_free);
    if (!gtk_widget_get_has_tooltip(widget))
        g_signal_connect(widget, "query-tooltip", G_CALLBACK(on_query), NULL);
    gtk_widget_set_has_tooltip(widget, TRUE);
    gtk_accessible_update_property(GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                   now ? now : "", -1);
}
