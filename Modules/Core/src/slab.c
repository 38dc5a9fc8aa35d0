#include "lamina/slab.h"

lm_slab lm_slab_of(const lm_volume *volume, lm_zrange z)
{
    lm_slab slab = {volume->grid, volume->type, volume->components, z, NULL};
    g_return_val_if_fail(z.lo >= volume->held.lo && z.hi <= volume->held.hi, slab);
    slab.data =
        (char *)volume->data + (size_t)(z.lo - volume->held.lo) * lm_volume_plane_bytes(volume);
    return slab;
}

size_t lm_slab_plane_values(const lm_slab *slab)
{
    return (size_t)slab->grid.size[0] * (size_t)slab->grid.size[1] * (size_t)slab->components;
}

void *lm_slab_plane(const lm_slab *slab, gint64 z)
{
    g_return_val_if_fail(z >= slab->z.lo && z < slab->z.hi, NULL);
    return (char *)slab->data +
           (size_t)(z - slab->z.lo) * lm_slab_plane_values(slab) * lm_type_size(slab->type);
}

lm_zrange lm_zrange_grow(lm_zrange z, gint64 halo, gint64 planes)
{
    return (lm_zrange){MAX(z.lo - halo, 0), MIN(z.hi + halo, planes)};
}

lm_zrange lm_zrange_union(lm_zrange a, lm_zrange b)
{
    if (a.lo >= a.hi)
        return b;
    if (b.lo >= b.hi)
        return a;
    return (lm_zrange){MIN(a.lo, b.lo), MAX(a.hi, b.hi)};
}
