#include "lamina/grid.h"

#include "lamina/error.h"
#include "lamina/number.h"

#include <math.h>

static const gint64 max_voxels = G_GINT64_CONSTANT(1) << 46;

lm_grid lm_grid_make(gint64 nx, gint64 ny, gint64 nz)
{
    return (lm_grid){
        .size = {nx, ny, nz},
        .spacing = {1, 1, 1},
        .direction = {1, 0, 0, 0, 1, 0, 0, 0, 1},
    };
}

static bool orthonormal(const double *d)
{
    for (int a = 0; a < 3; a++)
        for (int b = a; b < 3; b++) {
            double dot = d[a] * d[b] + d[3 + a] * d[3 + b] + d[6 + a] * d[6 + b];
            if (!(fabs(dot - (a == b)) < 1e-3))
                return false;
        }
    return true;
}

bool lm_grid_check(const lm_grid *grid, const char *name, GError **error)
{
    gint64 voxels = 1;
    for (int k = 0; k < 3; k++) {
        if (grid->size[k] < 1 || grid->size[k] > G_MAXINT32)
            return lm_fail(error, LM_ERROR_INPUT,
                           "%s: a size of %" G_GINT64_FORMAT " voxels along %c is impossible", name,
                           grid->size[k], "xyz"[k]);
        if (__builtin_mul_overflow(voxels, grid->size[k], &voxels) || voxels > max_voxels)
            return lm_fail(error, LM_ERROR_INPUT,
                           "%s: %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT
                           " voxels are more than any machine holds",
                           name, grid->size[0], grid->size[1], grid->size[2]);
        if (!isfinite(grid->spacing[k]) || grid->spacing[k] <= 0) {
            g_autofree char *text = lm_number_text(grid->spacing[k]);
            return lm_fail(error, LM_ERROR_INPUT,
                           "%s: a spacing of %s mm along %c is impossible; it must be above zero",
                           name, text, "xyz"[k]);
        }
        if (!isfinite(grid->origin[k]))
            return lm_fail(error, LM_ERROR_INPUT, "%s: the origin is not a number along %c", name,
                           "xyz"[k]);
    }
    if (!orthonormal(grid->direction))
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: the axes of the direction matrix are not perpendicular unit vectors",
                       name);
    return true;
}

gint64 lm_grid_voxels(const lm_grid *grid)
{
    return grid->size[0] * grid->size[1] * grid->size[2];
}

void lm_grid_to_world(const lm_grid *grid, const double index[3], double world[3])
{
    double step[3];
    for (int k = 0; k < 3; k++)
        step[k] = grid->spacing[k] * index[k];
    for (int r = 0; r < 3; r++) {
        const double *row = grid->direction + (ptrdiff_t)3 * r;
        world[r] = grid->origin[r] + row[0] * step[0] + row[1] * step[1] + row[2] * step[2];
    }
}

static double determinant(const double *d)
{
    return d[0] * (d[4] * d[8] - d[5] * d[7]) - d[1] * (d[3] * d[8] - d[5] * d[6]) +
           d[2] * (d[3] * d[7] - d[4] * d[6]);
}

void lm_grid_to_index(const lm_grid *grid, const double world[3], double index[3])
{
    /* The inverse, not the transpose: a direction may be orthonormal to 1e-3 only. */
    const double *d = grid->direction;
    double v[3];
    for (int k = 0; k < 3; k++)
        v[k] = world[k] - grid->origin[k];
    for (int k = 0; k < 3; k++) {
        int a = (k + 1) % 3, b = (k + 2) % 3;
        double c0 = d[3 + a] * d[6 + b] - d[3 + b] * d[6 + a];
        double c1 = d[6 + a] * d[b] - d[6 + b] * d[a];
        double c2 = d[a] * d[3 + b] - d[b] * d[3 + a];
        index[k] = (c0 * v[0] + c1 * v[1] + c2 * v[2]) / determinant(d) / grid->spacing[k];
    }
}

int lm_grid_handedness(const lm_grid *grid)
{
    return determinant(grid->direction) < 0 ? -1 : 1;
}

lm_grid lm_grid_sub(const lm_grid *grid, const gint64 first[3], const gint64 size[3])
{
    lm_grid sub = *grid;
    double index[3];
    for (int k = 0; k < 3; k++) {
        index[k] = (double)first[k];
        sub.size[k] = size[k];
    }
    lm_grid_to_world(grid, index, sub.origin);
    return sub;
}

lm_grid lm_grid_resized(const lm_grid *grid, const gint64 size[3])
{
    lm_grid resized = *grid;
    double index[3];
    for (int k = 0; k < 3; k++) {
        double ratio = (double)grid->size[k] / (double)size[k];
        resized.size[k] = size[k];
        resized.spacing[k] = grid->spacing[k] * ratio;
        index[k] = (ratio - 1) / 2;
    }
    lm_grid_to_world(grid, index, resized.origin);
    return resized;
}

void lm_grid_extent(const lm_grid *grid, double extent[3])
{
    for (int k = 0; k < 3; k++)
        extent[k] = grid->spacing[k] * (double)grid->size[k];
}

char *lm_grid_extent_text(const lm_grid *grid)
{
    double extent[3];
    lm_grid_extent(grid, extent);
    g_autofree char *x = lm_number_words(extent[0], 4), *y = lm_number_words(extent[1], 4),
                    *z = lm_number_words(extent[2], 4);
    return g_strdup_printf("%s x %s x %s mm", x, y, z);
}

bool lm_grid_equal(const lm_grid *a, const lm_grid *b, double tolerance)
{
    for (int k = 0; k < 3; k++)
        if (a->size[k] != b->size[k] ||
            fabs(a->spacing[k] - b->spacing[k]) > tolerance * a->spacing[k] ||
            fabs(a->origin[k] - b->origin[k]) > tolerance * a->spacing[k])
            return false;
    for (int i = 0; i < 9; i++)
        if (fabs(a->direction[i] - b->direction[i]) > tolerance)
            return false;
    return true;
}
