/* The watch on the main loop: what holds it for 100 ms is told, be it work or waiting. */
#include "stalls.h"
#include "testing.h"

#include <string.h>
#include <time.h>

static void wait_for(int ms)
{
    g_usleep((gulong)ms * 1000);
}

static double worked(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* On a processor: others may have it in between. */
static void work_for(int ms)
{
    for (double end = worked() + ms; worked() < end;)
        continue;
}

/* One turn of the loop. */
typedef struct turn {
    void (*hold)(int ms);
    int ms;
} turn;

static gboolean hold(gpointer data)
{
    const turn *t = data;
    t->hold(t->ms);
    return G_SOURCE_REMOVE;
}

static gboolean quit(gpointer loop)
{
    g_main_loop_quit(loop);
    return G_SOURCE_REMOVE;
}

/* How often the loop was held for 100 ms, and not for want of a processor, in these turns. */
static guint stalls_of(turn *turns, guint count)
{
    char *folder = test_folder();
    g_autofree char *log = g_build_filename(folder, "stalls", NULL), *text = NULL;
    g_setenv("LAMINA_STALLS", log, TRUE);
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    lm_stalls_watch();
    for (guint i = 0; i < count; i++)
        g_timeout_add(10 + 200 * i, hold, &turns[i]);
    g_timeout_add(10 + 200 * count, quit, loop);
    g_main_loop_run(loop);
    g_assert_true(g_file_get_contents(log, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint stalls = 0;
    for (char **line = lines; *line; line++) {
        const char *start = "# started in "; /* there is never a window here */
        const char *stall = *line + (g_str_has_prefix(*line, start) ? strlen(start) : 0);
        g_auto(GStrv) words = g_strsplit(stall, " ", -1); /* N ms, of it M ms ... */
        if (g_strv_length(words) > 5 && words[0][0] != '#' &&
            g_ascii_strtoll(words[0], NULL, 10) - g_ascii_strtoll(words[4], NULL, 10) >= 100)
            stalls++;
    }
    test_folder_remove(folder);
    return stalls;
}

static void what_holds_it_is_told(void)
{
    turn turns[] = {{wait_for, 120}, {work_for, 120}};
    g_assert_cmpuint(stalls_of(turns, G_N_ELEMENTS(turns)), ==, 2);
}

static void short_turns_are_not(void)
{
    turn turns[] = {{wait_for, 60}, {work_for, 60}};
    g_assert_cmpuint(stalls_of(turns, G_N_ELEMENTS(turns)), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stalls/short", short_turns_are_not);
    g_test_add_func("/stalls/long", what_holds_it_is_told);
    return g_test_run();
}
