/* Running a job from the command line: what `run` and `do` have in common. */
#pragma once

#include "lamina/job.h"

extern const GOptionEntry execute_options[];

/* Plans and runs `job`, its relative inputs below `input_folder`, showing progress and warnings;
 * then says what was made and writes the report that was asked for. */
bool execute(const lm_job *job, const char *input_folder, GError **error);
