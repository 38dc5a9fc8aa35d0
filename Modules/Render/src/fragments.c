#include "fragments.h"

#include "lamina/alloc.h"

#include <math.h>
#include <stdlib.h>

/* Weights are logarithms, so that they add up to the same in any order. */
enum {
    WEIGHT_ONE = 1 << 16,
    HIDES = 363409, /* log(256) * WEIGHT_ONE */
    LONGEST = 1410, /* list, of the least opacity, of that weight */
    PER_PIXEL = 24, /* fragments there is room for, in the mean */
    SHORT = 48,     /* list, that is sorted at once */
    FRAGMENT_BYTES = 2 * sizeof(lm_fragment) + sizeof(guint16),
    PIXEL_BYTES = sizeof(float) + sizeof(lm_fragment_list),
};

static size_t room_of(size_t pixels)
{
    return MAX(PER_PIXEL * pixels, 2 * LONGEST);
}

static bool alloc_all(lm_fragments *f, size_t pixels, size_t n_veils, GError **error)
{
    static const char what[] = "what is seen through";
    return (f->limits = lm_alloc(pixels, sizeof *f->limits, what, error)) &&
           (f->lists = lm_alloc(pixels, sizeof *f->lists, what, error)) &&
           (f->came = lm_alloc(f->most, sizeof *f->came, what, error)) &&
           (f->dealt = lm_alloc(f->most, sizeof *f->dealt, what, error)) &&
           (f->pixels = lm_alloc(f->most, sizeof *f->pixels, what, error)) &&
           (f->veil_weights = lm_alloc(n_veils, sizeof *f->veil_weights, what, error));
}

lm_fragments *lm_fragments_new(size_t pixels, const lm_veil *veils, size_t n_veils, GError **error)
{
    g_return_val_if_fail(pixels <= LM_FRAGMENTS_PIXELS && n_veils <= LM_FRAGMENTS_VEILS, NULL);
    g_autoptr(lm_fragments) f = g_new0(lm_fragments, 1);
    f->most = room_of(pixels);
    f->veils = veils;
    if (!alloc_all(f, pixels, n_veils, error))
        return NULL;
    for (size_t i = 0; i < n_veils; i++)
        f->veil_weights[i] = (guint32)(-log(1 - veils[i].opacity / 255.0) * WEIGHT_ONE + 0.5);
    return g_steal_pointer(&f);
}

void lm_fragments_free(lm_fragments *f)
{
    if (!f)
        return;
    lm_free(f->limits);
    lm_free(f->lists);
    lm_free(f->came);
    lm_free(f->dealt);
    lm_free(f->pixels);
    lm_free(f->veil_weights);
    g_free(f);
}

guint64 lm_fragments_bytes(size_t pixels)
{
    return room_of(pixels) * FRAGMENT_BYTES + PIXEL_BYTES * (guint64)pixels;
}

static size_t pixels_of(const lm_fragments *f)
{
    return f->width * (size_t)(f->region.end_row - f->region.first_row);
}

void lm_fragments_begin(lm_fragments *f, const lm_region *region, const float *depths,
                        int picture_width)
{
    f->region = *region;
    f->width = (size_t)(region->end_column - region->first_column);
    f->count = 0;
    memset(f->lists, 0, pixels_of(f) * sizeof *f->lists);
    for (int y = region->first_row; y < region->end_row; y++)
        memcpy(f->limits + lm_fragments_at(f, region->first_column, y),
               depths + (size_t)y * (size_t)picture_width + (size_t)region->first_column,
               f->width * sizeof *depths);
}

/* ---- one after another ---- */

/* Whatever lies behind enough fragments lies behind the farthest of them. */
static inline void weigh(lm_fragments *f, size_t pixel, float depth, guint32 weight)
{
    lm_fragment_list *list = &f->lists[pixel];
    list->end++;
    list->weight += weight;
    list->farthest = MAX(list->farthest, depth);
    if (list->weight < HIDES)
        return;
    f->limits[pixel] = list->farthest;
    list->weight = 0;
    list->farthest = 0;
}

/* Leaves out what is hidden. False when there is little room nevertheless. */
static bool make_room(lm_fragments *f)
{
    lm_fragments_deal(f);
    f->count = 0;
    for (size_t pixel = 0; pixel < pixels_of(f); pixel++) {
        size_t count;
        const lm_fragment *list = lm_fragments_of(f, pixel, &count);
        memcpy(f->came + f->count, list, count * sizeof *list);
        for (size_t i = 0; i < count; i++)
            f->pixels[f->count++] = (guint16)pixel;
    }
    memset(f->lists, 0, pixels_of(f) * sizeof *f->lists);
    for (size_t i = 0; i < f->count; i++)
        weigh(f, f->pixels[i], lm_fragment_depth(f->came[i]),
              f->veil_weights[lm_fragment_veil(f->came[i])]);
    return f->count <= f->most / 2;
}

bool lm_fragments_add(lm_fragments *f, guint32 veil, size_t count, const guint32 *pixels,
                      const float *depths, const float *lights)
{
    if (f->most - f->count < count && (!make_room(f) || f->most - f->count < count))
        return false;
    const guint32 weight = f->veil_weights[veil];
    for (size_t i = 0; i < count; i++) {
        if (depths[i] > f->limits[pixels[i]])
            continue;
        f->came[f->count] = lm_fragment_of(depths[i], veil, lights[i]);
        f->pixels[f->count++] = (guint16)pixels[i];
        weigh(f, pixels[i], depths[i], weight);
    }
    return true;
}

/* ---- by pixels ---- */

void lm_fragments_deal(lm_fragments *f)
{
    guint32 before = 0;
    for (size_t i = 0; i < pixels_of(f); i++) {
        const guint32 count = f->lists[i].end;
        f->lists[i].end = before;
        before += count;
    }
    for (size_t i = 0; i < f->count; i++)
        f->dealt[f->lists[f->pixels[i]].end++] = f->came[i];
}

static int nearer(const void *a, const void *b)
{
    const lm_fragment x = *(const lm_fragment *)a, y = *(const lm_fragment *)b;
    return (x > y) - (x < y);
}

static void sort(lm_fragment *list, size_t count)
{
    if (count > SHORT) {
        qsort(list, count, sizeof *list, nearer);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        const lm_fragment one = list[i];
        size_t at = i;
        for (; at > 0 && list[at - 1] > one; at--)
            list[at] = list[at - 1];
        list[at] = one;
    }
}

const lm_fragment *lm_fragments_of(lm_fragments *f, size_t pixel, size_t *count)
{
    const size_t first = pixel > 0 ? f->lists[pixel - 1].end : 0;
    const size_t end = f->lists[pixel].end;
    sort(f->dealt + first, end - first);
    size_t i = first;
    for (guint32 weight = 0; i < end && weight < HIDES; i++)
        weight += f->veil_weights[lm_fragment_veil(f->dealt[i])];
    *count = i - first;
    return f->dealt + first;
}

static void lay_pixel(const lm_fragments *f, const lm_fragment *list, size_t count, guint8 *pixel)
{
    float colour[3] = {0, 0, 0}, left = 1;
    for (size_t i = 0; i < count; i++) {
        lm_fragments_blend(f, list[i], 255 * left, colour);
        left *= lm_fragments_left(f, list[i]);
    }
    for (int k = 0; k < 3; k++)
        pixel[k] = (guint8)MIN(colour[k] + left * (float)pixel[k] + 0.5F, 255);
}

void lm_fragments_lay(lm_fragments *f, guint8 *pixels, int picture_width)
{
    const lm_region *r = &f->region;
    for (int y = r->first_row; y < r->end_row; y++)
        for (int x = r->first_column; x < r->end_column; x++) {
            size_t count;
            const lm_fragment *list = lm_fragments_of(f, lm_fragments_at(f, x, y), &count);
            if (count > 0)
                lay_pixel(f, list, count,
                          pixels + 3 * ((size_t)y * (size_t)picture_width + (size_t)x));
        }
}
