/* Plotted figures: whether a series looks like some, and the operation that undoes them. */
#pragma once

#include "lamina/series.h"

G_BEGIN_DECLS

/* The colour map that the first pictures of a series are drawn with, when they look like plots of
 * an image: an axes box, and inside it colours of one map. NULL when they do not, or when they
 * hold grey values only or cannot be read. Decodes three pictures at most. `box`, unless NULL, gets
 * where the largest image is in them: left, right, top, bottom, in pixel edges. Caller frees. */
char *lm_plot_map(const lm_series *series, double box[4], lm_context *context);

/* How many samples the image in those pictures has across and down, as far as they tell; `unplot`
 * has the whole stack to go by, and may come to another count. False when they do not tell. */
bool lm_plot_samples(const lm_series *series, gint64 size[2], lm_context *context);

/* Takes figures back to numbers; see the declaration. */
extern const lm_op lm_op_unplot;

G_END_DECLS
