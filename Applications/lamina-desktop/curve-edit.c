#include "curve-edit.h"

#include <math.h>
#include <string.h>

lm_curve lm_curve_of(const lm_transfer *transfer)
{
    lm_curve curve = {.count = MIN(transfer->count, LM_CURVE_MAX)};
    for (size_t i = 0; i < curve.count; i++) {
        curve.points[i].value = transfer->points[i].value;
        curve.points[i].opacity = transfer->points[i].opacity;
    }
    return curve;
}

void lm_curve_move(lm_curve *c, size_t point, double value, double opacity, double gap)
{
    double least = point > 0 ? c->points[point - 1].value + gap : -G_MAXDOUBLE;
    double most = point + 1 < c->count ? c->points[point + 1].value - gap : G_MAXDOUBLE;
    if (least <= most)
        c->points[point].value = CLAMP(value, least, most);
    c->points[point].opacity = CLAMP(opacity, 0, 1);
}

int lm_curve_insert(lm_curve *c, double value, double opacity, double gap)
{
    size_t at = 0;
    while (at < c->count && c->points[at].value <= value)
        at++;
    bool is_close = (at > 0 && value - c->points[at - 1].value < gap) ||
                    (at < c->count && c->points[at].value - value < gap);
    if (c->count == LM_CURVE_MAX || is_close)
        return -1;
    memmove(&c->points[at + 1], &c->points[at], (c->count - at) * sizeof c->points[0]);
    c->points[at].value = value;
    c->points[at].opacity = CLAMP(opacity, 0, 1);
    c->count++;
    return (int)at;
}

bool lm_curve_remove(lm_curve *c, size_t point)
{
    if (c->count <= 2 || point >= c->count)
        return false;
    c->count--;
    memmove(&c->points[point], &c->points[point + 1], (c->count - point) * sizeof c->points[0]);
    return true;
}

double lm_round_in_range(double value, double range)
{
    double step = pow(10, floor(log10(range / 1000)));
    /* Divided by a whole number where steps are fractions, so that 0.3 is 0.3. */
    return step < 1 ? round(value / step) / round(1 / step) : round(value / step) * step;
}
