#include "icon-button.h"

#include "tooltip.h"

GtkWidget *lm_icon_button_new(const char *icon, const char *words, const char *action)
{
    GtkWidget *button = gtk_button_new_from_icon_name(icon);
    lm_tooltip_set(button, words);
    gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                   -1);
    if (action)
        gtk_actionable_set_action_name(GTK_ACTIONABLE(button), action);
    return button;
}
