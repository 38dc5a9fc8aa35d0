#include "first-surface-noise.h"

#include "otsu.h"
#include "row-values.h"

#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/parallel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Voxels of a tile, at most, and how many tiles are enough to know the noise. */
enum { TILE = 8, ENOUGH = 1024 };

typedef struct tiles {
    const lm_volume *volume;
    gint64 width, height; /* voxels of a tile */
    lm_volume *means;     /* one voxel for each tile; NaN where nothing is known */
    float *rows;          /* for each worker, one row and counts of its tiles */
    size_t room;          /* floats of each */
    guint8 *quiet;        /* one for each tile */
} tiles;

static lm_grid tile_grid(const lm_grid *grid, gint64 *width, gint64 *height)
{
    *width = CLAMP(grid->size[0] / 4, 1, TILE);
    *height = CLAMP(grid->size[1] / 8, 1, TILE);
    return lm_grid_make((grid->size[0] + *width - 1) / *width,
                        (grid->size[1] + *height - 1) / *height, grid->size[2]);
}

guint64 lm_noise_scratch(const lm_grid *grid)
{
    gint64 width, height;
    lm_grid small = tile_grid(grid, &width, &height);
    return (guint64)lm_grid_voxels(&small) * (sizeof(float) + 1) +
           ENOUGH * TILE * TILE * sizeof(float);
}

guint64 lm_noise_scratch_per_thread(const lm_grid *grid)
{
    return 2 * (guint64)grid->size[0] * sizeof(float) + lm_otsu_scratch(LM_FLOAT32);
}

static float *means_at(const tiles *t, gint64 y, gint64 z)
{
    const gint64 *size = t->means->grid.size;
    return (float *)t->means->data + (z * size[1] + y) * size[0];
}

/* Adds a row of `size` values to the sums of its tiles, and counts what is known. */
static void add_row(const float *row, gint64 size, gint64 width, float *sums, float *counts)
{
    for (gint64 first = 0; first < size; first += width) {
        float sum = 0, count = 0;
        for (gint64 x = first; x < MIN(first + width, size); x++) {
            bool known = !isnan(row[x]);
            sum += known ? row[x] : 0.0F;
            count += known ? 1.0F : 0.0F;
        }
        *sums++ += sum;
        *counts++ += count;
    }
}

static bool mean_planes(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)error;
    const tiles *t = user;
    const gint64 *size = t->volume->grid.size, *cut = t->means->grid.size;
    float *row = t->rows + worker * t->room, *counts = row + size[0];
    for (gint64 i = lo * cut[1]; i < hi * cut[1]; i++) {
        gint64 z = i / cut[1], first = i % cut[1] * t->height;
        float *sums = means_at(t, i % cut[1], z);
        memset(sums, 0, (size_t)cut[0] * sizeof *sums);
        memset(counts, 0, (size_t)cut[0] * sizeof *counts);
        for (gint64 y = first; y < MIN(first + t->height, size[1]); y++) {
            lm_row_values(t->volume, 0, y, z, (size_t)size[0], row);
            add_row(row, size[0], t->width, sums, counts);
        }
        for (gint64 x = 0; x < cut[0]; x++)
            sums[x] = counts[x] > 0 ? sums[x] / counts[x] : NAN;
    }
    return true;
}

/* The first of two bright tiles in succession, from the top of column x; else the end. */
static gint64 first_bright(const tiles *t, gint64 x, gint64 z, float bright)
{
    gint64 rows = t->means->grid.size[1], run = 0;
    for (gint64 y = 0; y < rows; y++) {
        run = means_at(t, y, z)[x] >= bright ? run + 1 : 0;
        if (run == 2 || (run == 1 && y + 1 == rows))
            return y + 1 - run;
    }
    return rows + 1;
}

/* Marks the dark tiles above row `end` of tiles; returns how many. */
static size_t mark_quiet(const tiles *t, gint64 x, gint64 z, gint64 end, float bright)
{
    const gint64 *size = t->means->grid.size;
    size_t count = 0;
    for (gint64 y = 0; y < MIN(end, size[1]); y++)
        if (means_at(t, y, z)[x] < bright) {
            t->quiet[(z * size[1] + y) * size[0] + x] = 1;
            count++;
        }
    return count;
}

/* Marks the quiet tiles; returns how many. */
static size_t find_quiet(const tiles *t, float bright)
{
    const gint64 *size = t->means->grid.size;
    size_t above = 0, all = 0;
    for (gint64 z = 0; z < size[2]; z++)
        for (gint64 x = 0; x < size[0]; x++)
            above += mark_quiet(t, x, z, first_bright(t, x, z, bright) - 1, bright);
    if (above > 0 && above >= (size_t)lm_grid_voxels(&t->means->grid) / 100)
        return above;
    for (gint64 z = 0; z < size[2]; z++)
        for (gint64 x = 0; x < size[0]; x++)
            all += mark_quiet(t, x, z, size[1], bright);
    return all;
}

/* The known voxels of one tile. */
static size_t gather_tile(const tiles *t, gint64 index, float *to)
{
    const gint64 *size = t->volume->grid.size, *cut = t->means->grid.size;
    gint64 x = index % cut[0] * t->width, y = index / cut[0] % cut[1] * t->height;
    gint64 z = index / cut[0] / cut[1], bottom = MIN(y + t->height, size[1]);
    size_t width = (size_t)MIN(t->width, size[0] - x), count = 0;
    for (; y < bottom; y++) {
        float row[TILE];
        lm_row_values(t->volume, x, y, z, width, row);
        for (size_t i = 0; i < width; i++)
            if (!isnan(row[i]))
                to[count++] = row[i];
    }
    return count;
}

/* The voxels of `ENOUGH` quiet tiles, evenly spread among the `quiet` there are. */
static size_t gather(const tiles *t, size_t quiet, float *to)
{
    size_t count = 0, seen = 0, taken = 0, wanted = MIN(quiet, ENOUGH);
    for (gint64 i = 0; i < lm_grid_voxels(&t->means->grid) && taken < wanted; i++)
        if (t->quiet[i] && seen++ * wanted / quiet >= taken) {
            count += gather_tile(t, i, to + count);
            taken++;
        }
    return count;
}

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static double median(float *values, size_t count)
{
    qsort(values, count, sizeof *values, by_value);
    return ((double)values[(count - 1) / 2] + (double)values[count / 2]) / 2;
}

static bool all_the_same(GError **error)
{
    return lm_fail(error, LM_ERROR_INPUT,
                   "there is no surface to find: the volume is the same everywhere");
}

static bool measure_quiet(const tiles *t, lm_noise *noise, GError **error)
{
    size_t quiet = find_quiet(t, (float)noise->bright);
    if (quiet == 0) /* floats next to each other, and nothing lies between */
        return all_the_same(error);
    float *values = lm_alloc(ENOUGH * TILE * TILE, sizeof *values, "the quiet voxels", error);
    if (!values)
        return false;
    size_t count = gather(t, quiet, values);
    noise->level = median(values, count);
    for (size_t i = 0; i < count; i++)
        values[i] = fabsf(values[i] - (float)noise->level);
    noise->spread = 1.4826 * median(values, count);
    lm_free(values);
    return true;
}

static bool divide(const tiles *t, double *bright, lm_context *context, GError **error)
{
    double least, greatest;
    if (!lm_volume_range(t->means, &least, &greatest) || !(least < greatest))
        return all_the_same(error);
    return lm_otsu(t->means, bright, context, error);
}

static bool measure(tiles *t, lm_noise *noise, lm_context *context, GError **error)
{
    unsigned workers = lm_context_threads(context);
    const lm_grid *grid = &t->means->grid;
    t->room = (size_t)t->volume->grid.size[0] * 2;
    t->rows = lm_alloc(workers * t->room, sizeof *t->rows, "rows of tiles", error);
    if (!t->rows || !lm_parallel(context, grid->size[2], 1, mean_planes, t, error))
        return false;
    t->quiet = lm_alloc0((size_t)lm_grid_voxels(grid), 1, "the list of quiet tiles", error);
    return t->quiet && divide(t, &noise->bright, context, error) && measure_quiet(t, noise, error);
}

bool lm_noise_measure(const lm_volume *volume, lm_noise *noise, lm_context *context, GError **error)
{
    tiles t = {.volume = volume};
    lm_grid grid = tile_grid(&volume->grid, &t.width, &t.height);
    t.means = lm_volume_new(&grid, LM_FLOAT32, 1, error);
    bool ok = t.means && measure(&t, noise, context, error);
    lm_volume_unref(t.means);
    lm_free(t.quiet);
    lm_free(t.rows);
    return ok;
}
