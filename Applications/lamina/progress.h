/* How far a run is: a bar on a terminal, lines of JSON, or what 3D Slicer reads. */
#pragma once

#include "lamina/context.h"

typedef struct progress progress;

/* "auto|bar|json|slicer|none", for the help. */
#define PROGRESS_STYLES "auto|bar|json|slicer|none"

/* `name` is one of these, or NULL for auto: a bar when standard error is a terminal, else JSON.
 * Bar and JSON go to standard error, Slicer's tags to standard output. LM_ERROR_USAGE for another
 * word. */
progress *progress_new(const char *name, GError **error);

/* Shows the progress of this context until progress_end(). */
void progress_begin(progress *p, lm_context *context, const char *job);

/* Takes the bar away. */
void progress_end(progress *p, lm_context *context);

void progress_free(progress *p);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(progress, progress_free)
