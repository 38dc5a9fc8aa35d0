/* What flows from step to step: which operations can take what comes out of one. */
#pragma once

#include "engine.h"

G_BEGIN_DECLS

/* The steps that the value of this one comes through, the input first and itself last; a branch
 * passes on what came in. Empty when it is not in the job. Caller unrefs. */
GPtrArray *lm_flow_line(const lm_job *job, const lm_step *step);

/* What comes out of the step with this tag: as the engine found it, else as far as declarations
 * tell (components 0: not known). `engine` may be NULL. */
lm_info lm_flow_after(const lm_job *job, LmEngine *engine, guint64 tag);

/* Why an operation cannot take this, as a sentence; NULL when it can. Caller frees. */
char *lm_flow_obstacle(const lm_op *op, const lm_info *in);

G_END_DECLS
