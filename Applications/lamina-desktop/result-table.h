/* What is known of a step's result, as a small table. The range of a volume's values is looked for
 * beside the main loop. */
#pragma once

#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LM_TYPE_RESULT_TABLE (lm_result_table_get_type())
G_DECLARE_FINAL_TYPE(LmResultTable, lm_result_table, LM, RESULT_TABLE, AdwBin)

GtkWidget *lm_result_table_new(void);

/* NULL: nothing is known, and the table hides. */
void lm_result_table_show(LmResultTable *table, const LmResult *result);

G_END_DECLS
