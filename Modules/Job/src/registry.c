#include "lamina/registry.h"

#include <string.h>

#define LM_OP(NAME) extern const lm_op lm_op_##NAME;
#include "ops.def"
#undef LM_OP

static const lm_op *const all[] = {
#define LM_OP(NAME) &lm_op_##NAME,
#include "ops.def"
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

/* How many letters must be added, left out, replaced, or swapped with their neighbour to make `b`
 * of `a` (optimal string alignment), three rows of the table at a time; a word longer than a row is
 * far from everything. */
static unsigned distance(const char *a, const char *b)
{
    enum { LONGEST = 32 };
    unsigned table[3][LONGEST + 1];
    size_t m = strlen(a), n = strlen(b);
    if (m > LONGEST || n > LONGEST)
        return G_MAXUINT;
    for (unsigned j = 0; j <= n; j++)
        table[0][j] = j;
    for (unsigned i = 1; i <= m; i++) {
        unsigned *row = table[i % 3], *above = table[(i - 1) % 3], *second = table[(i + 1) % 3];
        row[0] = i;
        for (unsigned j = 1; j <= n; j++) {
            unsigned change = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = MIN(change, MIN(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = MIN(row[j], second[j - 2] + 1);
        }
    }
    return table[m % 3][n];
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

const char *lm_name_like(const char *const *names, const char *name)
{
    const char *best = NULL;
    unsigned least = G_MAXUINT;
    for (; *names; names++)
        consider(name, *names, &best, &least);
    return best;
}
