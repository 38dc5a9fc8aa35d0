/* The slices as they were found, those that look wrong on top, with what can be done about them:
 * leaving some out, taking a part or every few of them, turning their order round. Its actions:
 * slices.leave-fill, slices.leave-close, slices.again, slices.only, slices.all, slices.fill,
 * slices.close. */
#pragma once

#include "session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LM_TYPE_SLICES_TABLE (lm_slices_table_get_type())
G_DECLARE_FINAL_TYPE(LmSlicesTable, lm_slices_table, LM, SLICES_TABLE, AdwBin)

GtkWidget *lm_slices_table_new(LmSession *session);

/* Before it is freed: takes a column away, or what is left of the rows, for to free two hundred
 * rows at once takes a third of a second. Returns whether there was any. */
bool lm_slices_table_take_apart(LmSlicesTable *table);

G_END_DECLS
