/* Every key of the desktop, in one table: from it the keys are bound, written beside menu items and
 * listed in the shortcuts window.
 *
 * A key activates an action, with its target, of the widget it is bound to or of one around it.
 * What the toolkit binds by itself (F6, F10, Escape in dialogs) is listed as well.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Where keys are heard: while the focus is within. */
typedef enum LmShortcuts {
    LM_SHORTCUTS_JOB, /* anywhere in the window, as the next */
    LM_SHORTCUTS_WINDOW,
    LM_SHORTCUTS_STEPS,
    LM_SHORTCUTS_SLICES,
    LM_SHORTCUTS_SOLID,
    LM_SHORTCUTS_HISTOGRAM,
    LM_SHORTCUTS_PLACES
} LmShortcuts;

void lm_shortcuts_bind(GtkWidget *widget, LmShortcuts place);

/* Appends an item whose key, if the action has one, stands beside it. */
void lm_shortcuts_append(GMenu *menu, const char *label, const char *action);

/* The window that lists them all. */
void lm_shortcuts_show(GtkWindow *parent);

G_END_DECLS
