#include "source-grid-model.h"

#include <math.h>

enum { LINES = 48 };

typedef struct line {
    gint64 n;
    double *luma;
    bool *seen;
} line;

typedef struct total {
    double sum, seen, freedom;
} total;

static void read_line(const plot_axis_view *view, gint64 z, gint64 across, gint64 first, line *l)
{
    for (gint64 i = 0; i < l->n; i++) {
        const gint64 x = view->axis == 0 ? first + i : across;
        const gint64 y = view->axis == 0 ? across : first + i;
        l->luma[i] = plot_luma_256(plot_pixel(view->figures, z, x, y)) / 256.0;
        l->seen[i] = !view->overlay[y * view->figures->width + x];
    }
}

/* Of the pixel's centre, from the lattice's first edge, in cells. */
static double place(const plot_lattice *lattice, gint64 i)
{
    const double cells = (double)lattice->cells;
    return CLAMP(((double)i + 0.5 - lattice->x0) / (lattice->x1 - lattice->x0) * cells, 0,
                 cells - 1e-6);
}

static void add_cells(const line *l, const plot_lattice *lattice, total *t)
{
    for (gint64 from = 0, to; from < l->n; from = to) {
        const double cell = floor(place(lattice, from));
        double sum = 0, seen = 0;
        for (to = from; to < l->n && floor(place(lattice, to)) == cell; to++)
            if (l->seen[to]) {
                sum += l->luma[to];
                seen++;
            }
        for (gint64 i = from; i < to; i++)
            if (l->seen[i])
                t->sum += fabs(l->luma[i] - sum / seen);
        t->seen += seen;
        t->freedom += fmax(seen - 1, 0);
    }
}

/* The normal equations of the samples: a symmetric matrix with one diagonal beside the main. */
typedef struct equations {
    gint64 n;
    double *diagonal, *beside, *right;
} equations;

typedef struct between {
    gint64 low;  /* the pixel lies between this sample and the next, */
    double a, b; /* and has so much of either */
} between;

static between between_samples(const plot_lattice *lattice, gint64 i)
{
    const double s = CLAMP(place(lattice, i) - 0.5, 0, (double)lattice->cells - 1);
    const gint64 low = MIN((gint64)s, MAX(lattice->cells - 2, 0));
    const double b = 0.5 - 0.5 * cos(G_PI * (s - (double)low));
    return (between){low, 1 - b, b};
}

static void set_up(const line *l, const plot_lattice *lattice, equations *e)
{
    for (gint64 k = 0; k < e->n; k++) {
        e->diagonal[k] = 1e-9;
        e->beside[k] = e->right[k] = 0;
    }
    for (gint64 i = 0; i < l->n; i++) {
        if (!l->seen[i])
            continue;
        const between p = between_samples(lattice, i);
        e->diagonal[p.low] += p.a * p.a;
        e->diagonal[p.low + 1] += p.b * p.b;
        e->beside[p.low] += p.a * p.b;
        e->right[p.low] += p.a * l->luma[i];
        e->right[p.low + 1] += p.b * l->luma[i];
    }
}

/* Leaves the samples in `right`. */
static void solve(equations *e)
{
    for (gint64 k = 1; k < e->n; k++) {
        const double m = e->beside[k - 1] / e->diagonal[k - 1];
        e->diagonal[k] -= m * e->beside[k - 1];
        e->right[k] -= m * e->right[k - 1];
    }
    for (gint64 k = e->n - 1; k >= 0; k--) {
        if (k + 1 < e->n)
            e->right[k] -= e->beside[k] * e->right[k + 1];
        e->right[k] /= e->diagonal[k];
    }
}

static void add_smooth(const line *l, const plot_lattice *lattice, equations *e, total *t)
{
    set_up(l, lattice, e);
    solve(e);
    double seen = 0;
    for (gint64 i = 0; i < l->n; i++) {
        if (!l->seen[i])
            continue;
        const between p = between_samples(lattice, i);
        t->sum += fabs(l->luma[i] - p.a * e->right[p.low] - p.b * e->right[p.low + 1]);
        seen++;
    }
    t->seen += seen;
    t->freedom += fmax(seen - (double)e->n, 0);
}

static double mean(const total *t)
{
    return t->freedom > 0 ? t->sum / sqrt(t->seen * t->freedom) : G_MAXDOUBLE;
}

plot_remainder plot_lattice_remainder(const plot_profile *profile, const plot_axis_view *view,
                                      const plot_lattice *lattice)
{
    const gsize n = (gsize)profile->n, cells = (gsize)lattice->cells + 1;
    g_autofree double *luma = g_new0(double, n), *room = g_new0(double, 3 * cells);
    g_autofree bool *seen = g_new0(bool, n);
    line l = {profile->n, luma, seen};
    equations e = {lattice->cells, room, room + cells, room + 2 * cells};
    total as_cells = {0}, as_smooth = {0};
    const bool along_x = view->axis == 0;
    const double size = (double)(along_x ? view->figures->height : view->figures->width);
    const double low = fmax(along_x ? view->box->y0 : view->box->x0, 0);
    const double high = fmin(along_x ? view->box->y1 : view->box->x1, size);
    for (gint64 i = 0; i < LINES && high - low >= 1; i++) {
        const double across = low + (high - low) * ((double)i + 0.5) / LINES;
        read_line(view, i % view->figures->count, (gint64)across, profile->first, &l);
        add_cells(&l, lattice, &as_cells);
        add_smooth(&l, lattice, &e, &as_smooth);
    }
    return (plot_remainder){mean(&as_cells), mean(&as_smooth)};
}
