#include "scale-line.h"

#include <math.h>

enum { SURE = 85 }; /* of 100 */

typedef struct sums {
    double n, p, v, pp, pv;
} sums;

bool plot_line_holds(const plot_line *line, double place, double value, double tolerance)
{
    return fabs(value - line->at_0 - line->step * place) <= tolerance * fabs(line->step);
}

static bool through(const double *places, const plot_number *numbers, size_t i, size_t k,
                    plot_line *line)
{
    if (fabs(places[i] - places[k]) < 1 || numbers[i].value == numbers[k].value)
        return false;
    line->step = (numbers[i].value - numbers[k].value) / (places[i] - places[k]);
    line->at_0 = numbers[i].value - line->step * places[i];
    return true;
}

static void count(const double *places, const plot_number *numbers, size_t n, double tolerance,
                  plot_line *line)
{
    line->labels = 0;
    for (size_t i = 0; i < n; i++)
        line->labels += plot_line_holds(line, places[i], numbers[i].value, tolerance);
}

/* Least squares through those on the line, about their middle. */
static void refine(const double *places, const plot_number *numbers, size_t n, double tolerance,
                   plot_line *line)
{
    sums s = {0};
    const plot_line rough = *line;
    for (size_t i = 0; i < n; i++)
        if (plot_line_holds(&rough, places[i], numbers[i].value, tolerance)) {
            s.n++;
            s.p += places[i];
            s.v += numbers[i].value;
        }
    for (size_t i = 0; i < n; i++)
        if (plot_line_holds(&rough, places[i], numbers[i].value, tolerance)) {
            const double p = places[i] - s.p / s.n;
            s.pp += p * p;
            s.pv += p * (numbers[i].value - s.v / s.n);
        }
    line->step = s.pv / s.pp;
    line->at_0 = s.v / s.n - line->step * s.p / s.n;
}

bool plot_line_fit(const double *places, const plot_number *numbers, size_t n, double tolerance,
                   plot_line *line)
{
    plot_line best = {0}, other;
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) {
            if (!through(places, numbers, i, k, &other))
                continue;
            count(places, numbers, n, tolerance, &other);
            if (other.labels > best.labels)
                best = other;
        }
    const bool two = n == 2 && best.labels == 2 && numbers[0].confidence >= SURE &&
                     numbers[1].confidence >= SURE;
    if (!two && (best.labels < 3 || 3 * best.labels < 2 * n))
        return false;
    refine(places, numbers, n, tolerance, &best);
    *line = best;
    return true;
}
