/* A watch on the main loop: every time it was held for 100 ms or more, a line is written that says
 * for how long, and for how much of that other programs and threads had all processors. For tests;
 * on when LAMINA_STALLS names a file. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From now on. */
void lm_stalls_watch(void);

G_END_DECLS
