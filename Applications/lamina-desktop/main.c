#include "application.h"
#include "at-work.h"
#include "rescue.h"

#include "lamina/output.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <unistd.h>

enum { GOODBYE_SECONDS = 1 };

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    bindtextdomain(LAMINA_GETTEXT, LAMINA_LOCALE_DIR);
    bind_textdomain_codeset(LAMINA_GETTEXT, "UTF-8");
    textdomain(LAMINA_GETTEXT);
    g_autoptr(LmApplication) application = lm_application_new();
    int status = g_application_run(G_APPLICATION(application), argc, argv);
    g_clear_object(&application);
    lm_rescue_settle();
    /* A library's call that cannot stop must not keep the process, nor be torn apart by its end. */
    if (!lm_at_work_settle(GOODBYE_SECONDS)) {
        lm_output_remove_all();
        _exit(status);
    }
    return status;
}
