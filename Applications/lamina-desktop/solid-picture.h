/* The picture of the solid view as a step of the job, so that `lamina run` draws the same. */
#pragma once

#include "stage.h"

G_BEGIN_DECLS

/* A picture that was taken. */
typedef struct LmShot {
    lm_camera camera;
    lm_camera framed; /* the same, as it would frame everything */
    int width, height;
} LmShot;

/* Adds a step `render` that draws the stage like this into a file. Shown steps get ids where they
 * have none. Fails with LM_ERROR_USAGE when a job cannot say it. */
bool lm_solid_picture_add(LmSession *session, const LmStage *stage, const LmShot *shot,
                          const char *path, GError **error);

/* The id that names a surface: of its step, else of the branch that ends with it; NULL: none.
 * Borrowed. */
const char *lm_surface_id(const lm_job *job, const lm_step *step);

G_END_DECLS
