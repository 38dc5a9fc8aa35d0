/* How results, warnings and errors leave the program: results on standard output, the rest on
 * standard error. */
#pragma once

#include "lamina/context.h"

#include <json-glib/json-glib.h>

/* "lamina: ..." */
void say_error(const GError *error);
void say_warning(const char *text);

/* The warnings of the context from number `from` on; returns how many there are now. */
guint say_warnings(const lm_context *context, guint from);

/* `path` as a person would type it here: without the current folder before it. Borrowed. */
const char *say_path(const char *path);

/* One JSON document, indented. */
void say_json(JsonNode *node);

/* Flushes standard output. False when it could not take everything; a reader that had enough and
 * went away is no failure. */
bool say_all_written(GError **error);
