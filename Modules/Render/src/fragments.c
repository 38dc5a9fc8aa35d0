#include "fragments.h"

#include "lamina/alloc.h"

#include <math.h>
#include <string.h>

/* Weights are logarithms, so that they add up to the same in any order. */
enum {
    WEIGHT_ONE = 1 << 16,
    HIDES = 363409, /* log(256) * WEIGHT_ONE */
    LONGEST = 2820, /* list, of the least opacity, of twice that weight */
    PER_PIXEL = 24, /* fragments there is room for, in the mean */
    NEAR = 8,       /* fragments, before which a new one is put in order */
    PIXEL_BYTES = sizeof(float) + sizeof(lm_fragment_list),
};

static size_t room_of(size_t pixels)
{
    return MAX(PER_PIXEL * pixels, LONGEST);
}

static bool alloc_all(lm_fragments *f, size_t pixels, size_t n_veils, GError **error)
{
    static const char what[] = "what is seen through";
    return (f->limits = lm_alloc(pixels, sizeof *f->limits, what, error)) &&
           (f->lists = lm_alloc(pixels, sizeof *f->lists, what, error)) &&
           (f->pool = lm_alloc((size_t)f->most, sizeof *f->pool, what, error)) &&
           (f->veil_weights = lm_alloc(n_veils, sizeof *f->veil_weights, what, error));
}

lm_fragments *lm_fragments_new(size_t pixels, const lm_veil *veils, size_t n_veils, GError **error)
{
    g_autoptr(lm_fragments) f = g_new0(lm_fragments, 1);
    f->most = (gint32)room_of(pixels);
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
    lm_free(f->pool);
    lm_free(f->veil_weights);
    g_free(f);
}

guint64 lm_fragments_bytes(size_t pixels)
{
    return room_of(pixels) * sizeof(lm_fragment) + PIXEL_BYTES * (guint64)pixels;
}

void lm_fragments_begin(lm_fragments *f, const lm_region *region, const float *depths,
                        int picture_width)
{
    f->region = *region;
    f->width = (size_t)(region->end_column - region->first_column);
    f->n_used = 0;
    f->unused = -1;
    for (int y = region->first_row; y < region->end_row; y++) {
        const size_t row = lm_fragments_at(f, region->first_column, y);
        memcpy(f->limits + row,
               depths + (size_t)y * (size_t)picture_width + (size_t)region->first_column,
               f->width * sizeof *depths);
        for (size_t i = row; i < row + f->width; i++)
            f->lists[i] = (lm_fragment_list){.first = -1};
    }
}

/* Whether one lies behind another. Those at the same place have some order, which depends on
 * nothing but how they look. */
static inline bool is_behind(const lm_fragment *a, const lm_fragment *b)
{
    if (a->depth < b->depth || a->depth > b->depth)
        return a->depth > b->depth;
    if (a->veil != b->veil)
        return a->veil > b->veil;
    return a->light > b->light;
}

static gint32 take(lm_fragments *f)
{
    gint32 at = f->unused;
    if (at < 0)
        return f->n_used < f->most ? f->n_used++ : -1;
    f->unused = f->pool[at].next;
    return at;
}

/* One list of two, the farthest first. */
static gint32 merge(lm_fragments *f, gint32 a, gint32 b)
{
    gint32 list, *link = &list;
    while (a >= 0 && b >= 0) {
        gint32 *farther = is_behind(&f->pool[b], &f->pool[a]) ? &b : &a;
        *link = *farther;
        link = &f->pool[*farther].next;
        *farther = *link;
    }
    *link = a >= 0 ? a : b;
    return list;
}

/* Cuts a list where it is no longer in order. Returns what is left of it. */
static gint32 cut_run(lm_fragments *f, gint32 list)
{
    gint32 last = list, next;
    while ((next = f->pool[last].next) >= 0 && !is_behind(&f->pool[next], &f->pool[last]))
        last = next;
    f->pool[last].next = -1;
    return next;
}

/* Sorts a list by merging the runs that are in order already; parts[i] is of 2^i of them. */
static gint32 sort(lm_fragments *f, gint32 list)
{
    gint32 rest = cut_run(f, list), parts[32], sorted = -1;
    if (rest < 0)
        return list;
    memset(parts, 0xFF, sizeof parts);
    parts[0] = list;
    while (rest >= 0) {
        gint32 run = rest;
        rest = cut_run(f, run);
        size_t i = 0;
        for (; parts[i] >= 0; i++) {
            run = merge(f, parts[i], run);
            parts[i] = -1;
        }
        parts[i] = run;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        sorted = merge(f, parts[i], sorted);
    return sorted;
}

/* Sorts a list and leaves out what is hidden by what lies before it. */
static void settle(lm_fragments *f, size_t pixel)
{
    lm_fragment_list *list = &f->lists[pixel];
    list->first = sort(f, list->first);
    while (list->weight >= HIDES) {
        const gint32 farthest = list->first;
        lm_fragment *one = &f->pool[farthest];
        f->limits[pixel] = one->depth;
        if (list->weight - f->veil_weights[one->veil] < HIDES)
            return;
        list->weight -= f->veil_weights[one->veil];
        list->first = one->next;
        one->next = f->unused;
        f->unused = farthest;
    }
}

/* Links one into a list; where many lie before it that are farther away, out of order. */
static void link_in(lm_fragments *f, lm_fragment_list *list, gint32 at)
{
    gint32 *link = &list->first;
    for (int i = 0; i < NEAR && *link >= 0 && is_behind(&f->pool[*link], &f->pool[at]); i++)
        link = &f->pool[*link].next;
    f->pool[at].next = *link;
    *link = at;
}

bool lm_fragments_add(lm_fragments *f, size_t pixel, float depth, float light, guint32 veil)
{
    if (depth > f->limits[pixel])
        return true;
    const gint32 at = take(f);
    if (at < 0)
        return false;
    lm_fragment_list *list = &f->lists[pixel];
    const guint32 before = list->weight, weight = before + f->veil_weights[veil];
    f->pool[at] = (lm_fragment){.depth = depth, .light = light, .veil = veil};
    link_in(f, list, at);
    list->weight = weight;
    if ((before < HIDES && weight >= HIDES) || weight >= 2 * HIDES)
        settle(f, pixel);
    return true;
}

gint32 lm_fragments_nearest(lm_fragments *f, size_t pixel)
{
    if (f->lists[pixel].first < 0)
        return -1;
    settle(f, pixel);
    gint32 nearest = -1, at = f->lists[pixel].first;
    while (at >= 0) {
        gint32 next = f->pool[at].next;
        f->pool[at].next = nearest;
        nearest = at;
        at = next;
    }
    return nearest;
}

/* From the farthest fragment on. */
static void lay_pixel(lm_fragments *f, size_t at, guint8 *pixel)
{
    settle(f, at);
    float colour[3] = {pixel[0], pixel[1], pixel[2]};
    for (gint32 i = f->lists[at].first; i >= 0; i = f->pool[i].next) {
        const float left = lm_fragments_left(f, &f->pool[i]);
        float own[3] = {0, 0, 0};
        lm_fragments_blend(f, &f->pool[i], 255, own);
        for (int k = 0; k < 3; k++)
            colour[k] = left * colour[k] + own[k];
    }
    for (int k = 0; k < 3; k++)
        pixel[k] = (guint8)MIN(colour[k] + 0.5F, 255);
}

void lm_fragments_lay(lm_fragments *f, guint8 *pixels, int picture_width)
{
    const lm_region *r = &f->region;
    for (int y = r->first_row; y < r->end_row; y++)
        for (int x = r->first_column; x < r->end_column; x++) {
            const size_t at = lm_fragments_at(f, x, y);
            if (f->lists[at].first >= 0)
                lay_pixel(f, at, pixels + 3 * ((size_t)y * (size_t)picture_width + (size_t)x));
        }
}
