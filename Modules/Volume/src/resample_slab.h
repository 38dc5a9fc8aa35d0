/* Resampling between grids whose axes are parallel, slab by slab: two passes along each axis.
 *
 * Axes that shrink are averaged before anything else, the others grow after that, z last, from a
 * sliding window of a few planes. A thread works on bands of rows, high enough that little is done
 * twice at their borders and low enough that the window stays in the cache.
 */
#pragma once

#include "lamina/context.h"
#include "resample_pass.h"

G_BEGIN_DECLS

/* `pre` is the prefilter of a spline or the mean of shrinking, `post` the interpolation; either may
 * be FILTER_NONE. */
typedef struct resample_recipe {
    resample_pass pre[3], post[3];
    lm_zrange inside[3]; /* outputs inside the input, which is empty along all axes or none */
    double fill;         /* of the others */
    lm_type type;
    int components;
} resample_recipe;

/* From the input's grid to the output's. With `fit` the outer faces of both are taken to coincide
 * exactly, else the grids are where they say. Their directions must be the same. `filter` is an
 * interpolator. */
resample_recipe resample_recipe_make(const lm_grid *in, const lm_grid *out, bool fit,
                                     resample_filter filter, lm_type type, int components);

/* Planes of the input for planes of the output. */
lm_zrange resample_need(const resample_recipe *recipe, lm_zrange out);

/* Bytes that resample_slab() takes for a slab of so many planes of output. */
guint64 resample_scratch(const resample_recipe *recipe, gint64 planes);

/* How many planes a slab should have so that little is done twice; 0: any number. */
gint64 resample_slab_planes(const resample_recipe *recipe);

/* Seconds of one processor for the whole, roughly. */
double resample_cost(const resample_recipe *recipe);

bool resample_slab(const resample_recipe *recipe, const lm_slab *in, lm_slab *out,
                   lm_context *context, GError **error);

G_END_DECLS
