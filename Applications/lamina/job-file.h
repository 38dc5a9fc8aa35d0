/* A job file with what the command line changes in it: what `run` and `check` have in common. */
#pragma once

#include "lamina/job.h"

extern const GOptionEntry job_file_options[];

/* Loads the job and changes it as --input and --set say. *input_folder is where its relative inputs
 * start from; caller frees. */
lm_job *job_file_open(const char *path, char **input_folder, GError **error);
