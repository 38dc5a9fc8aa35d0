#include "lamina/volume.h"

#include "lamina/alloc.h"

#include <math.h>

lm_volume *lm_volume_new(const lm_grid *grid, lm_type type, int components, GError **error)
{
    return lm_volume_new_planes(grid, type, components, (lm_zrange){0, grid->size[2]}, error);
}

lm_volume *lm_volume_new_planes(const lm_grid *grid, lm_type type, int components, lm_zrange held,
                                GError **error)
{
    return lm_volume_new_in(NULL, grid, type, components, held, error);
}

lm_volume *lm_volume_new_in(lm_spill *spill, const lm_grid *grid, lm_type type, int components,
                            lm_zrange held, GError **error)
{
    g_return_val_if_fail(0 <= held.lo && held.lo <= held.hi && held.hi <= grid->size[2], NULL);
    static const char what[] = "the voxels of a volume";
    lm_volume volume = {
        .grid = *grid, .type = type, .components = components, .held = held, .ref_count = 1};
    size_t planes = (size_t)(held.hi - held.lo), plane = lm_volume_plane_bytes(&volume);
    volume.data = spill ? lm_spill_map(spill, planes, plane, what, error)
                        : lm_alloc(planes, plane, what, error);
    if (!volume.data)
        return NULL;
    volume.spill = spill ? lm_spill_ref(spill) : NULL;
    return g_memdup2(&volume, sizeof volume);
}

lm_volume *lm_volume_ref(lm_volume *volume)
{
    g_atomic_int_inc(&volume->ref_count);
    return volume;
}

void lm_volume_unref(lm_volume *volume)
{
    if (!volume || !g_atomic_int_dec_and_test(&volume->ref_count))
        return;
    if (volume->spill)
        lm_spill_unmap(volume->spill, volume->data);
    else
        lm_free(volume->data);
    lm_spill_unref(volume->spill);
    lm_provenance_unref(volume->provenance);
    g_free(volume);
}

bool lm_volume_is_complete(const lm_volume *volume)
{
    return volume->held.lo == 0 && volume->held.hi == volume->grid.size[2];
}

size_t lm_volume_voxel_bytes(const lm_volume *volume)
{
    return lm_type_size(volume->type) * (size_t)volume->components;
}

size_t lm_volume_plane_bytes(const lm_volume *volume)
{
    return (size_t)volume->grid.size[0] * (size_t)volume->grid.size[1] *
           lm_volume_voxel_bytes(volume);
}

bool lm_volume_range(const lm_volume *volume, double *least, double *greatest)
{
    size_t count = (size_t)(volume->held.hi - volume->held.lo) * lm_volume_plane_bytes(volume) /
                   lm_type_size(volume->type);
    double lo = INFINITY, hi = -INFINITY;
    switch (volume->type) {
#define RANGE(NAME, T)                                                                             \
    case LM_##NAME: {                                                                              \
        const T *v = volume->data;                                                                 \
        for (size_t i = 0; i < count; i++) {                                                       \
            lo = v[i] < lo ? (double)v[i] : lo;                                                    \
            hi = v[i] > hi ? (double)v[i] : hi;                                                    \
        }                                                                                          \
        break;                                                                                     \
    }
        LM_FOR_EACH_TYPE (RANGE)
#undef RANGE
    }
    *least = lo;
    *greatest = hi;
    return lo <= hi;
}

double lm_volume_get(const lm_volume *volume, gint64 x, gint64 y, gint64 z, int component)
{
    const lm_grid *g = &volume->grid;
    g_return_val_if_fail(x >= 0 && x < g->size[0] && y >= 0 && y < g->size[1] &&
                             z >= volume->held.lo && z < volume->held.hi && component >= 0 &&
                             component < volume->components,
                         NAN);
    size_t at = (size_t)(((z - volume->held.lo) * g->size[1] + y) * g->size[0] + x) *
                    (size_t)volume->components +
                (size_t)component;
    switch (volume->type) {
#define GET(NAME, T)                                                                               \
    case LM_##NAME:                                                                                \
        return (double)((const T *)volume->data)[at];
        LM_FOR_EACH_TYPE (GET)
#undef GET
    }
    return NAN;
}
