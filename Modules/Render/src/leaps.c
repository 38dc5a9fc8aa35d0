#include "leaps.h"

#include "lamina/alloc.h"
#include "lamina/parallel.h"

typedef struct finding {
    const lm_blocks *blocks;
    lm_seen_fn is_seen;
    gconstpointer user;
    guint8 *leaps;
    int axis; /* along which distances are spread */
} finding;

static bool find_seen(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker, (void)error;
    const finding *f = user;
    const gint64 layer = f->blocks->size[0] * f->blocks->size[1];
    for (gint64 i = lo * layer; i < hi * layer; i++) {
        const guint16 *range = f->blocks->ranges[i];
        f->leaps[i] = f->is_seen(range[0], range[1], f->user) ? 0 : LM_LEAP_MOST;
    }
    return true;
}

/* How far each of a line of blocks is from what is seen, the greater of the distances along this
 * axis and those before. */
static void spread_line(guint8 *leaps, gint64 count, gint64 stride, guint8 *line)
{
    for (gint64 i = 0; i < count; i++)
        line[i] = leaps[i * stride];
    for (gint64 i = 0; i < count; i++) {
        int least = line[i];
        for (int away = 1; away < least; away++) {
            int before = i >= away ? line[i - away] : LM_LEAP_MOST;
            int after = i + away < count ? line[i + away] : LM_LEAP_MOST;
            least = MIN(least, MAX(away, MIN(before, after)));
        }
        leaps[i * stride] = (guint8)least;
    }
}

/* Layers of lines along the axis. */
static bool spread(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker, (void)error;
    const finding *f = user;
    const gint64 *n = f->blocks->size, strides[3] = {1, n[0], n[0] * n[1]};
    const int axis = f->axis, across = axis == 0 ? 1 : 0, layers = axis == 2 ? 1 : 2;
    g_autofree guint8 *line = g_malloc((gsize)n[axis]);
    for (gint64 j = lo; j < hi; j++)
        for (gint64 i = 0; i < n[across]; i++)
            spread_line(f->leaps + j * strides[layers] + i * strides[across], n[axis],
                        strides[axis], line);
    return true;
}

guint8 *lm_leaps_new(const lm_blocks *blocks, lm_seen_fn is_seen, gconstpointer user,
                     lm_context *context, GError **error)
{
    g_autoptr(lm_context) quiet = lm_context_new_step(context); /* a small part of the work */
    const gint64 *n = blocks->size;
    finding f = {blocks, is_seen, user, NULL, 0};
    f.leaps = lm_alloc((size_t)(n[0] * n[1] * n[2]), 1, "the blocks that are seen", error);
    bool ok = f.leaps && lm_parallel(quiet, n[2], 1, find_seen, &f, error);
    for (; ok && f.axis < 3; f.axis++)
        ok = lm_parallel(quiet, f.axis == 2 ? n[1] : n[2], 1, spread, &f, error);
    if (!ok)
        g_clear_pointer(&f.leaps, lm_free);
    return f.leaps;
}
