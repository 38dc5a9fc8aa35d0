/* A step as it is when it is added: everything that must be given has a first text, so that every
 * job of the history is one that `lamina run` takes. */
#pragma once

#include "lamina/job.h"

G_BEGIN_DECLS

/* `in` is what comes in, as far as it is known (kind LM_NONE: not at all), and `level` a grey level
 * in the middle of what is seen. Texts follow from the declarations: a box holds the whole volume,
 * a type is the one that comes in, a file has a name that no step of the job writes. */
lm_step *lm_first_step(const lm_job *job, const lm_op *op, const lm_info *in, double level);

G_END_DECLS
