/* One file of the input, as a row of the table of slices. */
#pragma once

#include "survey.h"

G_BEGIN_DECLS

#define LM_TYPE_SLICE (lm_slice_get_type())
G_DECLARE_FINAL_TYPE(LmSlice, lm_slice, LM, SLICE, GObject)

/* The files of a series, those that look wrong first; of LmSlice, caller unrefs. They borrow from
 * the series, which is to live longer. */
GPtrArray *lm_slices_of(LmSurvey *survey, const lm_series *series, const lm_job *job);

const lm_series_file *lm_slice_file(const LmSlice *slice);

/* Whether the person left it out. */
bool lm_slice_is_left_out(const LmSlice *slice);

/* Whether it looks wrong. */
bool lm_slice_is_doubtful(const LmSlice *slice);

/* What there is to say about it; empty when nothing. Caller frees. */
char *lm_slice_notes(const LmSlice *slice);

G_END_DECLS
