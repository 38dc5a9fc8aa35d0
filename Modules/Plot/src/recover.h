/* From what was found out about the figures to the numbers they show. */
#pragma once

#include "findings.h"

typedef struct plot_summary {
    double residual_mean, residual_p95; /* of the worst figure; 8-bit RGB steps */
    double off_map, unseen;             /* shares of samples, 0 to 1; see plot_residual */
    gint64 shown;                       /* the figure of the picture */
    float *distance;                    /* of its samples from the map; lm_alloc() */
} plot_summary;

/* Fills a float32 volume of f->size[0] x f->size[1] x number of figures. `fill`: what is missing is
 * filled from neighbours, else NaN. LM_ERROR_REQUIRE when the figures were visibly scaled one by
 * one and nobody said the limits; warns when they may have been. On all threads. */
bool plot_recover(const plot_findings *findings, bool fill, lm_volume *out, plot_summary *summary,
                  lm_context *context, GError **error);
void plot_summary_clear(plot_summary *summary);
