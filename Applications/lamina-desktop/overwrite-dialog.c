#include "overwrite-dialog.h"

#include <glib/gi18n.h>

static void on_answer(AdwMessageDialog *dialog, const char *response, LmDocument *document)
{
    GtkWindow *window = gtk_window_get_transient_for(GTK_WINDOW(dialog));
    if (g_str_equal(response, "overwrite"))
        lm_document_save_anyway(document);
    else if (window && g_str_equal(response, "save-as"))
        gtk_widget_activate_action(GTK_WIDGET(window), "win.save-as", NULL);
}

void lm_overwrite_dialog_show(GtkWindow *window, LmDocument *document)
{
    GtkWidget *dialog = adw_message_dialog_new(window, _("The file was changed elsewhere"), NULL);
    AdwMessageDialog *message = ADW_MESSAGE_DIALOG(dialog);
    adw_message_dialog_format_body(
        message,
        _("%s holds something else than was read or saved here. Overwritten, that is lost."),
        lm_document_path(document));
    adw_message_dialog_add_responses(message, "cancel", _("Cancel"), "overwrite", _("Overwrite"),
                                     "save-as", _("Save as…"), NULL);
    adw_message_dialog_set_response_appearance(message, "overwrite", ADW_RESPONSE_DESTRUCTIVE);
    adw_message_dialog_set_response_appearance(message, "save-as", ADW_RESPONSE_SUGGESTED);
    adw_message_dialog_set_default_response(message, "save-as");
    adw_message_dialog_set_close_response(message, "cancel");
    g_signal_connect_object(dialog, "response", G_CALLBACK(on_answer), document, 0);
    gtk_window_present(GTK_WINDOW(dialog));
}
