#include "colormap-sketch.h"

#include <math.h>

static const double tolerance = 0.6; /* steps */

static double square_of(const float v[3])
{
    return (double)v[0] * v[0] + (double)v[1] * v[1] + (double)v[2] * v[2];
}

/* The entry between two that is farthest from the straight line between them, and how far. */
static size_t farthest(const lm_colormap *map, size_t first, size_t last, double *distance)
{
    float d[3];
    for (int c = 0; c < 3; c++)
        d[c] = map->rgb[last][c] - map->rgb[first][c];
    const double square = square_of(d);
    size_t at = first;
    *distance = 0;
    for (size_t i = first + 1; i < last; i++) {
        float v[3];
        double along = 0;
        for (int c = 0; c < 3; c++) {
            v[c] = map->rgb[i][c] - map->rgb[first][c];
            along += (double)v[c] * d[c];
        }
        along = square > 0 ? CLAMP(along / square, 0, 1) : 0;
        for (int c = 0; c < 3; c++)
            v[c] -= (float)along * d[c];
        double away = 255 * sqrt(square_of(v));
        if (away > *distance) {
            *distance = away;
            at = i;
        }
    }
    return at;
}

static void add_line(colormap_sketch *sketch, const lm_colormap *map, size_t first, size_t last)
{
    float d[3];
    for (int c = 0; c < 3; c++) {
        d[c] = 255 * (map->rgb[last][c] - map->rgb[first][c]);
        sketch->a[c][sketch->n] = 255 * map->rgb[first][c];
        sketch->d[c][sketch->n] = d[c];
    }
    const double square = square_of(d);
    sketch->inverse[sketch->n++] = square > 0 ? (float)(1 / square) : 0;
    sketch->length += sqrt(square);
}

/* Douglas and Peucker's way. No deeper than the map has entries. */
static void draw(colormap_sketch *sketch, const lm_colormap *map, size_t first, size_t last)
{
    double distance;
    size_t at = farthest(map, first, last, &distance);
    if (distance <= tolerance) {
        add_line(sketch, map, first, last);
        return;
    }
    draw(sketch, map, first, at);
    draw(sketch, map, at, last);
}

static gpointer draw_all(gpointer unused)
{
    (void)unused;
    const lm_colormap *const *maps = lm_colormaps();
    colormap_sketch *sketches = g_new0(colormap_sketch, g_strv_length((char **)maps));
    for (size_t m = 0; maps[m]; m++) {
        colormap_sketch *sketch = &sketches[m];
        for (int c = 0; c < 3; c++) {
            sketch->a[c] = g_new(float, maps[m]->n);
            sketch->d[c] = g_new(float, maps[m]->n);
        }
        sketch->inverse = g_new(float, maps[m]->n);
        draw(sketch, maps[m], 0, maps[m]->n - 1);
    }
    return sketches;
}

const colormap_sketch *colormap_sketch_of(const lm_colormap *map)
{
    static GOnce once = G_ONCE_INIT;
    const colormap_sketch *sketches = g_once(&once, draw_all, NULL);
    const lm_colormap *const *maps = lm_colormaps();
    for (size_t m = 0; maps[m]; m++)
        if (maps[m] == map)
            return &sketches[m];
    g_assert_not_reached();
}

double colormap_sketch_distance(const colormap_sketch *sketch, const guint8 rgb[3])
{
    const float r = rgb[0], g = rgb[1], b = rgb[2];
    float least = INFINITY;
    for (size_t i = 0; i < sketch->n; i++) {
        float x = r - sketch->a[0][i], y = g - sketch->a[1][i], z = b - sketch->a[2][i];
        float along =
            (x * sketch->d[0][i] + y * sketch->d[1][i] + z * sketch->d[2][i]) * sketch->inverse[i];
        along = CLAMP(along, 0, 1);
        x -= along * sketch->d[0][i];
        y -= along * sketch->d[1][i];
        z -= along * sketch->d[2][i];
        least = MIN(least, x * x + y * y + z * z);
    }
    return sqrt((double)least);
}
