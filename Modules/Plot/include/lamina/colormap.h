/* Colour maps: tables of colours from the first value to the last.
 *
 * Every known map is a file in Data/Colormaps and a part of the built program; each can also be had
 * backwards, by its name and "_r".
 */
#pragma once

#include "lamina/context.h"
#include "lamina/slab.h"

G_BEGIN_DECLS

typedef struct lm_colormap {
    char *name;
    size_t n;        /* entries, 2 to 4096 */
    float (*rgb)[3]; /* 0 to 1 */
} lm_colormap;

/* All known maps, forwards only; NULL-ended, static. Names in lower case but for those their makers
 * write otherwise ("RdBu"); parula is the newer, parula-2014 the older. */
const lm_colormap *const *lm_colormaps(void);

/* By name, in any case, with "_r" backwards; NULL when not known. Caller frees. */
lm_colormap *lm_colormap_find(const char *name);

/* From a file of colours: text with three numbers a line (0..1 or 0..255, between spaces, commas or
 * semicolons, a heading and comments after # allowed; gnuplot's .pal with four), or ImageJ's .lut
 * (768 bytes). LM_ERROR_INPUT, naming file and line. */
lm_colormap *lm_colormap_load(const char *path, GError **error);

/* From colours that were read off, 8-bit RGB. */
lm_colormap *lm_colormap_new(const char *name, const guint8 (*rgb)[3], size_t n);
void lm_colormap_free(lm_colormap *map);

/* The place on the line through the entries, 0 to 1, that is nearest to a colour (0 to 1), and its
 * distance (Euclidean, 8-bit RGB steps). */
double lm_colormap_project(const lm_colormap *map, const float rgb[3], double *distance);

/* The known maps ranked by how far colours lie from them: mean distance in 8-bit RGB steps over
 * `n` pixels. Backwards is told from forwards by nothing but convention, so forwards is named.
 * `best` and `second` are of different families (gray and bone_r are told apart, gray and gray_r
 * are one). */
typedef struct lm_colormap_rank {
    const lm_colormap *map; /* static */
    double mean, p95;
} lm_colormap_rank;
/* Fills up to `most`, best first; returns how many. */
size_t lm_colormap_rank_all(const guint8 *rgb, size_t n, lm_colormap_rank *ranks, size_t most);

/* Whether a plane of 3 or 4 8-bit components looks like a scalar shown in colours: nearly all its
 * colours lie on one known map, and they are not grey. NULL, or the map's name (static). */
const char *lm_colour_mapped(const lm_slab *slab, gint64 z);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_colormap, lm_colormap_free)

G_END_DECLS
