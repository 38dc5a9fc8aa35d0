/* One pass of a resampling along one axis: every output is a weighted sum of neighbouring inputs.
 *
 * All interpolators, the prefilter of the B-spline and the mean of shrinking are such passes and
 * differ in nothing but their weights. Weights depend on the places of input and output alone and
 * add up to 1. Inputs of weight zero are not taken.
 */
#pragma once

#include "lamina/slab.h"

G_BEGIN_DECLS

typedef enum resample_filter {
    FILTER_NONE,      /* outputs are inputs: there is nothing to do */
    FILTER_NEAREST,   /* the closest input */
    FILTER_LINEAR,    /* between two */
    FILTER_CUBIC,     /* Catmull-Rom, four inputs (R. Keys, Cubic convolution interpolation for
                         digital image processing, IEEE ASSP 1981, a = -1/2) */
    FILTER_LANCZOS,   /* six inputs: sinc(d) sinc(d / 3), then scaled to the sum 1 */
    FILTER_SPLINE,    /* the cubic B-spline of four coefficients */
    FILTER_PREFILTER, /* inputs to those coefficients (M. Unser et al., B-spline signal processing,
                         IEEE TSP 1993), cut off where what is left out is below the precision */
    FILTER_BOX,       /* the mean over the output voxel, each input by the length that lies in it */
} resample_filter;

/* Beyond the outermost inputs the last one goes on; for the two of the spline the inputs are
 * mirrored there, which is what its coefficients are defined by. */
typedef struct resample_pass {
    resample_filter filter;
    gint64 n_in, n_out;
    /* Where output 0 begins and how long an output is, in inputs from the outer face of the first.
     * With length 0 the outer faces of both coincide, in whole numbers, so that equal grids meet
     * exactly. */
    double start, length;
    gint64 reach; /* FILTER_PREFILTER: inputs on either side */
} resample_pass;

/* The outputs whose centres lie within the outer faces of the inputs. */
lm_zrange resample_inside(const resample_pass *pass);

/* The closest input of output i. */
gint64 resample_nearest(const resample_pass *pass, gint64 i);

/* Inputs that hold all that the outputs lo <= i < hi take; `out` is not empty and inside. */
lm_zrange resample_span(const resample_pass *pass, lm_zrange out);

/* Inputs of one output: its neighbours from `first` on. */
typedef struct resample_taps {
    gint64 first;
    size_t count;
    const double *weights;
} resample_taps;

/* Of every output in the range; `most` is the greatest count. */
typedef struct resample_table {
    lm_zrange out;
    size_t most;
    resample_taps *taps;
} resample_table;

/* The most inputs that one output takes, and the bytes of a table of so many outputs. */
size_t resample_most_taps(const resample_pass *pass);
guint64 resample_table_bytes(const resample_pass *pass, gint64 outputs);

bool resample_table_make(const resample_pass *pass, lm_zrange out, resample_table *table,
                         GError **error);
void resample_table_clear(resample_table *table);

const resample_taps *resample_taps_of(const resample_table *table, gint64 i);

G_END_DECLS
