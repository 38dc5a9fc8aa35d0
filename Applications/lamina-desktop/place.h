/* Where a file lies, in the words of a person: "~/scans" for a folder in one's home, and readable
 * whatever its bytes are. */
#pragma once

#include <glib.h>

/* Newly allocated text for `path`, which is absolute. For showing only: it opens nothing. */
char *lm_place_words(const char *path);
