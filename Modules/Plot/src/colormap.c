#include "lamina/colormap.h"

#include <math.h>
#include <string.h>

/* Some segments that follow each other, and the box around them: most parts are too far away to be
 * looked into. */
enum { PART = 16 };
struct lm_colormap_part {
    float least[3], greatest[3];
    float inverse[PART]; /* 1 over the squared length of each segment; 0 for a point */
};

static size_t parts_of(size_t entries)
{
    return (entries - 1 + PART - 1) / PART;
}

static void grow(struct lm_colormap_part *part, const float rgb[3])
{
    for (int c = 0; c < 3; c++) {
        part->least[c] = MIN(part->least[c], rgb[c]);
        part->greatest[c] = MAX(part->greatest[c], rgb[c]);
    }
}

static void make_part(const lm_colormap *map, size_t first, struct lm_colormap_part *part)
{
    memcpy(part->least, map->rgb[first], sizeof part->least);
    memcpy(part->greatest, map->rgb[first], sizeof part->greatest);
    for (size_t i = 0; i < PART && first + i + 1 < map->n; i++) {
        const float *a = map->rgb[first + i], *b = map->rgb[first + i + 1];
        grow(part, b);
        float square = 0;
        for (int c = 0; c < 3; c++)
            square += (b[c] - a[c]) * (b[c] - a[c]);
        part->inverse[i] = square > 0 ? 1 / square : 0;
    }
}

lm_colormap *lm_colormap_new(const char *name, const guint8 (*rgb)[3], size_t n)
{
    g_assert(n >= 2 && n <= 4096);
    lm_colormap *map = g_new0(lm_colormap, 1);
    map->name = g_strdup(name);
    map->family = g_strndup(name, strcspn(name, "."));
    map->n = n;
    map->rgb = g_malloc_n(n, sizeof *map->rgb);
    for (size_t i = 0; i < n; i++)
        for (int c = 0; c < 3; c++)
            map->rgb[i][c] = (float)rgb[i][c] / 255;
    map->parts = g_new0(struct lm_colormap_part, parts_of(n));
    for (size_t p = 0; p < parts_of(n); p++)
        make_part(map, p * PART, &map->parts[p]);
    return map;
}

void lm_colormap_free(lm_colormap *map)
{
    if (!map)
        return;
    g_free(map->name);
    g_free(map->family);
    g_free(map->rgb);
    g_free(map->parts);
    g_free(map);
}

typedef struct nearest {
    float square; /* of the distance */
    float place;  /* in entries */
} nearest;

static float square_to_box(const struct lm_colormap_part *part, const float rgb[3])
{
    float square = 0;
    for (int c = 0; c < 3; c++) {
        float below = part->least[c] - rgb[c], above = rgb[c] - part->greatest[c];
        float out = MAX(MAX(below, above), 0);
        square += out * out;
    }
    return square;
}

static void look_into(const lm_colormap *map, size_t p, const float rgb[3], nearest *best)
{
    size_t first = p * PART, count = MIN((size_t)PART, map->n - 1 - first);
    for (size_t i = 0; i < count; i++) {
        const float *a = map->rgb[first + i], *b = map->rgb[first + i + 1];
        float dx = b[0] - a[0], dy = b[1] - a[1], dz = b[2] - a[2];
        float x = rgb[0] - a[0], y = rgb[1] - a[1], z = rgb[2] - a[2];
        float along = (x * dx + y * dy + z * dz) * map->parts[p].inverse[i];
        along = CLAMP(along, 0, 1);
        x -= along * dx;
        y -= along * dy;
        z -= along * dz;
        float square = x * x + y * y + z * z;
        if (square < best->square)
            *best = (nearest){square, (float)(first + i) + along};
    }
}

double lm_colormap_project(const lm_colormap *map, const float rgb[3], double *distance)
{
    float squares[(4096 + PART - 1) / PART];
    size_t parts = parts_of(map->n), closest = 0;
    for (size_t p = 0; p < parts; p++) {
        squares[p] = square_to_box(&map->parts[p], rgb);
        if (squares[p] < squares[closest])
            closest = p;
    }
    nearest best = {INFINITY, 0};
    look_into(map, closest, rgb, &best);
    for (size_t p = 0; p < parts; p++)
        if (p != closest && squares[p] < best.square)
            look_into(map, p, rgb, &best);
    if (distance)
        *distance = 255 * (double)sqrtf(best.square);
    return best.place / (double)(map->n - 1);
}
