#include "length-words.h"

#include "lamina/number.h"

#include <math.h>

const LmLengthUnit *lm_length_unit(double mm)
{
    static const LmLengthUnit nm = {"nm", 1e-6}, um = {"µm", 1e-3}, whole = {"mm", 1},
                              m = {"m", 1000};
    double length = fabs(mm) * (1 + 1e-9); /* what is 0.1 but for rounding */
    if (length >= 10000)
        return &m;
    if (length >= 0.1 || length == 0)
        return &whole;
    return length >= 1e-4 ? &um : &nm;
}

const LmLengthUnit *lm_grid_unit(const lm_grid *grid)
{
    double extent[3];
    lm_grid_extent(grid, extent);
    return lm_length_unit(fmax(extent[0], fmax(extent[1], extent[2])));
}

static char *words(double number, int digits, const char *unit, const char *power)
{
    g_autofree char *text = lm_number_words(number, digits);
    return g_strdup_printf("%s %s%s", text, unit, power);
}

char *lm_length_words(double mm, int digits)
{
    const LmLengthUnit *unit = lm_length_unit(mm);
    return words(mm / unit->mm, digits, unit->name, "");
}

char *lm_area_words(double mm2, int digits)
{
    const LmLengthUnit *unit = lm_length_unit(sqrt(fabs(mm2)));
    return words(mm2 / pow(unit->mm, 2), digits, unit->name, "²");
}

char *lm_volume_words(double mm3, int digits)
{
    const LmLengthUnit *unit = lm_length_unit(cbrt(fabs(mm3)));
    return words(mm3 / pow(unit->mm, 3), digits, unit->name, "³");
}

static char *three_words(const double mm[3], const LmLengthUnit *unit)
{
    g_autofree char *x = lm_number_words(mm[0] / unit->mm, 4);
    g_autofree char *y = lm_number_words(mm[1] / unit->mm, 4);
    g_autofree char *z = lm_number_words(mm[2] / unit->mm, 4);
    return g_strdup_printf("%s × %s × %s %s", x, y, z, unit->name);
}

char *lm_extent_words(const lm_grid *grid)
{
    double extent[3];
    lm_grid_extent(grid, extent);
    return three_words(extent, lm_grid_unit(grid));
}

/* The finest axis says the unit. */
char *lm_spacing_words(const lm_grid *grid, const double *positions)
{
    const double *mm = grid->spacing;
    if (!positions)
        return three_words(mm, lm_length_unit(fmin(mm[0], fmin(mm[1], mm[2]))));
    g_autofree char *x = lm_number_words(mm[0], 4), *y = lm_number_words(mm[1], 4);
    g_autofree char *z = lm_positions_text(positions, grid->size[2]);
    return g_strdup_printf("%s × %s × %s mm", x, y, z);
}
