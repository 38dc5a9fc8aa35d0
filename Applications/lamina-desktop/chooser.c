#include "chooser.h"

#include <glib/gi18n.h>

static gboolean show(gpointer dialog)
{
    gtk_native_dialog_show(dialog);
    return G_SOURCE_REMOVE;
}

GtkFileChooserNative *lm_chooser_open(GtkWindow *parent, const char *title,
                                      GtkFileChooserAction action, const char *accept)
{
    GtkFileChooserNative *dialog =
        gtk_file_chooser_native_new(title, parent, action, accept, _("_Cancel"));
    gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(dialog), TRUE);
    g_idle_add_full(G_PRIORITY_HIGH_IDLE, show, g_object_ref(dialog), g_object_unref);
    return dialog;
}
