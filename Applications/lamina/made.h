/* After a run: the files that were made, and how large what is in them is. */
#pragma once

#include "lamina/run.h"

/* One line for each file, on standard output. */
void say_made(const lm_job_plan *plan);
