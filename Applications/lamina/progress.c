#include "progress.h"

#include "lamina/error.h"
#include "lamina/number.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

typedef struct style {
    const char *name;
    void (*begin)(progress *p, const char *job);
    void (*show)(progress *p, double fraction, const char *step);
    void (*end)(progress *p);
} style;

struct progress {
    const style *style;
    gint64 began; /* monotonic microseconds */
    int percent;  /* said last */
    char *step;   /* said last */
};

static double elapsed(const progress *p)
{
    return (double)(g_get_monotonic_time() - p->began) / G_USEC_PER_SEC;
}

/* Seconds still to go, or -1 while it is too early to say. */
static double left(const progress *p, double fraction)
{
    double spent = elapsed(p);
    return fraction < 0.02 || spent < 0.5 ? -1 : spent * (1 - fraction) / fraction;
}

/* True when there is something new to say: another step, or another whole percent. */
static bool moved_on(progress *p, double fraction, const char *step)
{
    int percent = (int)(100 * fraction);
    if (percent == p->percent && g_strcmp0(step, p->step) == 0)
        return false;
    p->percent = percent;
    g_free(p->step);
    p->step = g_strdup(step);
    return true;
}

/* ---- a bar ---- */

static void show_bar(progress *p, double fraction, const char *step)
{
    enum { WIDTH = 30 };
    char bar[WIDTH + 1];
    for (int i = 0; i < WIDTH; i++)
        bar[i] = i < (int)(fraction * WIDTH) ? '#' : '-';
    bar[WIDTH] = 0;
    fprintf(stderr, "\r[%s] %3d %%  %-12s", bar, (int)(100 * fraction), step);
    double seconds = left(p, fraction);
    if (seconds >= 0)
        fprintf(stderr, "  %d:%02d left", (int)seconds / 60, (int)seconds % 60);
    fputs("\033[K", stderr);
    fflush(stderr);
}

static void end_bar(progress *p)
{
    (void)p;
    fputs("\r\033[K", stderr);
    fflush(stderr);
}

/* ---- lines of JSON ---- */

static char *rounded(double value)
{
    return lm_number_text(round(value * 1000) / 1000);
}

static void show_json(progress *p, double fraction, const char *step)
{
    if (!moved_on(p, fraction, step))
        return;
    g_autofree char *done = rounded(fraction), *spent = rounded(elapsed(p));
    fprintf(stderr, "{\"progress\":%s,\"step\":\"%s\",\"elapsed\":%s", done, step, spent);
    double seconds = left(p, fraction);
    if (seconds >= 0) {
        g_autofree char *to_go = rounded(seconds);
        fprintf(stderr, ",\"left\":%s", to_go);
    }
    fputs("}\n", stderr);
}

/* ---- 3D Slicer's tags for command line modules ---- */

static void begin_slicer(progress *p, const char *job)
{
    (void)p;
    g_autofree char *name = g_markup_escape_text(job, -1);
    printf("<filter-start>\n<filter-name>lamina</filter-name>\n"
           "<filter-comment>%s</filter-comment>\n</filter-start>\n",
           name);
    fflush(stdout);
}

static void show_slicer(progress *p, double fraction, const char *step)
{
    if (!moved_on(p, fraction, step))
        return;
    printf("<filter-progress>%d.%02d</filter-progress>\n", p->percent / 100, p->percent % 100);
    fflush(stdout);
}

static void end_slicer(progress *p)
{
    printf("<filter-end>\n<filter-name>lamina</filter-name>\n<filter-time>%.2f</filter-time>\n"
           "</filter-end>\n",
           elapsed(p));
    fflush(stdout);
}

/* ---- which ---- */

static const style styles[] = {
    {"bar", NULL, show_bar, end_bar},
    {"json", NULL, show_json, NULL},
    {"slicer", begin_slicer, show_slicer, end_slicer},
    {"none", NULL, NULL, NULL},
};

static const style *find_style(const char *name)
{
    if (!name || g_str_equal(name, "auto"))
        name = isatty(STDERR_FILENO) ? "bar" : "json";
    for (guint i = 0; i < G_N_ELEMENTS(styles); i++)
        if (g_str_equal(styles[i].name, name))
            return &styles[i];
    return NULL;
}

progress *progress_new(const char *name, GError **error)
{
    const style *found = find_style(name);
    if (!found) {
        lm_fail(error, LM_ERROR_USAGE, "--progress %s: expected one of " PROGRESS_STYLES, name);
        return NULL;
    }
    progress *p = g_new0(progress, 1);
    p->style = found;
    p->percent = -1;
    return p;
}

static void hear(double fraction, const char *step, gpointer user)
{
    progress *p = user;
    p->style->show(p, fraction, step);
}

void progress_begin(progress *p, lm_context *context, const char *job)
{
    p->began = g_get_monotonic_time();
    if (p->style->begin)
        p->style->begin(p, job);
    if (p->style->show)
        lm_context_set_listener(context, hear, p);
}

void progress_end(progress *p, lm_context *context)
{
    lm_context_set_listener(context, NULL, NULL);
    if (p->style->end)
        p->style->end(p);
}

void progress_free(progress *p)
{
    if (!p)
        return;
    g_free(p->step);
    g_free(p);
}
