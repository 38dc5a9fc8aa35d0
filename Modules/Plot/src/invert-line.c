#include "invert-line.h"

#include "lamina/alloc.h"

#include <math.h>

void plot_line_colour(const plot_line *line, float place, float rgb[3])
{
    const float last = (float)(line->map->n - 1), at = CLAMP(place, 0.0f, 1.0f) * last;
    const size_t i = MIN((size_t)at, line->map->n - 2);
    const float t = at - (float)i;
    for (size_t c = 0; c < 3; c++)
        rgb[c] = line->rgb[c][i] + t * (line->rgb[c][i + 1] - line->rgb[c][i]);
}

static void set_levels(plot_line *line)
{
    for (size_t k = 0; k < PLOT_LINE_LEVELS; k++) {
        float rgb[3];
        plot_line_colour(line, (float)k / (PLOT_LINE_LEVELS - 1), rgb);
        for (size_t c = 0; c < 3; c++)
            line->level[c][k] = rgb[c];
    }
}

plot_line *plot_line_new(const lm_colormap *map, GError **error)
{
    g_autoptr(plot_line) line = lm_alloc0(1, sizeof *line, "the colour map", error);
    if (!line)
        return NULL;
    line->map = map;
    for (size_t c = 0; c < 3; c++) {
        line->rgb[c] = lm_alloc(map->n, sizeof(float), "the colour map", error);
        if (!line->rgb[c])
            return NULL;
        for (size_t i = 0; i < map->n; i++)
            line->rgb[c][i] = 255 * map->rgb[i][c];
    }
    set_levels(line);
    return g_steal_pointer(&line);
}

void plot_line_free(plot_line *line)
{
    for (size_t c = 0; line && c < 3; c++)
        lm_free(line->rgb[c]);
    lm_free(line);
}

static float square_to_entry(const plot_line *line, const float rgb[3], size_t i)
{
    float sum = 0;
    for (size_t c = 0; c < 3; c++)
        sum += (rgb[c] - line->rgb[c][i]) * (rgb[c] - line->rgb[c][i]);
    return sum;
}

/* The nearest point of the segment from entry i to the next: its share, and the square of how far
 * it is. */
static float square_to_segment(const plot_line *line, const float rgb[3], size_t i, float *share)
{
    float along = 0, length = 0, sum = 0;
    for (size_t c = 0; c < 3; c++) {
        const float step = line->rgb[c][i + 1] - line->rgb[c][i];
        along += step * (rgb[c] - line->rgb[c][i]);
        length += step * step;
    }
    *share = length > 0 ? CLAMP(along / length, 0.0f, 1.0f) : 0.5f;
    for (size_t c = 0; c < 3; c++) {
        const float step = line->rgb[c][i + 1] - line->rgb[c][i];
        const float d = rgb[c] - line->rgb[c][i] - *share * step;
        sum += d * d;
    }
    return sum;
}

float plot_line_project(const plot_line *line, const float rgb[3], float *distance)
{
    float best = INFINITY, first = 0, last = 0;
    for (size_t i = 0; i + 1 < line->map->n; i++) {
        float share;
        const float square = square_to_segment(line, rgb, i, &share), at = (float)i + share;
        if (square < best)
            best = square, first = last = at;
        else if (square == best && at - last <= 1)
            last = at; /* entries of one colour: their middle */
    }
    *distance = sqrtf(best);
    return (first + last) / 2 / (float)(line->map->n - 1);
}

float plot_line_place(plot_line *line, const guint8 *pixel, float *distance)
{
    const guint32 colour = (guint32)pixel[0] << 16 | (guint32)pixel[1] << 8 | pixel[2];
    const guint32 slot = (colour * 2654435761u) >> 16;
    if (line->known[slot] != colour + 1) {
        const float rgb[3] = {pixel[0], pixel[1], pixel[2]};
        line->known_place[slot] = plot_line_project(line, rgb, &line->known_distance[slot]);
        line->known[slot] = colour + 1;
    }
    *distance = line->known_distance[slot];
    return line->known_place[slot];
}

float plot_line_entry_distance(const plot_line *line, const guint8 *pixel)
{
    const float rgb[3] = {pixel[0], pixel[1], pixel[2]};
    float best = INFINITY;
    for (size_t i = 0; i < line->map->n; i++)
        best = MIN(best, square_to_entry(line, rgb, i));
    return sqrtf(best);
}

float plot_line_level_distance(const plot_line *line, const guint8 *pixel)
{
    enum { STRIDE = 4 };
    float best = INFINITY;
    for (size_t k = 0; k < PLOT_LINE_LEVELS; k += STRIDE) {
        float sum = 0;
        for (size_t c = 0; c < 3; c++)
            sum += (pixel[c] - line->level[c][k]) * (pixel[c] - line->level[c][k]);
        best = MIN(best, sum);
    }
    return sqrtf(best);
}
