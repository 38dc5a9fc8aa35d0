/* A watch on the main loop: every time it was held for 100 ms or more, a line is written that says
 * for how long, for how much of that other programs and threads had all processors (be it that this
 * one waited for them or the display server, whose /proc/PID/schedstat LAMINA_STALLS_DISPLAY
 * names), and for how much it was at work; the rest it waited for something else. What comes before
 * a window has been drawn is the start of the program, and told as a comment. For tests; on when
 * LAMINA_STALLS names a file. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From now on. */
void lm_stalls_watch(void);

/* To be told of each window that is realized. Writes how long each of its frames takes, in
 * milliseconds, when LAMINA_FRAMES names a file. */
void lm_stalls_watch_window(GtkWidget *window);

G_END_DECLS
