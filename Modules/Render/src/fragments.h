/* What is seen through, pixel by pixel: an A-buffer (Carpenter 1984). Each pixel of a region of the
 * picture has a list of the fragments of triangles there, by depth.
 *
 * Fragments are written down one after another as they come, and dealt out to their pixels when all
 * are there. Lists are exact, whatever comes in which order, and yet short: what lies behind
 * fragments that leave less than a 256th of it to be seen is not kept, and opacities are counted in
 * 255ths. Where a region has more fragments than there is room for, it is to be drawn again in
 * parts; one pixel always has room. So memory is bounded, and all triangles are drawn once, not as
 * often as there are layers, as when depths are peeled. */
#pragma once

#include "shot.h"

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Of a region, and of surfaces in a picture. */
enum { LM_FRAGMENTS_PIXELS = 1 << 16, LM_FRAGMENTS_VEILS = 1 << 16 };

/* How a surface that is seen through looks. */
typedef struct lm_veil {
    float colour[3]; /* 0 to 1 */
    int opacity;     /* in 255ths, 1 to 254 */
} lm_veil;

/* Its depth (0 the nearest that can be, 1 the farthest), its surface, and how much of its colour it
 * sends to the eye, from the highest bits on: what is less lies before what is greater. */
typedef gint64 lm_fragment;

static inline lm_fragment lm_fragment_of(float depth, guint32 veil, float light)
{
    enum { WHOLE = 1 << 14 }; /* light: all of the colour */
    gint32 bits;              /* of what is not negative: they rise with it */
    memcpy(&bits, &depth, sizeof bits);
    const float parts = light * WHOLE + 0.5F;
    return (lm_fragment)bits << 32 | veil << 16 |
           (guint32)(parts < G_MAXUINT16 ? parts : G_MAXUINT16);
}

static inline float lm_fragment_depth(lm_fragment fragment)
{
    const gint32 bits = (gint32)(fragment >> 32);
    float depth;
    memcpy(&depth, &bits, sizeof depth);
    return depth;
}

static inline guint32 lm_fragment_veil(lm_fragment fragment)
{
    return (guint32)fragment >> 16;
}

static inline float lm_fragment_light(lm_fragment fragment)
{
    return (float)((guint32)fragment & G_MAXUINT16) / (1 << 14);
}

/* What is known of a pixel while fragments come. */
typedef struct lm_fragment_list {
    guint32 end;    /* how many there are; then where they end among all */
    guint32 weight; /* how little is left to be seen by the last of them */
    float farthest; /* of these */
} lm_fragment_list;

/* Fields are read only, by what draws. */
typedef struct lm_fragments {
    lm_region region;
    size_t width;  /* of the region */
    float *limits; /* of its pixels, row by row: what is farther away is not seen */
    const lm_veil *veils;
    lm_fragment_list *lists; /* of the same pixels */
    guint32 *veil_weights;
    lm_fragment *came, *dealt; /* in the order of their coming, and of their pixels */
    guint16 *pixels;           /* of those that came */
    size_t count, most;
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

/* Adds those of one surface that do not lie beyond their pixels' limits. False when there is no
 * room. */
bool lm_fragments_add(lm_fragments *fragments, guint32 veil, size_t count, const guint32 *pixels,
                      const float *depths, const float *lights);

/* When all were added, deals them out. */
void lm_fragments_deal(lm_fragments *fragments);

/* Those that are seen in a pixel, the nearest first, when they are dealt. To be called once. */
const lm_fragment *lm_fragments_of(lm_fragments *fragments, size_t pixel, size_t *count);

/* Blends a fragment of which a part is `left` to be seen with the colour so far. */
static inline void lm_fragments_blend(const lm_fragments *f, lm_fragment one, float left,
                                      float *colour)
{
    const lm_veil *veil = &f->veils[lm_fragment_veil(one)];
    const float light = lm_fragment_light(one);
    for (int k = 0; k < 3; k++)
        colour[k] += left * (float)veil->opacity / 255 * MIN(light * veil->colour[k], 1);
}

/* What a fragment leaves to be seen of what lies behind. */
static inline float lm_fragments_left(const lm_fragments *f, lm_fragment one)
{
    return (float)(255 - f->veils[lm_fragment_veil(one)].opacity) / 255;
}

/* Lays all over the region's pixels in a picture so wide, RGB, rows from bottom to top. */
void lm_fragments_lay(lm_fragments *fragments, guint8 *pixels, int picture_width);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_fragments, lm_fragments_free)

G_END_DECLS
