/* The picture that shows how sure to be: one figure with the box drawn on it, the slice that was
 * recovered from it, and how far its colours lie from the map. */
#pragma once

#include "recover.h"

/* As PNG. `slice` are the values of figure summary->shown. NULL with LM_ERROR_MEMORY or
 * LM_ERROR_INTERNAL. */
GBytes *plot_proof_png(const plot_findings *findings, const plot_summary *summary,
                       const float *slice, GError **error);
