/* The input, looked at: its series as the engine opened it, and beside the main loop, whether it
 * looks like plots and which slices stand out. There is one for each session; it also begins the
 * job of an input that a person opened, with what its volume needs to be seen. Main thread only. */
#pragma once

#include "session.h"

#include "lamina/look.h"

G_BEGIN_DECLS

#define LM_TYPE_SURVEY (lm_survey_get_type())
G_DECLARE_FINAL_TYPE(LmSurvey, lm_survey, LM, SURVEY, GObject)

/* The session's; borrowed. Signal "changed" when anything below has. */
LmSurvey *lm_survey_of(LmSession *session);

/* NULL while it is not open. Borrowed. */
lm_series *lm_survey_series(LmSurvey *survey);

/* Why it could not be opened or read; NULL: nothing is wrong. Borrowed. */
const char *lm_survey_error(LmSurvey *survey);

/* The colour map that the pictures are plotted with; NULL: they do not look like plots, or this is
 * not known yet. Borrowed. */
const char *lm_survey_plot_map(LmSurvey *survey);

/* Where the image is in those pictures: left, right, top, bottom, in pixel edges; false while there
 * is no such map. */
bool lm_survey_plot_box(LmSurvey *survey, double box[4]);

/* How many samples the plots show across and down: as the job says, or the first of them. False: it
 * is not known, or not yet. */
bool lm_survey_plot_samples(LmSurvey *survey, gint64 size[2]);

/* What stands out of a plane of the input, a set of LM_SLICE_...; 0 also while it was not read. */
unsigned lm_survey_odd(LmSurvey *survey, gint64 plane);

/* What a job on this series begins with, where the plain volume would not do: one value for each
 * voxel in place of colours. NULL: nothing. The caller's. */
lm_step *lm_survey_first_step(const lm_series *series);

/* Takes figures back to numbers: `unplot` first of all, in place of what made one value of colours.
 */
void lm_survey_recover(LmSurvey *survey);

/* The person says that they are slices and no plots. */
void lm_survey_take_as_slices(LmSurvey *survey);

/* Whether that step is in the job already. */
bool lm_survey_is_recovered(LmSurvey *survey);

G_END_DECLS
