/* What is hidden behind what was drawn already. */
#pragma once

#include "shot.h"

#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

typedef struct lm_cover lm_cover;

/* Nothing is hidden yet. Borrows the shot. */
lm_cover *lm_cover_new(const lm_shot *shot, GError **error);
void lm_cover_free(lm_cover *cover);

/* Nothing is hidden any more: for another surface in the same picture. */
void lm_cover_lift(lm_cover *cover);

/* Depths as lm_pencil reads them, to be filled in before lm_cover_update(). */
float *lm_cover_depths(lm_cover *cover);
void lm_cover_update(lm_cover *cover);

/* Whether nothing in a box (x0 x1 y0 y1 z0 z1, mm) can be seen. */
bool lm_cover_hides(const lm_cover *cover, const float box[6]);

/* The least depth in a box. */
double lm_shot_depth(const lm_shot *shot, const float box[6]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_cover, lm_cover_free)

G_END_DECLS
