/* What is hidden behind what was drawn already. */
#pragma once

#include "shot.h"

#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

/* Where a box lies in a picture: how far it reaches, pixels from the lower left corner, and its
 * least depth. */
typedef struct lm_place {
    double across[2], up[2];
    double depth;
} lm_place;

/* Of x0 x1 y0 y1 z0 z1, mm. */
lm_place lm_place_of(const lm_shot *shot, const float box[6]);

typedef struct lm_cover lm_cover;

/* For a part of a picture; what lies beside it is hidden. Nothing else is yet. Borrows the
 * depths of this part alone, as in lm_pencil. */
lm_cover *lm_cover_new(const lm_region *region, const float *depths, GError **error);
void lm_cover_free(lm_cover *cover);

/* Nothing is hidden any more: for another surface in the same picture. */
void lm_cover_lift(lm_cover *cover);

/* Looks at the depths again. */
void lm_cover_update(lm_cover *cover);

/* Whether nothing that lies in a place can be seen in this part. */
bool lm_cover_hides(const lm_cover *cover, const lm_place *place);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_cover, lm_cover_free)

G_END_DECLS
