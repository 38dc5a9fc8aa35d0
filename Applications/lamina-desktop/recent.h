/* What this program opened or saved before, from the desktop's list of recent files. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Puts a path on top of the list. */
void lm_recent_add(const char *path);

/* The latest first: paths, NULL-terminated, not more than a few. Whether they are still there is
 * seen when they are opened. Caller frees. */
char **lm_recent_paths(void);

/* Opens it; says so when it is not there any more, and forgets it. */
void lm_recent_open(LmSession *session, const char *path);

/* A menu that follows the list; its items are the action win.open-recent of a path (type "ay"). */
GMenuModel *lm_recent_menu_new(void);

G_END_DECLS
