/* Ctrl-C: the work is asked to stop, and when it does not within a moment the process leaves
 * without it. Either way no half-written file stays behind. */
#pragma once

#include "lamina/context.h"

/* From now on SIGINT, SIGTERM and SIGHUP cancel `context`, which must live until the process ends.
 * Call it before threads are started: they inherit that these signals are not for them. */
void interrupt_cancels(lm_context *context);
