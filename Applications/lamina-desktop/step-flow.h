/* What flows from step to step: which operations can take what comes out of one. */
#pragma once

#include "engine.h"

G_BEGIN_DECLS

/* The step whose value this one takes; NULL for the input. A branch passes on what came in. */
const lm_step *lm_flow_giver(const lm_job *job, const lm_step *step);

/* What comes out of the step with this tag: as the engine found it, else as far as declarations
 * tell (components 0: not known). `engine` may be NULL. */
lm_info lm_flow_after(const lm_job *job, LmEngine *engine, guint64 tag);

/* What comes into it. */
lm_info lm_flow_before(const lm_job *job, LmEngine *engine, guint64 tag);

/* Why an operation cannot take this, as a sentence; NULL when it can. Caller frees. */
char *lm_flow_obstacle(const lm_op *op, const lm_info *in);

G_END_DECLS
