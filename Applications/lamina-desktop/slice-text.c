#include "slice-text.h"

#include "lamina/number.h"

#include <glib/gi18n.h>
#include <math.h>

/* With so many decimals that neighbouring voxels are told apart, and a tenth of one is seen. */
static char *mm_text(double mm, double spacing)
{
    char format[8], text[G_ASCII_DTOSTR_BUF_SIZE];
    int decimals = (int)CLAMP(ceil(1 - log10(spacing)), 0, 6);
    g_snprintf(format, sizeof format, "%%.%df", decimals);
    double least = 0.5 * pow(10, -decimals);
    return g_strdup(g_ascii_formatd(text, sizeof text, format, fabs(mm) < least ? 0 : mm));
}

char *lm_slice_place_text(const lm_grid *grid, const LmSlicePlane *plane, gint64 slice,
                          LmSliceKind kind)
{
    int number = (int)slice + 1, count = (int)plane->count;
    if (kind != LM_SLICE_TRUE)
        return g_strdup_printf(_("%d / %d"), number, count);
    g_autofree char *mm =
        mm_text(lm_slice_position(grid, plane, slice), grid->spacing[plane->axis]);
    return g_strdup_printf(_("%d / %d, %s mm"), number, count, mm);
}

char *lm_slice_label_text(const LmSlicePlane *plane, gint64 slice, LmSliceKind kind)
{
    int number = (int)slice + 1, count = (int)plane->count;
    if (kind == LM_SLICE_FIGURE)
        return g_strdup_printf(_("Figure %d of %d"), number, count);
    if (kind == LM_SLICE_PICTURE)
        return g_strdup_printf(_("Slice %d of %d"), number, count);
    return g_strdup_printf(_("%s slice %d of %d"), lm_slice_plane_name(plane), number, count);
}

static char *values_text(const lm_volume *volume, const gint64 voxel[3])
{
    GString *text = g_string_new(NULL);
    for (int c = 0; c < volume->components; c++) {
        double value = lm_volume_get(volume, voxel[0], voxel[1], voxel[2], c);
        g_autofree char *number = !isfinite(value)                   ? g_strdup(_("no number"))
                                  : lm_type_is_integer(volume->type) ? lm_number_text(value)
                                                                     : lm_number_words(value, 6);
        g_string_append_printf(text, "%s%s", c ? " " : "", number);
    }
    return g_string_free(text, FALSE);
}

char *lm_voxel_text(const lm_volume *volume, const gint64 voxel[3], LmSliceKind kind)
{
    const lm_grid *grid = &volume->grid;
    g_autofree char *values = values_text(volume, voxel);
    if (kind != LM_SLICE_TRUE)
        return g_strdup_printf(_("%s at pixel %d %d"), values, (int)voxel[0], (int)voxel[1]);
    g_autofree char *at =
        g_strdup_printf(_("%s at %d %d %d"), values, (int)voxel[0], (int)voxel[1], (int)voxel[2]);
    const double index[3] = {(double)voxel[0], (double)voxel[1], (double)voxel[2]};
    double world[3], finest = fmin(grid->spacing[0], fmin(grid->spacing[1], grid->spacing[2]));
    lm_grid_to_world(grid, index, world);
    g_autofree char *x = mm_text(world[0], finest), *y = mm_text(world[1], finest),
                    *z = mm_text(world[2], finest);
    return g_strdup_printf(_("%s, %s %s %s mm"), at, x, y, z);
}

char *lm_slice_length_text(double length, LmSliceKind kind)
{
    g_autofree char *number = lm_number_words(length, 4);
    return g_strdup_printf(kind == LM_SLICE_TRUE ? _("%s mm") : _("%s pixels"), number);
}
