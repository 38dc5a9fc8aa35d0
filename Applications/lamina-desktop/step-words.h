/* Steps and what came of them, in words. Callers free the texts. */
#pragma once

#include "engine.h"

G_BEGIN_DECLS

/* What was given, as the job says it: "box 0 9 0 9 0 9, unit mm"; empty when nothing was. */
char *lm_step_given(const lm_step *step);

/* "120 000": thousands apart, as everybody reads them. Caller frees. */
char *lm_count_text(guint64 count);

/* "600 × 381 × 10" or "120 000 triangles", and how long it took when that is worth a word; NULL
 * while nothing is known. */
char *lm_result_line(const LmResult *result);

/* A row of a table. */
typedef struct LmFact {
    char *label, *text;
} LmFact;

/* All that is known of what came out, without looking at voxels: of LmFact, freed with the array.
 */
GPtrArray *lm_result_facts(const LmResult *result);

/* Adds a row; takes `text` over. */
void lm_facts_add(GPtrArray *facts, const char *label, char *text);

G_END_DECLS
