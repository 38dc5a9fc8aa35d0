#include "source-grid-scan.h"

#include <math.h>
#include <stdlib.h>

enum { AROUND = 31 }; /* sizes that a size is compared with, itself among them */

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts the values. */
static double median(double *values, gint64 n)
{
    qsort(values, (size_t)n, sizeof *values, by_value);
    return values[n / 2];
}

/* Of the values of sizes around this one. */
static double median_around(const plot_scan *s, const double *values, gint64 i)
{
    double around[AROUND];
    const gint64 from = CLAMP(i - AROUND / 2, 0, s->n - AROUND);
    for (int k = 0; k < AROUND; k++)
        around[k] = values[from + k];
    return median(around, AROUND);
}

static void find_spread(plot_scan *s)
{
    static const double normal = 1.4826; /* from the median of the absolute to the deviation */
    g_autofree double *off = g_new(double, s->n);
    for (gint64 i = 0; i < s->n; i++)
        off[i] = fabs(s->noise[i] - s->level[i]) * sqrt(s->freedom[i]);
    s->spread = fmax(normal * median(off, s->n), 1e-3);
}

void plot_scan_init(plot_scan *scan, const plot_lines *lines, plot_drawing drawing, double x0,
                    double x1, gint64 low, gint64 high)
{
    *scan = (plot_scan){drawing, x0, x1, .low = low};
    if (high - low < AROUND)
        return;
    scan->n = high - low;
    scan->noise = g_new(double, scan->n);
    scan->freedom = g_new(double, scan->n);
    scan->level = g_new(double, scan->n);
    for (gint64 i = 0; i < scan->n; i++)
        scan->noise[i] = log(plot_lines_noise(lines, drawing, low + i, x0, x1, &scan->freedom[i]));
    for (gint64 i = 0; i < scan->n; i++)
        scan->level[i] = median_around(scan, scan->noise, i);
    find_spread(scan);
}

void plot_scan_clear(plot_scan *scan)
{
    g_clear_pointer(&scan->noise, g_free);
    g_clear_pointer(&scan->freedom, g_free);
    g_clear_pointer(&scan->level, g_free);
    scan->n = 0;
}

double plot_scan_drop(const plot_scan *scan, gint64 i)
{
    return (scan->level[i] - scan->noise[i]) * sqrt(scan->freedom[i]) / scan->spread;
}

plot_verdict plot_scan_judge(const plot_scan *scan, const plot_lines *lines, const plot_lattice *l)
{
    enum { SHIFTS = 4 };
    const gint64 i = l->cells - scan->low;
    if (i < 0 || i >= scan->n)
        return (plot_verdict){0, 0, G_MAXDOUBLE};
    const double shift = (l->x1 - l->x0) / (double)l->cells / SHIFTS;
    double noise[SHIFTS], freedom[SHIFTS];
    for (int k = 0; k < SHIFTS; k++)
        noise[k] = log(plot_lines_noise(lines, scan->drawing, l->cells, l->x0 + k * shift,
                                        l->x1 + k * shift, &freedom[k]));
    const bool in_phase = noise[2] > scan->level[i] && fmin(noise[1], noise[3]) > noise[0];
    const double depth = scan->level[i] - noise[0];
    return (plot_verdict){in_phase ? depth * sqrt(freedom[0]) / scan->spread : 0, depth,
                          exp(noise[0])};
}
