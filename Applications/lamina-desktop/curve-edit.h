/* Changing an opacity curve by hand, point by point: arithmetic only. */
#pragma once

#include "lamina/transfer.h"

G_BEGIN_DECLS

/* The opacities of a transfer function. */
lm_curve lm_curve_of(const lm_transfer *transfer);

/* Moves a point to a value and an opacity (0 to 1); it stays between its neighbours, at least `gap`
 * away from each. */
void lm_curve_move(lm_curve *curve, size_t point, double value, double opacity, double gap);

/* Adds a point; returns its place. Beyond LM_CURVE_MAX, and closer than `gap` to another, nothing
 * is added: -1. */
int lm_curve_insert(lm_curve *curve, double value, double opacity, double gap);

/* False, and nothing done, when only two are left. */
bool lm_curve_remove(lm_curve *curve, size_t point);

/* A number dragged within a range, in steps of a power of ten that is a thousandth of the range or
 * less. */
double lm_round_in_range(double value, double range);

G_END_DECLS
