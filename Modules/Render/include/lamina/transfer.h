/* Transfer functions: how bright, how coloured and how opaque a value of a volume is drawn.
 *
 * A preset is a small text file in Data/Presets, part of the program once built; its format is told
 * in Data/Presets/README.md. Its points stand either on the values themselves (CT: Hounsfield
 * units) or on the volume's own histogram (MR, OCT, auto), where -1 is the dark
 * background, 0 the value that separates the object from it, and 1 the brightest that is no
 * outlier.
 */
#pragma once

#include "lamina/context.h"
#include "lamina/volume.h"

G_BEGIN_DECLS

typedef struct lm_transfer_point {
    double value;
    double colour[3]; /* 0 to 1 */
    double opacity;   /* 0 to 1, of a layer as thick as a 300th of the volume's diagonal */
} lm_transfer_point;

enum { LM_TRANSFER_MAX = 48 };

typedef struct lm_transfer {
    size_t count;                              /* of points, at least 2 */
    lm_transfer_point points[LM_TRANSFER_MAX]; /* by rising value; linear between them, and as the
                                                  outermost beyond them */
    double edges; /* 0: homogeneous parts are as opaque as edges; 1: only edges are opaque */
    double ambient, diffuse, specular, shininess;
} lm_transfer;

/* Names of all presets, "auto" the first, NULL-ended; static. For choices of a parameter. */
extern const char *const lm_preset_names[];

/* The preset at this position of lm_preset_names, for this volume of one component. Reads all
 * voxels once when the preset stands on the histogram. Fails with LM_ERROR_INPUT when the volume
 * has no two different values. */
bool lm_transfer_preset(int preset, const lm_volume *volume, lm_transfer *transfer,
                        lm_context *context, GError **error);

/* How opaque a value is. */
double lm_transfer_opacity(const lm_transfer *transfer, double value);

/* An opacity curve in place of the transfer function's own; colours stay. */
enum { LM_CURVE_MAX = 32 };
typedef struct lm_curve {
    size_t count;
    struct {
        double value, opacity;
    } points[LM_CURVE_MAX]; /* 2 or more, by rising value, opacities from 0 to 1 */
} lm_curve;
void lm_transfer_set_curve(lm_transfer *transfer, const lm_curve *curve);

/* From text ("100:0 300:0.4 1200:0.9", by spaces or commas) and back. Fails with LM_ERROR_USAGE;
 * caller frees the text. */
bool lm_curve_parse(const char *text, lm_curve *curve, GError **error);
char *lm_curve_text(const lm_curve *curve);

G_END_DECLS
