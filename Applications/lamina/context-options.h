/* Where results go and what a run may use: what all commands that plan have in common. */
#pragma once

#include "lamina/context.h"

extern const GOptionEntry context_options[];

/* A context as the options say, its relative inputs below `input_folder`. */
lm_context *context_from_options(const char *input_folder, GError **error);
