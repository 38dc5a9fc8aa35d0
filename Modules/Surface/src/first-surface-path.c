#include "first-surface-path.h"

#include "lamina/alloc.h"
#include "lamina/parallel.h"

#include <math.h>
#include <string.h>

typedef struct search {
    const lm_path *path;
    size_t nx, ny, nz;
    gint32 along, across; /* jumps of one row, in units of costs */
    guint8 *costs;        /* slices of columns of rows */
    gint32 *rows;         /* the path: one for each column and slice */
    void *tables;         /* for each worker, a slice and scratch */
    size_t table;         /* values in each, of four bytes */
    size_t parity;        /* of the slices at work */
    bool bound;           /* to the neighbouring slices */
    unsigned part;        /* of the progress */
    float *heights;
} search;

/* Costs are whole numbers from 0 to BOUND, and counted in units so much finer that small jumps can
 * be told apart. */
enum { BOUND = 255, UNITS = 16 };

/* Rounds over every other slice; with those over all there are as many loops as parts. */
enum { ROUNDS = 4 };
_Static_assert(LM_PATH_PARTS == 1 + 3 + ROUNDS, "the loops of a search, and what comes before");

/* A table holds signals (float) or sums of costs (gint32). */
enum { TABLE_VALUE = 4 };

static size_t table_size(const lm_grid *grid)
{
    return (size_t)(grid->size[0] * grid->size[1]) + lm_rise_scratch(grid);
}

static void *table_of(const search *s, unsigned worker)
{
    return (char *)s->tables + worker * s->table * TABLE_VALUE;
}

guint64 lm_path_scratch(const lm_grid *grid)
{
    guint64 columns = (guint64)(grid->size[0] * grid->size[2]);
    return columns * ((guint64)grid->size[1] + sizeof(gint32));
}

guint64 lm_path_scratch_per_thread(const lm_grid *grid)
{
    return table_size(grid) * TABLE_VALUE;
}

static bool cost_slices(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)error;
    const search *s = user;
    float *signal = table_of(s, worker), *scratch = signal + s->nx * s->ny;
    for (gint64 z = lo; z < hi; z++) {
        lm_rise_signal(&s->path->rise, z, signal, scratch);
        lm_rise_costs(&s->path->rise, signal, s->costs + (size_t)z * s->nx * s->ny, scratch);
    }
    return true;
}

/* For each row the least of `from` and the jump to it, over all rows to jump from, less the least
 * of all, which it returns: numbers stay small. */
static gint32 jump(const gint32 *from, size_t count, gint32 step, gint32 *to)
{
    gint32 least = from[0];
    for (size_t y = 1; y < count; y++)
        least = MIN(least, from[y]);
    to[0] = from[0] - least;
    for (size_t y = 1; y < count; y++)
        to[y] = MIN(from[y] - least, to[y - 1] + step);
    for (size_t y = count - 1; y-- > 0;)
        to[y] = MIN(to[y], to[y + 1] + step);
    return least;
}

/* In a column without signal every row costs half the bound, and a neighbour there says nothing. */
static bool is_sure(const search *s, size_t column)
{
    return s->costs[column * s->ny + (size_t)s->rows[column]] < BOUND / 4;
}

static void bind_to(const search *s, size_t column, gint32 *table)
{
    if (!is_sure(s, column))
        return;
    const gint32 row = s->rows[column];
    for (gint32 y = 0; y < (gint32)s->ny; y++)
        table[y] += s->across * ABS(y - row);
}

static void add_costs(const search *s, size_t x, size_t z, gint32 *table)
{
    const guint8 *costs = s->costs + (z * s->nx + x) * s->ny;
    for (size_t y = 0; y < s->ny; y++)
        table[y] += UNITS * costs[y];
    if (s->bound && z > 0)
        bind_to(s, (z - 1) * s->nx + x, table);
    if (s->bound && z + 1 < s->nz)
        bind_to(s, (z + 1) * s->nx + x, table);
}

/* The row to come from on the way to `row`, nearest first; `least` is the least in the table. */
static gint64 best_row(const gint32 *table, gint64 count, gint64 step, gint64 least, gint64 row)
{
    gint64 best = row, cost = table[row];
    for (gint64 away = 1; away < count && least + step * away < cost; away++) {
        for (gint64 y = row - away; y <= row + away; y += 2 * away)
            if (y >= 0 && y < count && table[y] + step * away < cost) {
                cost = table[y] + step * away;
                best = y;
            }
    }
    return best;
}

/* The least in each column's table is kept behind them. */
static void solve_slice(const search *s, size_t z, gint32 *table)
{
    const gint64 ny = (gint64)s->ny;
    gint32 *leasts = table + s->nx * s->ny;
    memset(table, 0, s->ny * sizeof *table);
    add_costs(s, 0, z, table);
    for (size_t x = 1; x < s->nx; x++) {
        gint32 *column = table + x * s->ny;
        leasts[x - 1] = jump(column - s->ny, s->ny, s->along, column);
        add_costs(s, x, z, column);
    }
    gint32 *rows = s->rows + z * s->nx;
    gint64 row = best_row(table + (s->nx - 1) * s->ny, ny, 0, G_MININT32, 0);
    rows[s->nx - 1] = (gint32)row;
    for (size_t x = s->nx - 1; x-- > 0;) {
        row = best_row(table + x * s->ny, ny, s->along, leasts[x], row);
        rows[x] = (gint32)row;
    }
}

static bool solve_slices(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)error;
    const search *s = user;
    for (gint64 i = lo; i < hi; i++)
        solve_slice(s, s->bound ? 2 * (size_t)i + s->parity : (size_t)i, table_of(s, worker));
    return true;
}

/* Whether the signal rises through 0 from row - 1 to `row`, the `lasting` rows above are dark and
 * those from it on bright, as far as the volume holds them. */
static bool rises(const search *s, const float *signal, size_t x, gint64 row)
{
    const gint64 ny = (gint64)s->ny, lasting = s->path->rise.lasting;
    const float *column = signal + x;
    float above = 0, below = 0;
    if (row < 1 || row >= ny || column[(size_t)(row - 1) * s->nx] >= 0 ||
        column[(size_t)row * s->nx] < 0)
        return false;
    for (gint64 y = MAX(row - lasting, 0); y < row; y++)
        above += column[(size_t)y * s->nx];
    for (gint64 y = row; y < MIN(row + lasting, ny); y++)
        below += column[(size_t)y * s->nx];
    return above < 0 && below > 0;
}

/* Where the signal is 0, given that it rises to `row`. */
static float crossing(const search *s, const float *signal, size_t x, gint64 row)
{
    float before = signal[(size_t)(row - 1) * s->nx + x], after = signal[(size_t)row * s->nx + x];
    return (float)row - after / (after - before);
}

/* The crossing nearest to the path, which smoothness may hold back; NaN when there is none. */
static float refine(const search *s, const float *signal, size_t x, gint64 row)
{
    for (gint64 away = 0; away <= s->path->rise.lasting; away++) {
        if (rises(s, signal, x, row + away))
            return crossing(s, signal, x, row + away);
        if (rises(s, signal, x, row - away))
            return crossing(s, signal, x, row - away);
    }
    return NAN;
}

/* Median of an odd number of values, which it sorts. */
static float median(float *values, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t k = i; k > 0 && values[k] < values[k - 1]; k--) {
            float value = values[k];
            values[k] = values[k - 1];
            values[k - 1] = value;
        }
    return values[count / 2];
}

/* The window is the same on both sides, so that a slope stays where it is. */
static float median_around(const float *heights, size_t x, size_t count)
{
    enum { REACH = 4 };
    float values[2 * REACH + 1];
    size_t reach = 0;
    if (isnan(heights[x]))
        return NAN;
    while (reach < REACH && reach < x && x + reach + 1 < count && !isnan(heights[x - reach - 1]) &&
           !isnan(heights[x + reach + 1]))
        reach++;
    memcpy(values, heights + x - reach, (2 * reach + 1) * sizeof *values);
    return median(values, 2 * reach + 1);
}

static bool refine_slices(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)error;
    const search *s = user;
    float *signal = table_of(s, worker), *scratch = signal + s->nx * s->ny;
    for (size_t z = (size_t)lo; z < (size_t)hi; z++) {
        lm_rise_signal(&s->path->rise, (gint64)z, signal, scratch);
        for (size_t x = 0; x < s->nx; x++)
            scratch[x] = refine(s, signal, x, s->rows[z * s->nx + x]);
        for (size_t x = 0; x < s->nx; x++)
            s->heights[z * s->nx + x] = median_around(scratch, x, s->nx);
    }
    return true;
}

/* One loop over slices, the next part of the progress. */
static bool loop(search *s, size_t count, lm_parallel_fn body, lm_context *context, GError **error)
{
    lm_context_part(context, ++s->part, LM_PATH_PARTS);
    return lm_parallel(context, (gint64)count, 1, body, s, error);
}

/* Each slice alone, then bound to its neighbours. */
static bool find_paths(search *s, lm_context *context, GError **error)
{
    if (!loop(s, s->nz, solve_slices, context, error))
        return false;
    s->bound = true;
    for (unsigned i = 0; i < ROUNDS; i++) {
        s->parity = i % 2;
        if (!loop(s, (s->nz + 1 - s->parity) / 2, solve_slices, context, error))
            return false;
    }
    return true;
}

static bool find_heights(search *s, lm_context *context, GError **error)
{
    size_t columns = s->nx * s->nz;
    unsigned workers = lm_context_threads(context);
    s->costs = lm_alloc(columns, s->ny, "the costs of a surface", error);
    s->rows = s->costs ? lm_alloc(columns, sizeof *s->rows, "the rows of a surface", error) : NULL;
    s->tables =
        s->rows ? lm_alloc(workers * s->table, TABLE_VALUE, "a slice's tables", error) : NULL;
    return s->tables && loop(s, s->nz, cost_slices, context, error) &&
           find_paths(s, context, error) && loop(s, s->nz, refine_slices, context, error);
}

/* A jump of one row in units of costs; one over all rows is not to leave the range of the tables.
 */
static gint32 units_of(const lm_path *path, float rows)
{
    const double unit = (double)BOUND * UNITS / (2 * (double)path->rise.lasting);
    const double most = G_MAXINT32 / 8 / (double)path->rise.volume->grid.size[1];
    return (gint32)MIN(round((double)rows * unit), most);
}

bool lm_path_heights(const lm_path *path, float *heights, lm_context *context, GError **error)
{
    const lm_grid *grid = &path->rise.volume->grid;
    search s = {.path = path,
                .nx = (size_t)grid->size[0],
                .ny = (size_t)grid->size[1],
                .nz = (size_t)grid->size[2],
                .along = units_of(path, path->along),
                .across = units_of(path, path->across),
                .table = table_size(grid),
                .heights = heights};
    bool ok = find_heights(&s, context, error);
    lm_free(s.costs);
    lm_free(s.rows);
    lm_free(s.tables);
    return ok;
}
