#include "lamina/op.h"
#include "lamina/positions.h"

guint64 lm_info_bytes(const lm_info *info)
{
    if (info->kind == LM_MESH)
        return info->points * 3 * sizeof(float) + info->triangles * 3 * sizeof(gint32);
    if (info->kind == LM_VOLUME)
        return (guint64)lm_grid_voxels(&info->grid) * lm_type_size(info->type) *
               (guint64)info->components;
    return 0;
}

void lm_info_take_part(lm_info *info, const gint64 first[3], const gint64 size[3])
{
    const lm_grid whole = info->grid;
    const double *stand = info->positions ? info->positions + first[2] : NULL;
    info->grid = lm_grid_sub(&whole, first, size);
    if (!stand)
        return;
    double index[3] = {(double)first[0], (double)first[1], *stand / whole.spacing[2]};
    lm_grid_to_world(&whole, index, info->grid.origin);
    if (size[2] > 1)
        info->grid.spacing[2] = lm_positions_mean(stand, size[2]);
    info->positions = lm_positions_keep(stand, size[2]);
}
