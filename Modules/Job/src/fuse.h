/* Which steps of a plan run together. */
#pragma once

#include "lamina/chain.h"
#include "lamina/run.h"

/* Fills in lm_node.runs_with and fused of all nodes, once it is known what is needed of each. */
void fuse_find(const lm_job_plan *plan, unsigned threads);

/* The nodes of the chain whose last is node i, in order; returns how many. `links` are theirs,
 * with nothing but the plans filled in. */
size_t fuse_chain(const lm_job_plan *plan, int i, lm_node *nodes[LM_CHAIN_MOST],
                  lm_link links[LM_CHAIN_MOST]);

/* Whether the node takes the value of node `value` when the plan is run. */
bool fuse_takes(const lm_node *node, int value);
