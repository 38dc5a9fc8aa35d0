/* What is to be opened when several files are given at once. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Each job (.xml) by itself, and all the rest as the slices of one series, in the place of the
 * first of them: what lm_session_open() takes, one after the other. Files that have no path on this
 * machine are left out, and `refusal` says so of the first; NULL when there is none. The caller
 * frees both. */
char **lm_openings(GFile *const *files, guint count, char **refusal);

G_END_DECLS
