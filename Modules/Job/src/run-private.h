/* What runs of whole plans (run.c) and live jobs (live.c) share. */
#pragma once

#include "lamina/run.h"

/* Writes into a new value what made it. What went through untouched keeps what it has. */
void run_set_provenance(const lm_node *node, const lm_value *in, lm_value *made);
