#include "command.h"

#include "lamina/error.h"

#include <errno.h>
#include <unistd.h>

static int threads;
static char *memory, *screenshot;

static const GOptionEntry options[] = {
    {"threads", 't', 0, G_OPTION_ARG_INT, &threads, "Threads to work with (one for each processor)",
     "N"},
    {"memory", 'm', 0, G_OPTION_ARG_FILENAME, &memory,
     "Memory that may be used, such as 4GiB (80 % of the machine's)", "SIZE"},
    {"screenshot", 0, 0, G_OPTION_ARG_FILENAME, &screenshot,
     "Draw the window into this PNG file when all is done, and end", "FILE.png"},
    {NULL}};

/* The desktop that was installed beside this program, else the one that the shell would find. */
static char *find_desktop(void)
{
    g_autofree char *own = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(own ? own : "");
    g_autofree char *beside = g_build_filename(folder, "lamina-desktop", NULL);
    if (own && g_file_test(beside, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer(&beside);
    return g_find_program_in_path("lamina-desktop");
}

static void add_option(GPtrArray *line, const char *name, char *value)
{
    if (!value)
        return;
    g_ptr_array_add(line, (gpointer)name);
    g_ptr_array_add(line, value);
}

static bool run(char **arguments, GError **error)
{
    g_autofree char *desktop = find_desktop();
    if (!desktop)
        return lm_fail(
            error, LM_ERROR_INPUT,
            "lamina-desktop is not there; cmake --build build/release makes it beside lamina");
    g_autofree char *count = threads ? g_strdup_printf("%d", threads) : NULL;
    g_autoptr(GPtrArray) line = g_ptr_array_new();
    g_ptr_array_add(line, desktop);
    add_option(line, "--threads", count);
    add_option(line, "--memory", memory);
    add_option(line, "--screenshot", screenshot);
    g_ptr_array_add(line, (gpointer) "--");
    for (; *arguments; arguments++)
        g_ptr_array_add(line, *arguments);
    g_ptr_array_add(line, NULL);
    execv(desktop, (char **)line->pdata); /* allow: this command is the desktop */
    return lm_fail(error, LM_ERROR_INTERNAL, "%s cannot be started: %s", desktop,
                   g_strerror(errno));
}

const command command_view = {
    .name = "view",
    .arguments = "[FILE]...",
    .summary = "Open the desktop on slices, volumes or jobs",
    .description = "Starts lamina-desktop, each FILE in a window of its own: a folder of slices, a "
                   "file, or a job (.xml).",
    .examples = (const char *const[]){"lamina view slices", "lamina view job.xml", NULL},
    .least = 0,
    .most = G_MAXUINT,
    .options = {options},
    .run = run,
};
