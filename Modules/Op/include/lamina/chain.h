/* A chain: steps that run by slabs, each taking what the one before it gives, run together.
 *
 * Each thread makes slab after slab of the last step's output, and for each of them the planes of
 * the earlier steps that it depends on, which it keeps only until the next slab has taken what it
 * needs of them. What lies between the steps never exists as a whole. The result is that of the
 * steps run one by one, to the last bit.
 */
#pragma once

#include "lamina/op.h"

G_BEGIN_DECLS

enum { LM_CHAIN_MOST = 16 }; /* steps; more would gain nothing */

typedef struct lm_link {
    const lm_plan *plan; /* of a step that runs by slabs */
    lm_context *context; /* what its slabs are given; NULL: the context of the chain */
    const char *place;   /* what its errors begin with; NULL: nothing */
    double seconds;      /* after a run: its share of the time that the chain took */
} lm_link;

/* How a chain is cut. One thread makes a stripe, slab by slab; only at the borders of stripes
 * planes between the steps are made twice. */
typedef struct lm_chain_cut {
    gint64 slab, stripe; /* planes of the last output */
    gint64 stripes;
    guint64 between;  /* bytes that each thread holds between the steps */
    double again;     /* seconds of one processor for what is made twice */
    bool first_again; /* planes of the first step are among it */
} lm_chain_cut;

/* `wanted` are planes of the last output; `slab_planes` as in lm_chain_run(). */
lm_chain_cut lm_chain_cut_for(const lm_link *links, size_t count, lm_zrange wanted,
                              gint64 slab_planes, unsigned threads);

/* Makes the planes `wanted` of the last output, on all threads. `in` holds what they depend on;
 * NULL when the first step is a source. `slab_planes`: the height of a slab; 0: what keeps the work
 * in cache and all threads busy. */
bool lm_chain_run(lm_link *links, size_t count, const lm_volume *in, lm_zrange wanted,
                  gint64 slab_planes, lm_value *out, lm_context *context, GError **error);

G_END_DECLS
