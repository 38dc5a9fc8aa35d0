/* What is seen through, pixel by pixel: an A-buffer (Carpenter 1984). Each pixel of a region of the
 * picture has a list of the fragments of triangles there, by depth.
 *
 * Lists are exact, whatever comes in which order, and yet short: what lies behind fragments that
 * leave less than a 256th of it to be seen is not kept, and opacities are counted in 255ths.
 * Where a region has more fragments than there is room for, it is to be drawn again in parts; one
 * pixel always has room. So memory is bounded, and all triangles are drawn once, not as often as
 * there are layers, as when depths are peeled. */
#pragma once

#include "shot.h"

#include <glib.h>

G_BEGIN_DECLS

/* How a surface that is seen through looks. */
typedef struct lm_veil {
    float colour[3]; /* 0 to 1 */
    int opacity;     /* in 255ths, 1 to 254 */
} lm_veil;

typedef struct lm_fragment {
    float depth;  /* 0 the nearest that can be, 1 the farthest */
    float light;  /* how much of its colour it sends to the eye */
    guint32 veil; /* its surface */
    gint32 next;  /* in its list; negative at the end */
} lm_fragment;

/* Of a pixel, the farthest first as far as they are in order. */
typedef struct lm_fragment_list {
    gint32 first;   /* negative where there is none */
    guint32 weight; /* how little it leaves to be seen */
} lm_fragment_list;

/* Fields are read only, by what draws. */
typedef struct lm_fragments {
    lm_region region;
    size_t width;  /* of the region */
    float *limits; /* of its pixels, row by row: what is farther away is not seen */
    lm_fragment *pool;
    const lm_veil *veils;
    lm_fragment_list *lists; /* of the same pixels */
    guint32 *veil_weights;
    gint32 n_used, most, unused; /* of the pool; a list of those that are free again */
} lm_fragments;

/* For regions of at most so many pixels. Borrows the veils. */
lm_fragments *lm_fragments_new(size_t pixels, const lm_veil *veils, size_t n_veils, GError **error);
void lm_fragments_free(lm_fragments *fragments);

/* Bytes at most. */
guint64 lm_fragments_bytes(size_t pixels);

/* Begins anew, with nothing before what is opaque, at the `depths` of all of a picture so wide. */
void lm_fragments_begin(lm_fragments *fragments, const lm_region *region, const float *depths,
                        int picture_width);

/* Of a pixel: in `limits`. */
static inline size_t lm_fragments_at(const lm_fragments *f, int x, int y)
{
    return (size_t)(y - f->region.first_row) * f->width + (size_t)(x - f->region.first_column);
}

/* Adds one, unless it lies beyond its pixel's limit. False when there is no room. */
bool lm_fragments_add(lm_fragments *fragments, size_t pixel, float depth, float light,
                      guint32 veil);

/* When all were added: sorts the list of a pixel. Returns its nearest fragment, or a negative
 * number when there is none. To be called once. */
gint32 lm_fragments_nearest(lm_fragments *fragments, size_t pixel);

/* Blends a fragment of which a part is `left` to be seen with the colour so far. */
static inline void lm_fragments_blend(const lm_fragments *f, const lm_fragment *one, float left,
                                      float *colour)
{
    const lm_veil *veil = &f->veils[one->veil];
    for (int k = 0; k < 3; k++)
        colour[k] += left * (float)veil->opacity / 255 * MIN(one->light * veil->colour[k], 1);
}

/* What a fragment leaves to be seen of what lies behind. */
static inline float lm_fragments_left(const lm_fragments *f, const lm_fragment *one)
{
    return (float)(255 - f->veils[one->veil].opacity) / 255;
}

/* Lays all over the region's pixels in a picture so wide, RGB, rows from bottom to top. */
void lm_fragments_lay(lm_fragments *fragments, guint8 *pixels, int picture_width);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_fragments, lm_fragments_free)

G_END_DECLS
