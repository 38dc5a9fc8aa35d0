#include "slice-text.h"

#include "length-words.h"

#include "lamina/number.h"

#include <glib/gi18n.h>
#include <math.h>

/* A place without its unit, with so many decimals that neighbouring voxels are told apart, and a
 * tenth of one is seen. */
static char *number_text(double mm, double spacing, const LmLengthUnit *unit)
{
    char format[8], text[G_ASCII_DTOSTR_BUF_SIZE];
    double number = mm / unit->mm;
    int decimals = (int)CLAMP(ceil(1 - log10(spacing / unit->mm)), 0, 6);
    g_snprintf(format, sizeof format, "%%.%df", decimals);
    double least = 0.5 * pow(10, -decimals);
    return g_strdup(g_ascii_formatd(text, sizeof text, format, fabs(number) < least ? 0 : number));
}

char *lm_slice_place_text(const lm_grid *grid, const LmSlicePlane *plane, gint64 slice,
                          LmSliceKind kind)
{
    int number = (int)slice + 1, count = (int)plane->count;
    if (kind != LM_SLICE_TRUE)
        return g_strdup_printf(_("%d / %d"), number, count);
    const LmLengthUnit *unit = lm_grid_unit(grid);
    g_autofree char *place =
        number_text(lm_slice_position(grid, plane, slice), grid->spacing[plane->axis], unit);
    return g_strdup_printf(_("%d / %d, %s %s"), number, count, place, unit->name);
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
    const LmLengthUnit *unit = lm_grid_unit(grid);
    g_autofree char *x = number_text(world[0], finest, unit);
    g_autofree char *y = number_text(world[1], finest, unit);
    g_autofree char *z = number_text(world[2], finest, unit);
    return g_strdup_printf("%s, %s %s %s %s", at, x, y, z, unit->name);
}

char *lm_slice_length_text(double length, LmSliceKind kind)
{
    if (kind == LM_SLICE_TRUE)
        return lm_length_words(length, 4);
    g_autofree char *number = lm_number_words(length, 4);
    return g_strdup_printf(_("%s pixels"), number);
}
