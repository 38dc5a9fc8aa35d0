/* Steps from the inside. */
#pragma once

#include "lamina/job.h"

/* The step as lm_step_text(), without what is said about the step itself (id, off): what was done
 * to a value. Caller frees. */
char *step_done_text(const lm_step *step);

lm_comments comments_copy(const lm_comments *comments);
void comments_clear(lm_comments *comments);
