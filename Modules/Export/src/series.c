#include "series.h"

#include "lamina/error.h"
#include "lamina/number.h"
#include "lamina/parallel.h"

#include <string.h>

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, G_DIR_SEPARATOR);
    return slash ? slash + 1 : path;
}

/* The %0Nd in the name of the file, and its N; NULL when there is none. */
static const char *find_number(const char *path, int *digits)
{
    const char *at = strchr(name_of(path), '%');
    if (!at || at[1] != '0' || at[2] < '1' || at[2] > '9' || at[3] != 'd')
        return NULL;
    *digits = at[2] - '0';
    return at;
}

bool series_check(const char *path, gint64 planes, GError **error)
{
    int digits = 0;
    const char *number = find_number(path, &digits);
    if (planes == 1 && !strchr(name_of(path), '%'))
        return true;
    if (!number || strchr(number + 1, '%'))
        return lm_fail(error, LM_ERROR_USAGE,
                       "%s: each plane becomes a file of its own, so the name needs one place for "
                       "its number, as in slice%%03d%s",
                       path, strrchr(path, '.'));
    gint64 room = 1;
    for (int i = 0; i < digits; i++)
        room *= 10;
    if (planes > room)
        return lm_fail(error, LM_ERROR_USAGE,
                       "%s: %%0%dd is too narrow to number %" G_GINT64_FORMAT
                       " planes so that they sort; use more digits",
                       path, digits, planes);
    return true;
}

char *series_name(const char *path, gint64 z)
{
    int digits;
    const char *number = find_number(path, &digits);
    if (!number)
        return g_strdup(path);
    return g_strdup_printf("%.*s%0*" G_GINT64_FORMAT "%s", (int)(number - path), path, digits, z,
                           number + strlen("%0Nd"));
}

typedef struct series {
    const writing *w;
    series_fn plane;
    GMutex lock; /* of w->output */
} series;

static bool some_planes(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker;
    series *s = user;
    for (gint64 z = lo; z < hi; z++) {
        g_autofree char *path = series_name(s->w->path, z);
        if (!s->plane(s->w, z, path, &s->lock, error))
            return false;
    }
    return true;
}

static void say_what_is_lost(const writing *w)
{
    const lm_grid *g = &w->volume->grid;
    g_autofree char *gap = lm_number_words(g->spacing[2], 6);
    lm_context_warn(w->context,
                    "%s: pictures keep neither the distance between planes (%s mm) nor where they "
                    "lie in the world; save a .nrrd beside them to keep it",
                    w->path, gap);
    g_autofree char *next = series_name(w->path, g->size[2]);
    if (g->size[2] > 1 && g_file_test(next, G_FILE_TEST_EXISTS))
        lm_context_warn(w->context,
                        "%s is there from before and is no part of the series that was written; "
                        "remove it and those after it before the folder is read",
                        next);
}

bool series_write(const writing *w, series_fn plane, GError **error)
{
    series s = {.w = w, .plane = plane};
    g_mutex_init(&s.lock);
    bool ok = lm_parallel(w->context, w->volume->grid.size[2], 1, some_planes, &s, error);
    g_mutex_clear(&s.lock);
    if (ok)
        say_what_is_lost(w);
    return ok;
}
