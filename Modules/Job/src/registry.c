#include "lamina/registry.h"

#include <string.h>

#define LM_OP(NAME) extern const lm_op lm_op_##NAME;
#include "../ops.def"
#undef LM_OP

static const lm_op *const all[] = {
#define LM_OP(NAME) &lm_op_##NAME,
#include "../ops.def"
#undef LM_OP
    NULL};

const lm_op *const *lm_ops(void)
{
    return all;
}

const lm_op *lm_op_find(const char *name)
{
    for (const lm_op *const *op = all; *op; op++)
        if (g_str_equal((*op)->name, name))
            return *op;
    return NULL;
}

/* Levenshtein's distance, one row at a time; words longer than the row are far from everything. */
static unsigned distance(const char *a, const char *b)
{
    unsigned row[33];
    size_t n = strlen(b);
    if (n >= G_N_ELEMENTS(row) || strlen(a) >= G_N_ELEMENTS(row))
        return G_MAXUINT;
    for (unsigned j = 0; j <= n; j++)
        row[j] = j;
    for (unsigned i = 1; a[i - 1]; i++) {
        unsigned diagonal = row[0];
        row[0] = i;
        for (unsigned j = 1; j <= n; j++) {
            unsigned change = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = MIN(change, MIN(row[j], row[j - 1]) + 1);
        }
    }
    return row[n];
}

/* Near enough to be a slip: at most a third of the letters. */
static void consider(const char *name, const char *candidate, const char **best, unsigned *least)
{
    unsigned d = distance(name, candidate);
    if (d < *least && 3 * d <= MAX(strlen(candidate), 3)) {
        *best = candidate;
        *least = d;
    }
}

const char *lm_op_like(const char *name)
{
    const char *best = NULL;
    unsigned least = G_MAXUINT;
    for (const lm_op *const *op = all; *op; op++)
        consider(name, (*op)->name, &best, &least);
    return best;
}

const char *lm_param_like(const lm_param *table, const char *name)
{
    const char *best = NULL;
    unsigned least = G_MAXUINT;
    for (const lm_param *p = table; p && p->name; p++)
        consider(name, p->name, &best, &least);
    return best;
}
