/* The list of all operations to choose one from: those that fit here first, by group, searchable;
 * the others greyed, with the reason.
 *
 * Signal: "chosen" (gpointer const lm_op). */
#pragma once

#include "lamina/op.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LM_TYPE_ADD_STEP (lm_add_step_get_type())
G_DECLARE_FINAL_TYPE(LmAddStep, lm_add_step, LM, ADD_STEP, GtkPopover)

GtkWidget *lm_add_step_new(void);

/* Lists what can take this. */
void lm_add_step_offer(LmAddStep *add, const lm_info *in);

G_END_DECLS
