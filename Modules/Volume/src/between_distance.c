#include "between_distance.h"

#include <math.h>
#include <string.h>

/* More rows than any picture has. */
static const float nowhere = 1e8F;

/* How many rows up or down the nearest pixel of the other kind is. */
static void count_along_columns(const between_window *window, const guint8 *mask, float *count)
{
    const gint64 width = window->width, height = window->height;
    for (gint64 x = 0; x < width; x++)
        count[x] = nowhere;
    for (gint64 y = 1; y < height; y++) {
        const guint8 *row = mask + y * width, *above = row - width;
        float *to = count + y * width;
        const float *from = to - width;
        for (gint64 x = 0; x < width; x++)
            to[x] = row[x] == above[x] ? from[x] + 1 : 1;
    }
    for (gint64 y = height - 2; y >= 0; y--) {
        const guint8 *row = mask + y * width, *below = row + width;
        float *to = count + y * width;
        const float *from = to + width;
        for (gint64 x = 0; x < width; x++) {
            float up = row[x] == below[x] ? from[x] + 1 : 1;
            to[x] = up < to[x] ? up : to[x];
        }
    }
}

/* The lowest of the parabolas that stand on `height`, for each pixel of a row. */
static void lowest_parabola(const between_window *window, const float *restrict height,
                            float *restrict lowest)
{
    const gint64 width = window->width;
    const double step = window->spacing[0];
    memcpy(lowest, height, (size_t)width * sizeof *lowest);
    const double beyond = window->limit + step;
    for (gint64 k = 1; k < width && (double)k * step < beyond; k++) {
        const float rise = (float)((double)k * step * ((double)k * step));
        for (gint64 x = 0; x < width - k; x++) {
            float other = height[x + k] + rise;
            lowest[x] = other < lowest[x] ? other : lowest[x];
        }
        for (gint64 x = k; x < width; x++) {
            float other = height[x - k] + rise;
            lowest[x] = other < lowest[x] ? other : lowest[x];
        }
    }
}

static void finish_row(const between_window *window, const guint8 *mask, float *rows,
                       float *distance)
{
    const gint64 width = window->width;
    float *to_shape = rows, *to_rest = rows + width;
    float *shape = rows + 2 * width, *rest = rows + 3 * width;
    for (gint64 x = 0; x < width; x++) {
        float d = distance[x] * (float)window->spacing[1];
        to_shape[x] = mask[x] ? 0 : d * d;
        to_rest[x] = mask[x] ? d * d : 0;
    }
    lowest_parabola(window, to_shape, shape);
    lowest_parabola(window, to_rest, rest);
    const float half = (float)(fmin(window->spacing[0], window->spacing[1]) / 2);
    const float limit = (float)window->limit;
    for (gint64 x = 0; x < width; x++) {
        float d = sqrtf(mask[x] ? rest[x] : shape[x]) - half;
        d = d < limit ? d : limit;
        distance[x] = mask[x] ? d : -d;
    }
}

void between_distance(const between_window *window, const guint8 *mask, float *rows,
                      float *distance)
{
    count_along_columns(window, mask, distance);
    for (gint64 y = 0; y < window->height; y++)
        finish_row(window, mask + y * window->width, rows, distance + y * window->width);
}

static float weigh(float a, float b, float c)
{
    return (4 * b + (a + c)) / 6;
}

static void soften_row(gint64 width, float *restrict row, float *restrict was)
{
    memcpy(was, row, (size_t)width * sizeof *row);
    for (gint64 x = 1; x < width - 1; x++)
        row[x] = weigh(was[x - 1], was[x], was[x + 1]);
    if (width > 1) {
        row[0] = weigh(was[0], was[0], was[1]);
        row[width - 1] = weigh(was[width - 1], was[width - 1], was[width - 2]);
    }
}

void between_distance_soften(const between_window *window, float *rows, float *distance)
{
    const gint64 width = window->width, height = window->height;
    for (gint64 y = 0; y < height; y++)
        soften_row(width, distance + y * width, rows);
    /* Down the columns, with the row above as it was before. */
    float *above = rows, *here = rows + width;
    const size_t bytes = (size_t)width * sizeof *rows;
    memcpy(above, distance, bytes);
    for (gint64 y = 0; y < height; y++) {
        float *row = distance + y * width;
        const float *below = y < height - 1 ? row + width : row;
        memcpy(here, row, bytes);
        for (gint64 x = 0; x < width; x++)
            row[x] = weigh(above[x], here[x], below == row ? here[x] : below[x]);
        float *swap = above;
        above = here;
        here = swap;
    }
}
