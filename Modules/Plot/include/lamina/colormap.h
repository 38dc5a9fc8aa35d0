/* Colour maps: tables of colours from the first value to the last.
 *
 * Every known map is a file in Data/Colormaps and a part of the built program; each can also be had
 * backwards, by its name and "_r". Maps that are one map to their users and differ a little,
 * because programs round it in their own ways, are a family: FAMILY and FAMILY.VARIANT ("jet",
 * "jet.matplotlib").
 */
#pragma once

#include "lamina/context.h"
#include "lamina/slab.h"

G_BEGIN_DECLS

typedef struct lm_colormap {
    char *name, *family;
    size_t n;        /* entries, 2 to 4096 */
    float (*rgb)[3]; /* 0 to 1 */
    struct lm_colormap_part *parts;
} lm_colormap;

/* All known maps, forwards only; NULL-ended, static, in alphabetical order. Names in lower case but
 * for those their makers write otherwise ("RdBu"); parula is the newer, parula-2014 the older. */
const lm_colormap *const *lm_colormaps(void);

/* By name, in any case, with "_r" backwards; NULL when not known. Caller frees. */
lm_colormap *lm_colormap_find(const char *name);

/* From a file of colours: text with three numbers a line (0..1 or 0..255, between spaces, commas or
 * semicolons, a heading and comments after # allowed), or four, the first where the colour stands
 * (gnuplot's .pal; or an index), or ImageJ's .lut (768 bytes). LM_ERROR_INPUT, naming file and
 * line.
 */
lm_colormap *lm_colormap_load(const char *path, GError **error);

/* From colours that were read off, 8-bit RGB. */
lm_colormap *lm_colormap_new(const char *name, const guint8 (*rgb)[3], size_t n);
void lm_colormap_free(lm_colormap *map);

/* The place on the line through the entries, 0 to 1, that is nearest to a colour (0 to 1), and its
 * distance (Euclidean, 8-bit RGB steps). Takes some 0.1 us for a map of 256 entries. */
double lm_colormap_project(const lm_colormap *map, const float rgb[3], double *distance);

/* How far colours lie from a map. */
typedef struct lm_colormap_rank {
    const lm_colormap *map; /* static; the best of its family */
    double mean;            /* distance, in 8-bit RGB steps */
    double score;           /* what they are ranked by, least first */
} lm_colormap_rank;

/* The known families ranked for `n` pixels, taken in runs of `run` that lie side by side in a
 * figure (1 where they do not; with runs the calmest fifth of the pixels decides, so take 20000).
 * Backwards is told from forwards by nothing but convention, so forwards is named. Fills up to
 * `most`, best first; returns how many. */
size_t lm_colormap_rank_all(const guint8 *rgb, size_t n, size_t run, lm_colormap_rank *ranks,
                            size_t most);

/* Of ranks, how many cannot be told apart from the best by the colours alone; 1: it is clear. */
size_t lm_colormap_rank_close(const lm_colormap_rank *ranks, size_t n);

/* Whether a plane of 3 or 4 8-bit components looks like a scalar shown in colours: nearly all its
 * colours lie on one known map, and they are not grey. NULL, or the map's family (static). */
const char *lm_colour_mapped(const lm_slab *slab, gint64 z);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_colormap, lm_colormap_free)

G_END_DECLS
