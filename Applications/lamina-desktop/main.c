#include "application.h"
#include "at-work.h"
#include "rescue.h"
#include "stalls.h"

#include "lamina/output.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <malloc.h>
#include <unistd.h>

enum { GOODBYE_SECONDS = 1 };

/* The C library keeps what was freed, a heap for each of many threads, and more the larger it was:
 * not in a window that lives for days. Trimming the heaps at times would hold their locks, and so
 * the window. */
static void give_memory_back(void)
{
    enum { HEAPS = 8, LARGE = 1 << 20, LEFT = 1 << 17 };
    mallopt(M_ARENA_MAX, HEAPS);
    mallopt(M_MMAP_THRESHOLD, LARGE);
    mallopt(M_TRIM_THRESHOLD, LEFT);
}

/* Translations lie beside the program, wherever it was installed, and so in the build tree. */
static char *locale_folder(void)
{
    g_autofree char *own = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *bin = g_path_get_dirname(own ? own : "");
    g_autofree char *beside = g_build_filename(bin, "..", LAMINA_LOCALE_FROM_PREFIX, NULL);
    bool is_there = own && g_file_test(beside, G_FILE_TEST_IS_DIR);
    return is_there ? g_steal_pointer(&beside) : g_strdup(LAMINA_LOCALE_DIR);
}

/* The language is the person's; numbers are always written as in a job, with a point. */
static void speak(void)
{
    g_autofree char *folder = locale_folder();
    gtk_disable_setlocale();
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C");
    bindtextdomain(LAMINA_GETTEXT, folder);
    bind_textdomain_codeset(LAMINA_GETTEXT, "UTF-8");
    textdomain(LAMINA_GETTEXT);
}

int main(int argc, char **argv)
{
    give_memory_back();
    lm_stalls_watch();
    speak();
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
