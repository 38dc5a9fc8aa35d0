/* A watch on the main loop: every time it was held longer than a limit, a line is written. For
 * tests; on when LAMINA_STALLS names a file. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From now on. */
void lm_stalls_watch(void);

G_END_DECLS
