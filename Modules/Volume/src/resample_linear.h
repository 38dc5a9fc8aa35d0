/* Linear resampling of slabs in one precision. Included by resample.c once for float and once for
 * double, with REAL and IN_REAL() defined.
 *
 * Separable: the two input rows around an output row are each mixed from two planes (and kept, as
 * the next output row often needs them again), mixed with each other, and spread along x. A weight
 * of zero takes the one neighbour and never looks at the other, so that what lies on the input's
 * samples is exact, and NaN stays local. Every voxel goes through the same sums wherever a slab
 * begins.
 */

typedef struct IN_REAL(rows) {
    size_t n_in, n_out; /* values (voxels times components) in a row */
    REAL *at_z[2];      /* input rows at the height of z: the even one and the odd one ... */
    gint64 y[2];        /* ... which these are; -1 when none */
    REAL *at_zy;        /* at the height of y as well; one voxel longer, for reading past the end */
    REAL *line;         /* the output row */
    REAL *weight;       /* for each of its values, how much of the input's right neighbour ... */
    size_t *left;       /* ... and where the left one is */
} IN_REAL(rows);

static void IN_REAL(mix_voxels)(lm_type type, const void *a, const void *b, REAL weight,
                                size_t count, REAL *restrict to)
{
    switch (type) {
#define MIX(NAME, T)                                                                               \
    case LM_##NAME: {                                                                              \
        const T *p = a, *q = b;                                                                    \
        for (size_t i = 0; i < count; i++)                                                         \
            to[i] = (REAL)p[i] + weight * ((REAL)q[i] - (REAL)p[i]);                               \
        break;                                                                                     \
    }
        LM_FOR_EACH_TYPE (MIX)
#undef MIX
    }
}

/* Input row y at the height of z. */
static const REAL *IN_REAL(row)(IN_REAL(rows) * rows, const lm_slab *in, const tap *z, gint64 y)
{
    int slot = y & 1;
    REAL *to = rows->at_z[slot];
    if (rows->y[slot] == y)
        return to;
    rows->y[slot] = y;
    size_t offset = (size_t)y * rows->n_in * lm_type_size(in->type);
    const char *a = (const char *)lm_slab_plane(in, z->left) + offset;
    if (z->weight == 0) {
        IN_REAL(lm_values_to)(a, in->type, 1, rows->n_in, to);
        return to;
    }
    const char *b = (const char *)lm_slab_plane(in, z->left + 1) + offset;
    IN_REAL(mix_voxels)(in->type, a, b, (REAL)z->weight, rows->n_in, to);
    return to;
}

static void IN_REAL(mix_rows)(IN_REAL(rows) * rows, const lm_slab *in, const tap *z, const tap *y)
{
    const REAL *a = IN_REAL(row)(rows, in, z, y->left);
    REAL *restrict to = rows->at_zy;
    if (y->weight == 0) {
        memcpy(to, a, rows->n_in * sizeof *to);
        return;
    }
    const REAL *b = IN_REAL(row)(rows, in, z, y->left + 1);
    const REAL weight = (REAL)y->weight;
    for (size_t i = 0; i < rows->n_in; i++)
        to[i] = a[i] + weight * (b[i] - a[i]);
}

static void IN_REAL(spread)(const IN_REAL(rows) * rows, size_t components)
{
    const REAL *from = rows->at_zy, *weight = rows->weight;
    const size_t *left = rows->left;
    REAL *restrict to = rows->line;
    for (size_t i = 0; i < rows->n_out; i++) {
        REAL a = from[left[i]], b = from[left[i] + components];
        to[i] = weight[i] == 0 ? a : a + weight[i] * (b - a);
    }
}

static bool IN_REAL(plane)(IN_REAL(rows) * rows, const lm_slab *in, lm_slab *out, gint64 z,
                           lm_context *context, GError **error)
{
    const tap at_z = tap_of(z, in->grid.size[2], out->grid.size[2]);
    size_t row_bytes = rows->n_out * lm_type_size(out->type);
    char *to = lm_slab_plane(out, z);
    rows->y[0] = rows->y[1] = -1;
    for (gint64 y = 0; y < out->grid.size[1]; y++, to += row_bytes) {
        if (!lm_context_go_on(context, error))
            return false;
        const tap at_y = tap_of(y, in->grid.size[1], out->grid.size[1]);
        IN_REAL(mix_rows)(rows, in, &at_z, &at_y);
        IN_REAL(spread)(rows, (size_t)in->components);
        IN_REAL(lm_values_from)(rows->line, rows->n_out, to, out->type, 1);
    }
    return true;
}

static void IN_REAL(fill)(IN_REAL(rows) * rows, const lm_slab *in, const lm_slab *out, REAL *block)
{
    size_t components = (size_t)in->components;
    rows->at_z[0] = block;
    rows->at_z[1] = block + rows->n_in;
    rows->at_zy = block + 2 * rows->n_in;
    rows->line = rows->at_zy + rows->n_in + components;
    rows->weight = rows->line + rows->n_out;
    for (size_t c = 0; c < components; c++)
        rows->at_zy[rows->n_in + c] = 0;
    for (size_t i = 0; i < rows->n_out; i++) {
        const tap at_x = tap_of((gint64)(i / components), in->grid.size[0], out->grid.size[0]);
        rows->left[i] = (size_t)at_x.left * components + i % components;
        rows->weight[i] = (REAL)at_x.weight;
    }
}

static bool IN_REAL(linear)(const lm_slab *in, lm_slab *out, size_t *left, lm_context *context,
                            GError **error)
{
    size_t components = (size_t)in->components;
    IN_REAL(rows)
    rows = {.n_in = (size_t)in->grid.size[0] * components,
            .n_out = (size_t)out->grid.size[0] * components,
            .left = left};
    REAL *block = lm_alloc(3 * rows.n_in + components + 2 * rows.n_out, sizeof(REAL),
                           "the rows of a resampling", error);
    if (!block)
        return false;
    IN_REAL(fill)(&rows, in, out, block);
    bool ok = true;
    for (gint64 z = out->z.lo; ok && z < out->z.hi; z++)
        ok = IN_REAL(plane)(&rows, in, out, z, context, error);
    lm_free(block);
    return ok;
}
