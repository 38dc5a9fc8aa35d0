/* Lengths as people say them: "2.5 × 2.5 × 1.2 mm", "5 × 5 × 40 µm". Callers free the texts. */
#pragma once

#include "lamina/grid.h"
#include "lamina/positions.h"

G_BEGIN_DECLS

/* The unit that a length is told in, and how many mm it is: from nm to m. */
typedef struct LmLengthUnit {
    const char *name;
    double mm;
} LmLengthUnit;

const LmLengthUnit *lm_length_unit(double mm);

/* That of all places in a volume: of its largest extent. */
const LmLengthUnit *lm_grid_unit(const lm_grid *grid);

/* With so many digits at most. */
char *lm_length_words(double mm, int digits);
char *lm_area_words(double mm2, int digits);
char *lm_volume_words(double mm3, int digits);

/* Along all three axes. `positions` says where slices are that stand unevenly; NULL: they do not.
 */
char *lm_extent_words(const lm_grid *grid);
char *lm_spacing_words(const lm_grid *grid, const double *positions);

G_END_DECLS
