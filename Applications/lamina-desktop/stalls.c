#include "stalls.h"

#include <stdio.h>

enum { LIMIT_MS = 100 };

/* A source that is asked before and after each turn of the loop. */
typedef struct watch {
    GSource source;
    FILE *log;
    gint64 woke; /* when the loop last came out of waiting */
} watch;

static void note(watch *w, gint64 now)
{
    gint64 held = (now - w->woke) / 1000;
    if (w->woke && held >= LIMIT_MS) {
        fprintf(w->log, "%" G_GINT64_FORMAT " ms\n", held);
        fflush(w->log);
    }
}

/* The loop has done what there was and is about to wait. */
static gboolean prepare(GSource *source, gint *timeout)
{
    watch *w = (watch *)source;
    note(w, g_get_monotonic_time());
    w->woke = 0;
    *timeout = -1;
    return FALSE;
}

static gboolean check(GSource *source)
{
    ((watch *)source)->woke = g_get_monotonic_time();
    return FALSE;
}

static void finalize(GSource *source)
{
    fclose(((watch *)source)->log);
}

void lm_stalls_watch(void)
{
    const char *path = g_getenv("LAMINA_STALLS");
    FILE *log = path ? fopen(path, "a") : NULL;
    if (!log)
        return;
    static GSourceFuncs functions = {.prepare = prepare, .check = check, .finalize = finalize};
    watch *w = (watch *)g_source_new(&functions, sizeof *w);
    w->log = log;
    g_source_set_priority(&w->source, G_PRIORITY_HIGH);
    g_source_attach(&w->source, NULL);
    g_source_unref(&w->source);
}
