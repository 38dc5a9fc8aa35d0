/* What is found out about a stack of figures before a single value is recovered: where the image
 * is, which colour map drew it, how many samples it has, and what its ends mean.
 */
#pragma once

#include "invert.h"
#include "map-limits.h"

/* What a person said, and the files; what is not set is found. */
typedef struct plot_ask {
    const char *map;     /* a name or a file; NULL: find it */
    const double *range; /* two numbers; NULL: from the bar */
    gint64 size[2];      /* samples; 0: find it */
    gint64 panel;        /* from 1, in reading order; 0: the largest */
    const plot_box *box; /* the image; NULL: find it */
    int chroma[2];       /* of JPEG files, as in lm_info */
} plot_ask;

typedef struct plot_findings {
    plot_figures *figures;
    plot_panel panel;
    gint64 n_panels;
    guint8 *overlay; /* width x height; 1: drawn over the image */
    lm_colormap *map;
    const char *map_source; /* "typed", "colour bar", "colours of the image"; static */
    gint64 size[2];
    double confidence[2]; /* in the size, 0 to 1; 1 when it was said */
    bool fewer[2];        /* the screen shows fewer pixels than the array had samples */
    int chroma[2];        /* as it was said */
    plot_limits limits;
} plot_findings;

/* LM_ERROR_REQUIRE, in plain words, when these are no plots, or when it is not clear what they
 * show; LM_ERROR_USAGE when what was said does not fit. *plotted tells whether they
 * are plots at all, also when it fails. */
plot_findings *plot_findings_new(const lm_volume *pictures, const plot_ask *ask, bool *plotted,
                                 lm_context *context, GError **error);
/* What is inverted; borrows from the findings. */
plot_inversion plot_findings_inversion(const plot_findings *findings);

void plot_findings_free(plot_findings *findings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(plot_findings, plot_findings_free)
