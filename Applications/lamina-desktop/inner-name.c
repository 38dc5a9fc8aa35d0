#include "inner-name.h"

static GtkWidget *find(GtkWidget *widget, GType type)
{
    GtkWidget *found = NULL;
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child && !found;
         child = gtk_widget_get_next_sibling(child))
        found = G_TYPE_CHECK_INSTANCE_TYPE(child, type) ? child : find(child, type);
    return found;
}

void lm_inner_name_set(GtkWidget *widget, GType type, const char *name)
{
    GtkWidget *inner = find(widget, type);
    if (inner)
        gtk_accessible_update_property(GTK_ACCESSIBLE(inner), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                       -1);
}
