/* Which points of a mesh are equal. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

G_BEGIN_DECLS

/* same[i] becomes the first of the `count` points that lies exactly where point i lies. */
bool lm_merge_points(const float *points, size_t count, gint32 *same, GError **error);

G_END_DECLS
