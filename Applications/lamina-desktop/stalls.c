#include "stalls.h"

#include "lamina/number.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { LIMIT_MS = 100 };

/* A source that is asked before and after each turn of the loop. */
typedef struct watch {
    GSource source;
    FILE *log;
    int schedule;  /* the kernel's account of this thread, open */
    gint64 woke;   /* when the loop last came out of waiting; 0 while it waits */
    gint64 queued; /* for how long the thread had waited for a processor by then */
} watch;

/* Microseconds that this thread was ready to go on and others had the processors: the second number
 * of the account, in nanoseconds. */
static gint64 time_queued(const watch *w)
{
    char text[128] = "";
    double numbers[3];
    size_t count = 0;
    ssize_t size = pread(w->schedule, text, sizeof text - 1, 0);
    if (size <= 0 || !lm_numbers_parse(g_strstrip(text), numbers, 3, &count) || count < 2)
        return 0;
    return (gint64)(numbers[1] / 1000);
}

static void note(watch *w)
{
    gint64 held = (g_get_monotonic_time() - w->woke) / 1000;
    if (!w->woke || held < LIMIT_MS)
        return;
    gint64 queued = (time_queued(w) - w->queued) / 1000;
    fprintf(w->log, "%" G_GINT64_FORMAT " ms, of it %" G_GINT64_FORMAT " ms without a processor\n",
            held, queued);
    fflush(w->log);
}

/* The loop has done what there was and is about to wait. */
static gboolean prepare(GSource *source, gint *timeout)
{
    watch *w = (watch *)source;
    note(w);
    w->woke = 0;
    *timeout = -1;
    return FALSE;
}

static gboolean check(GSource *source)
{
    watch *w = (watch *)source;
    w->woke = g_get_monotonic_time();
    w->queued = time_queued(w);
    return FALSE;
}

static void finalize(GSource *source)
{
    watch *w = (watch *)source;
    fclose(w->log);
    if (w->schedule >= 0)
        close(w->schedule);
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
    w->schedule = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
    g_source_set_priority(&w->source, G_PRIORITY_HIGH);
    g_source_attach(&w->source, NULL);
    g_source_unref(&w->source);
}
