/* Threads beside the main loop that may be in a library's call that does not stop. */
#pragma once

#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

void lm_at_work_begin(void); /* one more: before it is started */
void lm_at_work_end(void);   /* it has nothing to do any more: the last it says */

/* At the end of the process: waits so long for all of them. False when one is still at work: then
 * the process must leave without ending in order. */
bool lm_at_work_settle(double seconds);

G_END_DECLS
