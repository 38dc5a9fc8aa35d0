#include "align_path.h"

#include "lamina/alloc.h"

#include <stdlib.h>
#include <string.h>

/* ---- symmetric banded equations ---- */

enum { BAND = ALIGN_REACH }; /* as far as second differences reach as well */
G_STATIC_ASSERT(ALIGN_REACH >= 2);

typedef struct banded {
    gint64 count;
    double (*row)[BAND + 1]; /* row[i][k]: of unknowns i and i - k */
    double log_determinant;
} banded;

static void band_clear(banded *m)
{
    memset(m->row, 0, (size_t)m->count * sizeof *m->row);
}

/* Cholesky, in place; the matrix is positive. */
static void band_factor(banded *m)
{
    m->log_determinant = 0;
    for (gint64 i = 0; i < m->count; i++) {
        double *row = m->row[i];
        for (gint64 k = MIN(i, BAND); k >= 0; k--) {
            for (gint64 n = k + 1; n <= MIN(i, BAND); n++)
                row[k] -= row[n] * m->row[i - k][n - k];
            if (k > 0)
                row[k] /= m->row[i - k][0];
        }
        m->log_determinant += log(row[0]);
        row[0] = sqrt(row[0]);
    }
}

static void band_solve(const banded *m, double *right)
{
    for (gint64 i = 0; i < m->count; i++) {
        for (gint64 k = 1; k <= MIN(i, BAND); k++)
            right[i] -= m->row[i][k] * right[i - k];
        right[i] /= m->row[i][0];
    }
    for (gint64 i = m->count - 1; i >= 0; i--) {
        for (gint64 k = 1; k <= MIN(m->count - 1 - i, BAND); k++)
            right[i] -= m->row[i + k][k] * right[i + k];
        right[i] /= m->row[i][0];
    }
}

/* ---- robust weights ---- */

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double align_median(double *values, gint64 count)
{
    qsort(values, (size_t)count, sizeof *values, by_value);
    return values[count / 2];
}

/* From distances to Cauchy weights, which are a half at `half`. */
static void weigh(double *distance, gint64 count, double half)
{
    for (gint64 i = 0; i < count; i++)
        distance[i] = 1 / (1 + distance[i] / half * (distance[i] / half));
}

/* ---- pairs to places ---- */

enum { ROUNDS = 8 };

typedef struct network {
    const align_link *links;
    gint64 n_links;
    double complex *wanted; /* place of a less place of b, for each link */
    double *weight, *sorted;
    banded matrix;
    double *x, *y;
} network;

/* A pull to where the slice lies, far weaker than any link: what holds the stack as a whole, and
 * slices without links. */
static const double pull = 1e-9;

static void solve_once(network *n)
{
    const gint64 count = n->matrix.count;
    band_clear(&n->matrix);
    memset(n->x, 0, (size_t)count * sizeof *n->x);
    memset(n->y, 0, (size_t)count * sizeof *n->y);
    for (gint64 i = 0; i < count; i++)
        n->matrix.row[i][0] = pull;
    for (gint64 l = 0; l < n->n_links; l++) {
        const gint64 a = n->links[l].a, b = n->links[l].b;
        const double w = n->weight[l] * n->links[l].weight;
        n->matrix.row[a][0] += w;
        n->matrix.row[b][0] += w;
        n->matrix.row[b][b - a] -= w;
        n->x[a] += w * creal(n->wanted[l]);
        n->y[a] += w * cimag(n->wanted[l]);
        n->x[b] -= w * creal(n->wanted[l]);
        n->y[b] -= w * cimag(n->wanted[l]);
    }
    band_factor(&n->matrix);
    band_solve(&n->matrix, n->x);
    band_solve(&n->matrix, n->y);
}

/* Places whose differences are the wanted ones, as near as may be. */
static void solve_robustly(network *n, double still)
{
    for (gint64 l = 0; l < n->n_links; l++)
        n->weight[l] = 1;
    for (int round = 0; round < ROUNDS; round++) {
        solve_once(n);
        for (gint64 l = 0; l < n->n_links; l++) {
            const gint64 a = n->links[l].a, b = n->links[l].b;
            n->weight[l] = cabs(n->x[a] - n->x[b] + I * (n->y[a] - n->y[b]) - n->wanted[l]);
        }
        memcpy(n->sorted, n->weight, (size_t)n->n_links * sizeof *n->sorted);
        weigh(n->weight, n->n_links, 3 * MAX(align_median(n->sorted, n->n_links), still));
    }
}

static bool network_alloc(network *n, gint64 count, GError **error)
{
    static const char what[] = "the places of slices";
    const size_t links = (size_t)n->n_links;
    n->matrix.count = count;
    n->matrix.row = lm_alloc((size_t)count, sizeof *n->matrix.row, what, error);
    n->x = n->matrix.row ? lm_alloc((size_t)count, 2 * sizeof *n->x, what, error) : NULL;
    n->wanted = n->x ? lm_alloc(links, sizeof *n->wanted, what, error) : NULL;
    n->weight = n->wanted ? lm_alloc(links, 2 * sizeof *n->weight, what, error) : NULL;
    if (!n->weight)
        return false;
    n->y = n->x + count;
    n->sorted = n->weight + links;
    return true;
}

static void network_free(network *n)
{
    lm_free(n->matrix.row);
    lm_free(n->x);
    lm_free(n->wanted);
    lm_free(n->weight);
}

/* place(a) o x = place(b) o link o x, for every x in a. */
static void solve_places(network *n, double radius, double still, align_motion *path)
{
    const gint64 count = n->matrix.count;
    for (gint64 l = 0; l < n->n_links; l++)
        n->wanted[l] = clog(n->links[l].motion.turn);
    solve_robustly(n, still / radius);
    for (gint64 i = 0; i < count; i++)
        path[i].turn = cexp(n->x[i] + I * n->y[i]);
    for (gint64 l = 0; l < n->n_links; l++)
        n->wanted[l] = path[n->links[l].b].turn * n->links[l].motion.shift;
    solve_robustly(n, still);
    for (gint64 i = 0; i < count; i++)
        path[i].shift = n->x[i] + I * n->y[i];
}

bool align_path(const align_link *links, gint64 n_links, gint64 count, double radius, double still,
                align_motion *path, GError **error)
{
    for (gint64 i = 0; i < count; i++)
        path[i] = align_motion_none();
    if (n_links == 0)
        return true;
    network n = {.links = links, .n_links = n_links};
    const bool ok = network_alloc(&n, count, error);
    if (ok)
        solve_places(&n, radius, still, path);
    network_free(&n);
    return ok;
}

/* ---- places to a curve ---- */

/* One coordinate of the path at a time. */
typedef struct smoother {
    banded matrix;
    double *bend;          /* three coefficients of each inner slice's second difference */
    double *value;         /* the path */
    double *base, *weight; /* 1 for slices that are known; what is left of it for outliers */
    double *curve, *sorted;
    double known; /* how many */
} smoother;

/* Second differences on uneven positions, in units of the mean distance. */
static void set_bend(smoother *s, const double *position)
{
    const gint64 count = s->matrix.count;
    const double unit = (position[count - 1] - position[0]) / (double)(count - 1);
    for (gint64 i = 1; i < count - 1; i++) {
        const double left = (position[i] - position[i - 1]) / unit;
        const double right = (position[i + 1] - position[i]) / unit;
        const double scale = sqrt(2 / (left + right)); /* the integral of the square is meant */
        double *c = s->bend + 3 * i;
        c[0] = scale / left;
        c[2] = scale / right;
        c[1] = -c[0] - c[2];
    }
}

/* The curve for one stiffness, and how unlikely the path is with it: minus twice the logarithm of
 * the restricted likelihood. `still` is the least standard deviation of jitter. */
static double fit_curve(smoother *s, double stiffness, double still)
{
    const gint64 count = s->matrix.count;
    band_clear(&s->matrix);
    for (gint64 i = 0; i < count; i++) {
        s->matrix.row[i][0] += s->weight[i];
        s->curve[i] = s->weight[i] * s->value[i];
    }
    for (gint64 i = 1; i < count - 1; i++)
        for (int p = 0; p < 3; p++)
            for (int q = 0; q <= p; q++)
                s->matrix.row[i - 1 + p][p - q] +=
                    stiffness * s->bend[3 * i + p] * s->bend[3 * i + q];
    band_factor(&s->matrix);
    band_solve(&s->matrix, s->curve);
    double misfit = 0;
    for (gint64 i = 0; i < count; i++)
        misfit += s->weight[i] * s->value[i] * (s->value[i] - s->curve[i]);
    const double freedom = s->known - 2;
    return freedom * log(MAX(misfit / freedom, still * still)) + s->matrix.log_determinant -
           (double)(count - 2) * log(stiffness);
}

static void fit_constant(smoother *s)
{
    double sum = 0, weight = 0;
    for (gint64 i = 0; i < s->matrix.count; i++) {
        sum += s->weight[i] * s->value[i];
        weight += s->weight[i];
    }
    for (gint64 i = 0; i < s->matrix.count; i++)
        s->curve[i] = sum / weight;
}

/* The Bayesian information criterion of the present curve, which spends `spent` numbers on the
 * path: less is better. */
static double information(const smoother *s, double spent, double still)
{
    double misfit = 0;
    for (gint64 i = 0; i < s->matrix.count; i++) {
        const double off = s->value[i] - s->curve[i];
        misfit += s->weight[i] * off * off;
    }
    return s->known * log(MAX(misfit / s->known, still * still)) + spent * log(s->known);
}

/* No drift, a straight one, or the likeliest curve: the first of them against which there is not
 * what R. Kass and A. Raftery ("Bayes factors", JASA 90, 1995) call strong evidence. */
static void fit_simplest(smoother *s, double still)
{
    enum { HALVINGS = 40 };
    static const double straight = 1e9, strong = 6;
    double least = fit_curve(s, straight, still) - strong, chosen = straight;
    for (int i = 1; i <= HALVINGS; i++) {
        const double stiffness = ldexp(straight, -i);
        const double unlikely = fit_curve(s, stiffness, still);
        if (unlikely < least) {
            least = unlikely;
            chosen = stiffness;
        }
    }
    if (chosen < straight) {
        fit_curve(s, chosen, still);
        return;
    }
    fit_constant(s);
    const double none = information(s, 1, still);
    fit_curve(s, straight, still);
    if (none < information(s, 2, still) + strong)
        fit_constant(s);
}

/* Those of the slices that are known, by how far they are off the curve. */
static void weigh_slices(smoother *s, double still)
{
    const gint64 count = s->matrix.count;
    gint64 known = 0;
    for (gint64 i = 0; i < count; i++) {
        s->weight[i] = fabs(s->value[i] - s->curve[i]);
        if (s->base[i] > 0)
            s->sorted[known++] = s->weight[i];
    }
    weigh(s->weight, count, 4 * MAX(align_median(s->sorted, known), still));
    for (gint64 i = 0; i < count; i++)
        s->weight[i] *= s->base[i];
}

static void smooth_values(smoother *s, double still)
{
    enum { TIMES = 4 };
    memcpy(s->weight, s->base, (size_t)s->matrix.count * sizeof *s->weight);
    for (int i = 0; i < TIMES; i++) {
        fit_simplest(s, still);
        weigh_slices(s, still);
    }
}

static bool smoother_alloc(smoother *s, gint64 count, GError **error)
{
    static const char what[] = "the path of the slices";
    s->matrix.count = count;
    s->matrix.row = lm_alloc((size_t)count, sizeof *s->matrix.row, what, error);
    s->bend = s->matrix.row ? lm_alloc((size_t)count, 8 * sizeof *s->bend, what, error) : NULL;
    if (!s->bend)
        return false;
    s->value = s->bend + 3 * count;
    s->base = s->value + count;
    s->weight = s->base + count;
    s->curve = s->weight + count;
    s->sorted = s->curve + count;
    return true;
}

static void smoother_free(smoother *s)
{
    lm_free(s->matrix.row);
    lm_free(s->bend);
}

enum { LOG_SCALE, ANGLE, SHIFT_X, SHIFT_Y, COORDINATES };

static double coordinate(align_motion motion, int which)
{
    const double complex pair = which < SHIFT_X ? clog(motion.turn) : motion.shift;
    return which == LOG_SCALE || which == SHIFT_X ? creal(pair) : cimag(pair);
}

static void smooth_path(smoother *s, const align_motion *path, double radius, double still,
                        align_motion *curve)
{
    static const double complex unit[COORDINATES] = {1, I, 1, I};
    const gint64 count = s->matrix.count;
    for (gint64 i = 0; i < count; i++)
        curve[i] = (align_motion){0, 0};
    for (int which = 0; which < COORDINATES; which++) {
        for (gint64 i = 0; i < count; i++)
            s->value[i] = coordinate(path[i], which);
        smooth_values(s, which < SHIFT_X ? still / radius : still);
        for (gint64 i = 0; i < count; i++)
            *(which < SHIFT_X ? &curve[i].turn : &curve[i].shift) += unit[which] * s->curve[i];
    }
    for (gint64 i = 0; i < count; i++)
        curve[i].turn = cexp(curve[i].turn);
}

bool align_curve(const align_motion *path, const bool *known, const double *position, gint64 count,
                 double radius, double still, align_motion *curve, GError **error)
{
    gint64 n_known = 0;
    for (gint64 i = 0; i < count; i++)
        n_known += known[i];
    memcpy(curve, path, (size_t)count * sizeof *curve);
    if (n_known < 3)
        return true;
    smoother s = {.known = (double)n_known};
    const bool ok = smoother_alloc(&s, count, error);
    if (ok) {
        set_bend(&s, position);
        for (gint64 i = 0; i < count; i++)
            s.base[i] = known[i];
        smooth_path(&s, path, radius, still, curve);
    }
    smoother_free(&s);
    return ok;
}
