/* Where the slices of a stack lie in their planes, and how each is to be moved. */
#pragma once

#include "align_pair.h"
#include "lamina/context.h"
#include "lamina/volume.h"

typedef struct align_ask {
    align_freedom freedom;
    gint64 reference; /* the slice that stays */
    double shift;     /* mm: no slice lies further off its neighbours than this ... */
    double rotation;  /* radians: ... nor is turned by more */
    bool keep_drift;
    const double *positions; /* as in lm_info */
} align_ask;

typedef enum align_verdict {
    ALIGN_FOUND,
    ALIGN_PLAIN,  /* has no texture, or is too small */
    ALIGN_UNLIKE, /* is not like its neighbours, or nothing leads from it to the reference */
    ALIGN_FAR,    /* passes a limit */
} align_verdict;

typedef struct align_slice {
    align_verdict verdict;
    align_motion lay;  /* where it lay, seen from the reference; none when it was not found */
    align_motion move; /* what brings it to its place; exactly none for one that stays */
} align_slice;

/* Looks at all slices of `in`, which is complete, and fills one align_slice for each. */
bool align_stack(const lm_volume *in, const align_ask *ask, align_slice *slices,
                 lm_context *context, GError **error);

/* Bytes that it needs at the peak, and those for each thread. */
guint64 align_stack_scratch(const lm_grid *grid, guint64 *per_thread);

/* Rough seconds of one processor. */
double align_stack_cost(const lm_grid *grid, const align_ask *ask);

/* Fills `out`, which is like `in`, with the moved slices: Catmull-Rom's cubic, or the nearest value
 * for labels; beyond a slice's edge its outermost values go on. Slices that stay are copied. */
bool align_move(const lm_volume *in, const align_slice *slices, bool nearest, lm_volume *out,
                lm_context *context, GError **error);
guint64 align_move_scratch_per_thread(const lm_grid *grid);

/* A picture of where the slices lay and where they lie now, as PNG. */
GBytes *align_picture(const align_slice *slices, gint64 count, GError **error);
