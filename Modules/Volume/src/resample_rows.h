/* The arithmetic of resample.c in one precision, on rows of voxels. Included once for float and
 * once for double, with REAL, IN_REAL() and EACH_TYPE() (the types that it reads) defined.
 *
 * A weighted sum is taken as the first input plus weighted differences from it: where all inputs
 * are equal, the sum is exactly that. What is at least two inputs of the same row goes through the
 * same operations wherever a slab or a band begins.
 */

typedef REAL IN_REAL(lanes) __attribute__((vector_size(LANES * sizeof(REAL))));

/* What a thread works with on one slab. */
typedef struct IN_REAL(work) {
    const recipe *recipe;
    const layout *layout;
    const tables *tables;
    const lm_slab *in;
    REAL *buffer[2]; /* rows of a plane between two passes */
    REAL *window;    /* planes around the place of an output plane; those are ... */
    gint64 *held;    /* ... these, or -1 */
    IN_REAL(lanes) * columns[3];
    const void **rows;
    REAL *line;
} IN_REAL(work);

/* Three inputs at a time besides the first; where there are less, the first stands in with the
 * weight 0. */
#define SUM(NAME, T)                                                                               \
    LM_FAST static void IN_REAL(sum_##NAME)(const void *const *rows, const resample_taps *taps,    \
                                            size_t length, REAL *restrict to)                      \
    {                                                                                              \
        const T *first = rows[0];                                                                  \
        if (taps->count == 1)                                                                      \
            for (size_t i = 0; i < length; i++)                                                    \
                to[i] = (REAL)first[i];                                                            \
        if (taps->count == 2) {                                                                    \
            const T *a = rows[1];                                                                  \
            const REAL u = (REAL)taps->weights[1];                                                 \
            for (size_t i = 0; i < length; i++)                                                    \
                to[i] = (REAL)first[i] + u * ((REAL)a[i] - (REAL)first[i]);                        \
        }                                                                                          \
        for (size_t k = 1; k < taps->count && taps->count > 2; k += 3) {                           \
            bool two = k + 1 < taps->count, three = k + 2 < taps->count;                           \
            const T *a = rows[k], *b = two ? rows[k + 1] : first,                                  \
                    *c = three ? rows[k + 2] : first;                                              \
            const REAL u = (REAL)taps->weights[k], v = two ? (REAL)taps->weights[k + 1] : 0,       \
                       w = three ? (REAL)taps->weights[k + 2] : 0;                                 \
            if (k == 1)                                                                            \
                for (size_t i = 0; i < length; i++) {                                              \
                    REAL x = (REAL)first[i];                                                       \
                    to[i] =                                                                        \
                        x + (u * ((REAL)a[i] - x) + v * ((REAL)b[i] - x) + w * ((REAL)c[i] - x));  \
                }                                                                                  \
            else                                                                                   \
                for (size_t i = 0; i < length; i++) {                                              \
                    REAL x = (REAL)first[i];                                                       \
                    to[i] += u * ((REAL)a[i] - x) + v * ((REAL)b[i] - x) + w * ((REAL)c[i] - x);   \
                }                                                                                  \
        }                                                                                          \
    }
EACH_TYPE(SUM)
SUM(REAL, REAL)
#undef SUM

/* Rows as the volume has them. */
static void IN_REAL(sum_voxels)(lm_type type, const void *const *rows, const resample_taps *taps,
                                size_t length, REAL *to)
{
    switch (type) {
#define CASE(NAME, T)                                                                              \
    case LM_##NAME:                                                                                \
        IN_REAL(sum_##NAME)(rows, taps, length, to);                                               \
        break;
        EACH_TYPE(CASE)
#undef CASE
    default:
        g_assert_not_reached();
    }
}

/* The rows of the input around plane z of what the first pass along z gives. */
static void IN_REAL(load)(const IN_REAL(work) * w, gint64 z, lm_zrange rows, REAL *to)
{
    const resample_taps *taps = resample_taps_of(&w->tables->pre[2], z);
    size_t length = w->layout->length[0], bytes = length * lm_type_size(w->in->type);
    for (gint64 y = rows.lo; y < rows.hi; y++, to += length) {
        for (size_t k = 0; k < taps->count; k++)
            w->rows[k] =
                (const char *)lm_slab_plane(w->in, taps->first + (gint64)k) + (size_t)y * bytes;
        IN_REAL(sum_voxels)(w->in->type, w->rows, taps, length, to);
    }
}

/* A pass along y, from the rows `given` to the rows `wanted`. */
static void IN_REAL(along_y)(const IN_REAL(work) * w, const resample_table *table, size_t length,
                             const REAL *from, lm_zrange given, lm_zrange wanted, REAL *to)
{
    for (gint64 y = wanted.lo; y < wanted.hi; y++, to += length) {
        const resample_taps *taps = resample_taps_of(table, y);
        for (size_t k = 0; k < taps->count; k++)
            w->rows[k] = from + (size_t)(taps->first + (gint64)k - given.lo) * length;
        IN_REAL(sum_REAL)(w->rows, taps, length, to);
    }
}

/* A pass along x of some rows at a time, one in each lane. */
LM_FAST static void IN_REAL(across)(const resample_table *table, size_t components,
                                    const IN_REAL(lanes) * from, IN_REAL(lanes) * to)
{
    size_t count = (size_t)(table->out.hi - table->out.lo);
    for (size_t i = 0; i < count; i++) {
        const resample_taps *taps = &table->taps[i];
        for (size_t c = 0; c < components; c++) {
            const IN_REAL(lanes) *at = from + (size_t)taps->first * components + c;
            IN_REAL(lanes) first = at[0], sum = first;
            for (size_t k = 1; k < taps->count; k++)
                sum += (REAL)taps->weights[k] * (at[k * components] - first);
            *to++ = sum;
        }
    }
}

/* Four values of each of four rows become four rows of the others. */
static inline void IN_REAL(turn_tile)(const REAL *from, size_t from_step, REAL *to, size_t to_step)
{
    typedef REAL four __attribute__((vector_size(4 * sizeof(REAL))));
    four a, b, c, d;
    memcpy(&a, from, sizeof a);
    memcpy(&b, from + from_step, sizeof b);
    memcpy(&c, from + 2 * from_step, sizeof c);
    memcpy(&d, from + 3 * from_step, sizeof d);
    const four low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
    const four low2 = __builtin_shufflevector(c, d, 0, 4, 1, 5);
    const four high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    const four high2 = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    a = __builtin_shufflevector(low, low2, 0, 1, 4, 5);
    b = __builtin_shufflevector(low, low2, 2, 3, 6, 7);
    c = __builtin_shufflevector(high, high2, 0, 1, 4, 5);
    d = __builtin_shufflevector(high, high2, 2, 3, 6, 7);
    memcpy(to, &a, sizeof a);
    memcpy(to + to_step, &b, sizeof b);
    memcpy(to + 2 * to_step, &c, sizeof c);
    memcpy(to + 3 * to_step, &d, sizeof d);
}

/* `rows` rows of `length` values become `length` rows; these and those are so far apart. */
LM_FAST static void IN_REAL(turn)(const REAL *from, size_t rows, size_t length, size_t from_step,
                                  REAL *to, size_t to_step)
{
    size_t i = 0, l;
    for (; i + 4 <= length; i += 4) {
        for (l = 0; l + 4 <= rows; l += 4)
            IN_REAL(turn_tile)
        (from + l * from_step + i, from_step, to + i * to_step + l, to_step);
        for (; l < rows; l++)
            for (size_t k = i; k < i + 4; k++)
                to[k * to_step + l] = from[l * from_step + k];
    }
    for (; i < length; i++)
        for (l = 0; l < rows; l++)
            to[i * to_step + l] = from[l * from_step + i];
}

/* Both passes along x. */
static void IN_REAL(along_x)(const IN_REAL(work) * w, const REAL *from, size_t rows, REAL *to)
{
    const size_t components = (size_t)w->in->components;
    const size_t n_in = w->layout->length[0], n_out = w->layout->length[1];
    for (size_t y = 0; y < rows; y += LANES) {
        size_t count = MIN(LANES, rows - y);
        IN_REAL(lanes) *at = w->columns[0];
        IN_REAL(turn)(from + y * n_in, count, n_in, n_in, (REAL *)at, LANES);
        for (int k = 0; k < 2; k++) {
            const resample_table *table = k ? &w->tables->post[0] : &w->tables->pre[0];
            if (!table->taps)
                continue;
            IN_REAL(across)(table, components, at, w->columns[k + 1]);
            at = w->columns[k + 1];
        }
        IN_REAL(turn)((const REAL *)at, n_out, count, LANES, to + y * n_out, n_out);
    }
}

/* The rows `band` of plane z between the two passes along z. Each step goes from one buffer to the
 * other, the last one to `to`. */
static void IN_REAL(plane)(const IN_REAL(work) * w, gint64 z, lm_zrange band, REAL *to)
{
    const recipe *r = w->recipe;
    lm_zrange middle = resample_span(&r->post[1], band), raw = resample_span(&r->pre[1], middle);
    int left = w->layout->steps;
    REAL *now = left ? w->buffer[left & 1] : to;
    size_t length = w->layout->length[0];
    IN_REAL(load)(w, z, raw, now);
    if (r->pre[1].filter != FILTER_NONE) {
        const REAL *from = now;
        now = --left ? w->buffer[left & 1] : to;
        IN_REAL(along_y)(w, &w->tables->pre[1], length, from, raw, middle, now);
    }
    if (changes(r, 0)) {
        const REAL *from = now;
        now = --left ? w->buffer[left & 1] : to;
        IN_REAL(along_x)(w, from, (size_t)(middle.hi - middle.lo), now);
        length = w->layout->length[1];
    }
    if (r->post[1].filter != FILTER_NONE)
        IN_REAL(along_y)(w, &w->tables->post[1], length, now, middle, band, to);
}

/* Where the rows `band` of plane z stand, made if need be. */
static const REAL *IN_REAL(held_plane)(const IN_REAL(work) * w, gint64 z, lm_zrange band)
{
    size_t slot = (size_t)z % w->layout->slots;
    REAL *at = w->window + slot * (size_t)w->layout->band * w->layout->length[1];
    if (w->held[slot] != z)
        IN_REAL(plane)(w, z, band, at);
    w->held[slot] = z;
    return at;
}

/* The rows `band` of output plane z from planes of the window. */
static void IN_REAL(from_window)(const IN_REAL(work) * w, lm_slab *out, gint64 z, lm_zrange band)
{
    const resample_taps *taps = resample_taps_of(&w->tables->post[2], z);
    const REAL *planes[MOST_SLOTS];
    size_t length = w->layout->length[1];
    for (size_t k = 0; k < taps->count; k++)
        planes[k] = IN_REAL(held_plane)(w, taps->first + (gint64)k, band);
    for (gint64 y = band.lo; y < band.hi; y++) {
        size_t at = (size_t)(y - band.lo) * length;
        for (size_t k = 0; k < taps->count; k++)
            w->rows[k] = planes[k] + at;
        IN_REAL(sum_REAL)(w->rows, taps, length, w->line);
        IN_REAL(lm_values_from)(w->line, length, row_of(out, w->recipe, y, z), out->type, 1);
    }
}

/* The same straight from the planes of the input. */
static void IN_REAL(from_voxels)(const IN_REAL(work) * w, lm_slab *out, gint64 z, lm_zrange band)
{
    const resample_taps *taps = resample_taps_of(&w->tables->post[2], z);
    size_t length = w->layout->length[0], bytes = length * lm_type_size(out->type);
    for (gint64 y = band.lo; y < band.hi; y++) {
        for (size_t k = 0; k < taps->count; k++)
            w->rows[k] =
                (const char *)lm_slab_plane(w->in, taps->first + (gint64)k) + (size_t)y * bytes;
        char *to = row_of(out, w->recipe, y, z);
        if (taps->count == 1) {
            memcpy(to, w->rows[0], bytes);
            continue;
        }
        IN_REAL(sum_voxels)(out->type, w->rows, taps, length, w->line);
        IN_REAL(lm_values_from)(w->line, length, to, out->type, 1);
    }
}

static void IN_REAL(share_out)(IN_REAL(work) * w, char *block)
{
    const layout *l = w->layout;
    w->buffer[0] = take(&block, l->buffer * sizeof(REAL));
    w->buffer[1] = take(&block, l->buffer * sizeof(REAL));
    w->window = take(&block, l->window * sizeof(REAL));
    for (int k = 0; k < 3; k++)
        w->columns[k] = take(&block, l->columns * sizeof(IN_REAL(lanes)));
    w->line = take(&block, l->length[1] * sizeof(REAL));
    w->rows = take(&block, l->rows * sizeof *w->rows);
    w->held = take(&block, l->slots * sizeof *w->held);
}

static bool IN_REAL(resample)(const recipe *r, const layout *l, const tables *t, const lm_slab *in,
                              lm_slab *out, lm_zrange planes, char *block, lm_context *context,
                              GError **error)
{
    IN_REAL(work) w = {.recipe = r, .layout = l, .tables = t, .in = in};
    IN_REAL(share_out)(&w, block);
    for (gint64 y = r->inside[1].lo; y < r->inside[1].hi; y += l->band) {
        lm_zrange band = {y, MIN(y + l->band, r->inside[1].hi)};
        for (size_t k = 0; k < l->slots; k++)
            w.held[k] = -1;
        for (gint64 z = planes.lo; z < planes.hi; z++) {
            if (!lm_context_go_on(context, error))
                return false;
            if (l->direct)
                IN_REAL(from_voxels)(&w, out, z, band);
            else
                IN_REAL(from_window)(&w, out, z, band);
        }
    }
    return true;
}
