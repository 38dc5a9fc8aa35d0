/* A watch on the main loop: every time it was held for 100 ms or more, a line is written that says
 * for how long, and for how much of that other programs and threads had all processors, be it that
 * this one waited for them or the display server, whose /proc/PID/schedstat LAMINA_STALLS_DISPLAY
 * names. What comes before the loop first waits is the start of the program, and told as a comment.
 * For tests; on when LAMINA_STALLS names a file. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From now on. */
void lm_stalls_watch(void);

/* Writes how long each frame of a realized window takes, in milliseconds, when LAMINA_FRAMES names
 * a file. */
void lm_stalls_watch_frames(GtkWidget *window);

G_END_DECLS
