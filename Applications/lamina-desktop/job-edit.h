/* Changes of the order of a job as a person makes them in a list: before, after, into a branch. On
 * a copy that was taken to be changed (lm_document_edit()); steps are named by their tags, and new
 * ones have none yet. */
#pragma once

#include "document.h"

G_BEGIN_DECLS

/* A place beside another step. */
typedef enum LmPlace {
    LM_PLACE_BEFORE,
    LM_PLACE_AFTER,  /* of the input: the first place of all */
    LM_PLACE_INSIDE, /* the last place in a branch */
} LmPlace;

/* Takes the step over, also when there is no such place: then it stands last of all. */
void lm_edit_insert(lm_job *job, lm_step *step, guint64 beside, LmPlace place);

/* With all that is inside. */
bool lm_edit_remove(lm_job *job, guint64 tag);

/* False, and nothing changed, when there is no such place or it lies inside the step itself. */
bool lm_edit_move(lm_job *job, guint64 tag, guint64 beside, LmPlace place);

/* One place earlier (`by` -1) or later (1) in the list: into a branch that stands there, and out of
 * the one that the step is in at its end. False when it stands there already. */
bool lm_edit_shift(lm_job *job, guint64 tag, int by);

/* A copy behind the step, without its ids; files it writes get names of their own. NULL when there
 * is no such step, else borrowed. */
lm_step *lm_edit_duplicate(lm_job *job, guint64 tag);

/* Puts a branch around the step. Returns it, borrowed; NULL when there is no such step. */
lm_step *lm_edit_wrap(lm_job *job, guint64 tag);

/* `name`, or name-2, name-3... : an id that no step has yet. Caller frees. */
char *lm_edit_free_id(const lm_job *job, const char *name);

/* The same for a file: "volume.nrrd", "volume-2.nrrd": one that no step writes yet. */
char *lm_edit_free_output(const lm_job *job, const char *path);

G_END_DECLS
