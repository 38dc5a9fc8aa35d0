#include "rays.h"

#include "cast.h"
#include "leaps.h"

#include "lamina/alloc.h"
#include "lamina/type.h"

static inline size_t bin_of(const lm_look *l, float value)
{
    float at = (value - l->first) * l->scale + 0.5F;
    return at > 0 ? (size_t)(int)MIN(at, LM_CAST_BINS - 1) : 0;
}

static lm_look *look_of(lm_type type, const lm_transfer *t)
{
    lm_look *l = g_new0(lm_look, 1);
    double first = t->points[0].value, last = t->points[t->count - 1].value;
    double least, greatest;
    lm_type_range(type, &least, &greatest);
    l->transfer = *t;
    l->first = (float)(first - least);
    l->scale = (float)((LM_CAST_BINS - 1) / (last - first));
    for (size_t i = 0, k = 1; i < LM_CAST_BINS; i++) {
        double value = first + (last - first) * (double)i / (LM_CAST_BINS - 1);
        while (k + 1 < t->count && t->points[k].value < value)
            k++;
        const lm_transfer_point *a = &t->points[k - 1], *b = &t->points[k];
        double part = CLAMP((value - a->value) / (b->value - a->value), 0, 1);
        for (int j = 0; j < 3; j++)
            l->bins[i][j] = (float)(a->colour[j] + part * (b->colour[j] - a->colour[j]));
        l->bins[i][3] = (float)(a->opacity + part * (b->opacity - a->opacity));
        l->seen_before[i + 1] = (guint16)(l->seen_before[i] + (l->bins[i][3] > 0));
    }
    return l;
}

static bool is_seen(guint16 least, guint16 greatest, gconstpointer user)
{
    const lm_look *l = user;
    return l->seen_before[bin_of(l, greatest) + 1] > l->seen_before[bin_of(l, least)];
}

bool lm_rays_set_transfer(lm_rays *rays, const lm_transfer *transfer, lm_context *context,
                          GError **error)
{
    lm_look *l = look_of(rays->volume->type, transfer);
    guint8 *leaps = lm_leaps_new(rays->blocks, is_seen, l, context, error);
    if (!leaps) {
        g_free(l);
        return false;
    }
    g_free(rays->look);
    lm_free(rays->leaps);
    rays->look = l;
    rays->leaps = leaps;
    return true;
}

lm_rays *lm_rays_new(const lm_volume *volume, const lm_transfer *transfer, lm_context *context,
                     GError **error)
{
    g_autoptr(lm_rays) rays = g_new0(lm_rays, 1);
    rays->volume = volume;
    rays->blocks = lm_blocks_new(volume, context, error);
    if (!rays->blocks || !lm_rays_set_transfer(rays, transfer, context, error))
        return NULL;
    if (lm_gradients_fit(&volume->grid) &&
        !(rays->gradients = lm_gradients_new(volume, rays->blocks, context, error)))
        return NULL;
    return g_steal_pointer(&rays);
}

void lm_rays_free(lm_rays *rays)
{
    if (!rays)
        return;
    lm_blocks_free(rays->blocks);
    lm_gradients_free(rays->gradients);
    lm_free(rays->leaps);
    g_free(rays->look);
    g_free(rays);
}

guint64 lm_rays_bytes(const lm_grid *grid)
{
    guint64 ranges = lm_blocks_bytes(grid);
    guint64 leaps = ranges / (2 * sizeof(guint16));
    return ranges + 2 * leaps /* while they change */ + lm_gradients_bytes(grid);
}
