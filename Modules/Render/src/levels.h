/* Where a volume's background ends and where its brightest values are, off its histogram. */
#pragma once

#include "lamina/context.h"
#include "lamina/volume.h"

G_BEGIN_DECLS

typedef struct lm_levels {
    double dark;   /* the median of the background */
    double edge;   /* separates the object from the dark background: threshold of Otsu (1979) */
    double bright; /* only one in a thousand voxels of the object is brighter */
} lm_levels;

/* Of the finite values of a volume of one component, by a histogram of 4096 bins. LM_ERROR_INPUT
 * when there are no two different values. */
bool lm_levels_find(const lm_volume *volume, lm_levels *levels, lm_context *context,
                    GError **error);

G_END_DECLS
