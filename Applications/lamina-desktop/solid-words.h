/* What the solid view says: where one looks from, and how long things are. */
#pragma once

#include "lamina/camera.h"

G_BEGIN_DECLS

/* "from the front", "from the front, the left and above", translated. Caller frees. */
char *lm_camera_words(const lm_camera *camera);

/* A round length (1, 2 or 5 times a power of ten) for a scale bar: the longest that takes at most
 * so many pixels, mm. */
double lm_bar_length(double mm_per_pixel, double most_pixels);

/* "20 mm", "0.5 mm", "50 µm", translated. Caller frees. */
char *lm_bar_text(double mm);

/* A letter for each end of the world's axes: left, right; back, front; head, feet. Translated. */
const char *lm_axis_letter(int axis, bool is_positive);

G_END_DECLS
