/* What a plan takes of memory and of scratch files. */
#pragma once

#include "planner.h"

/* Fills in the last uses and peaks of all nodes, chooses what is spilled, and warns when the run
 * would be refused. After fuse_find(). */
void memory_find(const planner *p);

/* LM_ERROR_MEMORY when `peak` would pass the budget; does not name the place. */
bool memory_within_budget(guint64 peak, const lm_context *context, GError **error);

/* LM_ERROR_MEMORY, with the place, when the plan would pass the budget or the room for scratch
 * files. */
bool memory_allows(const lm_job_plan *plan, const lm_context *context, GError **error);
