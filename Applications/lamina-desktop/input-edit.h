/* Changes of the input of a job: which slices are taken, and in which order. On a copy that was
 * taken to be changed (lm_document_edit()). */
#pragma once

#include "lamina/job.h"

G_BEGIN_DECLS

/* Leaves a file out. What becomes of the gap ("fill" or "close") is said of all gaps alike. */
bool lm_input_leave_out(lm_job *job, const char *name, const char *gaps, GError **error);

/* Takes a file again that was left out; what was said of gaps goes with the last. */
bool lm_input_take_again(lm_job *job, const char *name, GError **error);
bool lm_input_is_left_out(const lm_job *job, const char *name);

/* Takes only some of the planes that there are now, from 0, out of `count`. */
bool lm_input_take_only(lm_job *job, gint64 first, gint64 last, gint64 count, GError **error);

/* Takes every `step`th of the planes, or of the part of them that was chosen. `count` is how many
 * there are now. */
bool lm_input_take_every(lm_job *job, gint64 step, gint64 count, GError **error);
gint64 lm_input_step(const lm_job *job);

/* Takes all planes again. */
void lm_input_take_all(lm_job *job);

/* Whether the job says where each slice stands; then its unit is theirs. */
bool lm_input_has_positions(const lm_job *job);
const char *lm_input_unit(const lm_job *job); /* "mm" when nothing is said */

bool lm_input_is_reversed(const lm_job *job);
void lm_input_set_reversed(lm_job *job, bool reversed);

G_END_DECLS
