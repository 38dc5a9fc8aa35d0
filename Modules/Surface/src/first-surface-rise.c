#include "first-surface-rise.h"

#include "row-values.h"

#include <math.h>
#include <string.h>

/* Rows that the mean is made of. */
enum { ROWS = 3 };

size_t lm_rise_scratch(const lm_grid *grid)
{
    return (2 * ROWS + 2) * (size_t)grid->size[0] + 4;
}

/* Each value and its two neighbours; `from` has one more at each end. The outermost stand alone:
 * one neighbour only would shift a slope. */
static void sum_neighbours(const float *from, size_t count, float *to)
{
    for (size_t i = 0; i < count; i++)
        to[i] = from[i] + from[i + 1] + from[i + 2];
    to[0] = from[1];
    to[count - 1] = from[count];
}

/* Signals of single voxels summed over each column and its two neighbours, and how many there were.
 * `rooms` has room for two rows that are longer by 2. */
static void sum_row(const lm_rise *rise, gint64 y, gint64 z, float *rooms, float *sums,
                    float *counts)
{
    const size_t n = (size_t)rise->volume->grid.size[0];
    const float threshold = rise->threshold, scale = 1 / (threshold - rise->level);
    float *signal = rooms, *known = rooms + n + 2;
    lm_row_values(rise->volume, 0, y, z, n, signal + 1);
    signal[0] = signal[n + 1] = known[0] = known[n + 1] = 0; /* read, not used */
    for (size_t x = 1; x <= n; x++) {
        float value = signal[x], beyond = (value - threshold) * scale;
        known[x] = isnan(value) ? 0.0F : 1.0F;
        signal[x] = isnan(value) ? 0.0F : CLAMP(beyond, -1.0F, 1.0F);
    }
    sum_neighbours(signal, n, sums);
    sum_neighbours(known, n, counts);
}

void lm_rise_signal(const lm_rise *rise, gint64 z, float *signal, float *scratch)
{
    static const float unknown = -0.5F;
    const gint64 height = rise->volume->grid.size[1];
    const size_t n = (size_t)rise->volume->grid.size[0];
    float *rooms = scratch, *sums = rooms + 2 * (n + 2), *counts = sums + ROWS * n;
    memset(sums, 0, 2 * ROWS * n * sizeof *sums);
    for (gint64 y = 0; y <= height; y++) {
        float *sum = sums + (size_t)(y % ROWS) * n, *count = counts + (size_t)(y % ROWS) * n;
        if (y < height)
            sum_row(rise, y, z, rooms, sum, count);
        else
            memset(sum, 0, n * sizeof *sum), memset(count, 0, n * sizeof *count);
        if (y == 0)
            continue;
        float *to = signal + (size_t)(y - 1) * n;
        for (size_t x = 0; x < n; x++) {
            float all = counts[x] + counts[n + x] + counts[2 * n + x];
            to[x] = all > 0 ? (sums[x] + sums[n + x] + sums[2 * n + x]) / all : unknown;
        }
    }
}

/* What is bright above a row, and dark in the rows from it on, kept for each column while the row
 * moves down. */
void lm_rise_costs(const lm_rise *rise, const float *signal, guint8 *costs, float *scratch)
{
    const size_t n = (size_t)rise->volume->grid.size[0],
                 height = (size_t)rise->volume->grid.size[1];
    const size_t lasting = (size_t)rise->lasting;
    const float bound = 2 * (float)lasting, scale = 255 / bound;
    float *above = scratch, *below = above + n;
    for (size_t x = 0; x < n; x++) {
        above[x] = 0;
        below[x] = lasting > height ? (float)(lasting - height) : 0;
    }
    for (size_t y = 0; y < MIN(lasting, height); y++)
        for (size_t x = 0; x < n; x++)
            below[x] += MAX(-signal[y * n + x], 0);
    for (size_t y = 0; y < height; y++) {
        const float *here = signal + y * n;
        const float *next = y + lasting < height ? here + lasting * n : NULL;
        for (size_t x = 0; x < n; x++) {
            costs[x * height + y] = (guint8)(CLAMP(above[x] + below[x], 0, bound) * scale);
            above[x] += MAX(here[x], 0);
            below[x] += (next ? MAX(-next[x], 0) : 1) - MAX(-here[x], 0);
        }
    }
}
