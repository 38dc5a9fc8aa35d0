/* The keys under which live jobs keep what came of steps. */
#pragma once

#include "lamina/run.h"

/* The key of a node's value from those of what comes in (NULL for the input). Equal keys mean equal
 * values. Caller frees. */
char *live_key(const lm_node *node, const char *from, const lm_context *context);
