/* JPEG's rounding: in blocks of 8 x 8 the amplitude of each pattern (discrete cosine transform) is
 * rounded to a multiple of a step, small for broad patterns and large for fine ones.
 *
 * The steps are those of the standard's example tables (ITU-T T.81, annex K) at one of the 100
 * qualities of libjpeg, which MATLAB, Octave, Pillow and most others write.
 */
#pragma once

#include <glib.h>

typedef struct plot_rounding {
    float pattern[8][8], turned[8][8]; /* row k: the pattern of frequency k; and columns */
    float luma[64], chroma[64];        /* steps, rows of 8 */
} plot_rounding;

/* The quality whose steps the luma of a decoded picture keeps best. The plane begins at a whole
 * block, its sides are multiples of 8. */
void plot_rounding_find(plot_rounding *rounding, const float *luma, gint64 width, gint64 height);

/* goal = seen + what of made - seen JPEG may well have rounded away. */
void plot_rounding_grant(const plot_rounding *rounding, const float steps[64], const float *seen,
                         const float *made, float *goal, gint64 width, gint64 height);
