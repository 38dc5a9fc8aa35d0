/* The tree of a job as a list of nodes: which step takes what of which. */
#pragma once

#include "lamina/run.h"

/* Steps that are off are left out. Parameters are read and names resolved; what is wrong with a
 * node stands in its `failure`, without the place. Nothing is planned. */
lm_job_plan *structure_new(const lm_job *job);
