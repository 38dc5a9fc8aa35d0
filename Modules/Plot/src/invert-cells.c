#include "invert-cells.h"

#include "lamina/alloc.h"

#include <math.h>

/* The first pixel whose centre lies at or behind an edge, kept in the picture. */
static gint64 first_behind(double edge, gint64 pixels)
{
    return (gint64)CLAMP(ceil(edge - 0.5), 0.0, (double)pixels);
}

static bool cut_axis(plot_cells *cells, int axis, double lo, double hi, gint64 n, gint64 pixels,
                     GError **error)
{
    gint64 *first = cells->first[axis] =
        lm_alloc((size_t)n + 1, sizeof *first, "the cells of a figure", error);
    if (!first)
        return false;
    for (gint64 k = 0; k <= n; k++)
        first[k] = first_behind(lo + (hi - lo) * (double)k / (double)n, pixels);
    float *depth = cells->depth[axis] =
        lm_alloc((size_t)(first[n] - first[0]), sizeof *depth, "the cells of a figure", error);
    if (!depth)
        return false;
    for (gint64 k = 0; k < n; k++)
        for (gint64 p = first[k]; p < first[k + 1]; p++) {
            const double at = ((double)p + 0.5 - lo) / (hi - lo) * (double)n - (double)k;
            depth[p - first[0]] = (float)(MIN(at, 1 - at) * (hi - lo) / (double)n);
        }
    return true;
}

plot_cells *plot_cells_new(const plot_inversion *inversion, GError **error)
{
    g_autoptr(plot_cells) cells = g_new0(plot_cells, 1);
    const plot_box *box = &inversion->box;
    const plot_figures *figures = inversion->figures;
    if (!cut_axis(cells, 0, box->x0, box->x1, inversion->size[0], figures->width, error) ||
        !cut_axis(cells, 1, box->y0, box->y1, inversion->size[1], figures->height, error))
        return NULL;
    return g_steal_pointer(&cells);
}

void plot_cells_free(plot_cells *cells)
{
    for (int axis = 0; cells && axis < 2; axis++) {
        lm_free(cells->first[axis]);
        lm_free(cells->depth[axis]);
    }
    g_free(cells);
}
