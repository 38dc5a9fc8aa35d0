/* The colour map of an image, told from the colours in it. */
#pragma once

#include "lamina/colormap.h"
#include "layout.h"

typedef struct plot_image {
    const plot_figures *figures;
    const plot_box *box;
    const guint8 *overlay; /* width x height; 1: drawn over the image */
} plot_image;

/* The known map that the image was drawn with. `boxed`: it stands in an axes box, so that it is
 * hardly a photograph, and JPEG may have moved its colours far. LM_ERROR_REQUIRE when its colours
 * lie on none, or
 * (*clear is false) on several. Caller frees. */
lm_colormap *plot_image_map(const plot_image *image, bool boxed, bool *clear, GError **error);

/* The map of this family that fits best, for programs round one map in their own ways; NULL when
 * no family has that name. Caller frees. */
lm_colormap *plot_image_map_of(const plot_image *image, const char *family);

/* Whether the image may have been drawn with the map that a person says: LM_ERROR_REQUIRE when its
 * colours lie far from it and near to another, which is named, or so far that nothing explains it.
 */
bool plot_image_bears_out(const plot_image *image, const lm_colormap *map, GError **error);

/* Whether the image's colours lie on this map. */
bool plot_image_fits(const plot_image *image, const lm_colormap *map);

/* Whether the image has colours that its bar shows and a known map has not, as where one colour of
 * the map was set apart for what is no measurement. */
bool plot_image_needs_bar(const plot_image *image, const lm_colormap *bar,
                          const lm_colormap *known);
