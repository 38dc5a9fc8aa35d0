/* Looking at every slice of a series, which decodes it all.
 *
 * A slice is a twin when its pixels are those of an earlier one (and not all the same). It is
 * unlike its neighbours when it differs from the nearer of the two beside it more than twice
 * as much as those differ from each other, more than three times as much as slices of this stack do
 * in the middle case, and by more than 2 % of the range: a slice of another object, another
 * brightness, or turned round. Differences are means over blocks of the slices, 16 x 16 of them.
 */
#pragma once

#include "lamina/series.h"

G_BEGIN_DECLS

enum {
    LM_SLICE_TWIN = 1,
    LM_SLICE_UNLIKE = 2,
};

typedef struct lm_look {
    double least, greatest; /* over all; NAN left out; infinities of the wrong sign when empty */
    gint64 planes;
    unsigned *marks; /* of each plane, a set of LM_SLICE_... */
    gint64 *twin;    /* of each plane: the earlier one that is the same, or -1 */
} lm_look;

/* Keeps no more than a plane for each thread where planes can be read one by one. */
bool lm_series_look(const lm_series *series, lm_context *context, lm_look *look, GError **error);
/* The same of a complete volume that was read already. */
bool lm_volume_look(const lm_volume *volume, lm_context *context, lm_look *look, GError **error);
void lm_look_clear(lm_look *look);

/* What was seen, in words, by the names of files; NULL-ended. Caller frees. */
char **lm_look_warnings(const lm_look *look, const lm_series *series);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(lm_look, lm_look_clear)

G_END_DECLS
