#include "source-grid-lattice.h"

#include <math.h>

static const double REACH = 1.5;        /* the box is right to a pixel */
static const double EXPLAINABLE = 0.95; /* nothing is explained better than this: an edge that is
                                           off by a hundredth of a pixel costs little */
enum {
    EDGES_LEAST = 128,   /* edges of a lattice looked at, in very large figures, */
    EDGES_ALL = 1 << 20, /* and in any figure, times its pixels */
    PARENTS_MAX = 12     /* lattices looked at closely */
};

/* Every edge, or some of them at random: regular ones would be those of another lattice. */
static void gather(const plot_profile *p, const plot_lattice *l, guint32 skip, double *weight,
                   double *share)
{
    const float(*terms)[2] = (const float(*)[2])p->terms;
    const double pitch = (l->x1 - l->x0) / (double)l->cells;
    const double from = l->x0 + 0.5 + PLOT_PROFILE_MARGIN; /* positive: the cast rounds down */
    double w = 0, s = 0;
    guint32 noise = 1;
    for (gint64 k = 1; k < l->cells; k++) {
        const gint64 i = (gint64)(from + pitch * (double)k);
        w += (double)terms[i][0];
        s += (double)terms[i][1];
        if (skip > 1) {
            noise = noise * 1664525u + 1013904223u;
            k += (noise >> 16) % (2 * skip - 1);
        }
    }
    *weight = w;
    *share = w > 0 ? s / w : 0;
}

static void score(const plot_profile *p, guint32 skip, plot_lattice *l)
{
    double weight, share;
    l->explained = l->likelihood = 0;
    gather(p, l, skip, &weight, &share);
    const double part = weight * skip / p->weight;
    if (weight <= 0 || part >= 1 || share <= p->mean || p->variance <= 0)
        return;
    const double above = share - p->mean;
    l->explained = fmin(part / (1 - part) * above * above / p->variance, 1);
    l->likelihood = -0.5 * p->count * log(1 - EXPLAINABLE * l->explained);
}

typedef struct ends {
    double x0, x1, reach, step;
} ends;

/* Of ends that explain the same, those nearest to the box. */
static double fit(const plot_lattice *l, const ends *box)
{
    const double a = l->x0 - box->x0, b = l->x1 - box->x1;
    return l->likelihood - 0.01 * (a * a + b * b);
}

static plot_lattice best_ends(const plot_profile *p, guint32 skip, gint64 cells, const ends *e,
                              const ends *box)
{
    plot_lattice best = {cells, e->x0, e->x1, 0, -1};
    const int m = (int)lround(e->reach / e->step);
    for (int a = -m; a <= m; a++)
        for (int b = -m; b <= m; b++) {
            plot_lattice l = {cells, e->x0 + a * e->step, e->x1 + b * e->step, 0, 0};
            if (fabs(l.x0 - box->x0) > REACH || fabs(l.x1 - box->x1) > REACH)
                continue;
            score(p, skip, &l);
            if (fit(&l, box) > fit(&best, box))
                best = l;
        }
    return best;
}

static double worth(const plot_lattice *l)
{
    return l->likelihood - PLOT_LATTICE_PLAIN * log((double)l->cells);
}

static void insert(plot_lattice *list, size_t *n, size_t most, const plot_lattice *l)
{
    size_t at = *n;
    if (at == most && worth(l) <= worth(&list[at - 1]))
        return;
    if (at == most)
        at--;
    else
        ++*n;
    for (; at > 0 && worth(l) > worth(&list[at - 1]); at--)
        list[at] = list[at - 1];
    list[at] = *l;
}

plot_lattice plot_refine_lattice(const plot_profile *profile, gint64 cells, double x0, double x1)
{
    static const double steps[][2] = {
        {0.25, 1.5}, {0.0625, 0.25}, {0.0156, 0.0625}, {0.005, 0.015}};
    const ends box = {x0, x1, 0, 0};
    plot_lattice l = {cells, x0, x1, 0, 0};
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
        l = best_ends(profile, 1, cells, &(ends){l.x0, l.x1, steps[i][1], steps[i][0]}, &box);
    return l;
}

size_t plot_find_lattices(const plot_profile *profile, double x0, double x1, plot_lattice *lattices,
                          size_t most)
{
    const ends around = {x0, x1, 1, 0.5};
    const gint64 looked = MAX(EDGES_ALL / MAX(profile->n, 1), EDGES_LEAST);
    plot_lattice rough[PARENTS_MAX];
    size_t n_rough = 0, n = 0;
    for (gint64 cells = 1; cells <= profile->n && profile->weight > 0; cells++) {
        const guint32 skip = (guint32)(1 + cells / looked);
        plot_lattice l = best_ends(profile, skip, cells, &around, &around);
        insert(rough, &n_rough, PARENTS_MAX, &l);
    }
    for (size_t i = 0; i < n_rough; i++) {
        plot_lattice l = plot_refine_lattice(profile, rough[i].cells, x0, x1);
        insert(lattices, &n, most, &l);
    }
    return n;
}

double plot_lattice_blur(const plot_profile *profile, const plot_lattice *lattice)
{
    const double pitch = (lattice->x1 - lattice->x0) / (double)lattice->cells;
    double sum[2] = {0}, n[2] = {0};
    for (gint64 i = PLOT_PROFILE_HIDDEN + 1; i < profile->n - PLOT_PROFILE_HIDDEN; i++) {
        const double after = floor(((double)i + 0.5 - lattice->x0) / pitch);
        const bool edge = after > floor(((double)i - 0.5 - lattice->x0) / pitch);
        sum[edge] += profile->change[i];
        n[edge]++;
    }
    if (sum[1] <= 0)
        return 1;
    return n[0] > 0 ? sum[0] / n[0] / (sum[1] / n[1]) : 0;
}
