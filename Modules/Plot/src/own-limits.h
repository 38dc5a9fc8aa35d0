/* Whether figures were scaled one by one, each from its own least to its own greatest value, as
 * imagesc and imshow do when no limits are said.
 *
 * Then every figure has a sample at each end of the map, and but one or few. Two things else can
 * make that so at an end, each by chance:
 *
 * - Limits are common, and the extremes of the figures happen to be alike. Extremes of N like
 *   samples whose tails fall off on a scale s (Gumbel's law) lie within t of each other with a
 *   chance of at most N! / N^N (exp(t / s) - 1)^(N - 1), since that is
 *   N int_0^inf e^-u (e^-u - e^-au)^(N-1) du with a = exp(t / s). Here s is the least of what is
 *   seen of it: the distances between the outermost samples of a figure (Renyi: i times the i-th
 *   is exponential with mean s), and what the values near the end move by between figures; the
 *   latter alone where values run so smoothly to both ends that the former is nothing.
 * - Limits are common and cut off something of every figure, yet hardly anything: the chance is
 *   (1 - exp(-r))^N where r samples of a figure are cut off in the mean.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

enum { PLOT_EXTREMES = 4 };

/* How one figure uses the two ends of the map. Places are 0 at the end, 1 at the other. */
typedef struct plot_reach {
    int levels;                        /* how many values are told apart; at least 2 */
    bool exact;                        /* these are entries of the map: nothing was lost */
    double extremes[2][PLOT_EXTREMES]; /* places of the outermost samples */
    gint64 outer[2][PLOT_EXTREMES];    /* samples on each of the outermost levels */
    double near[2];                    /* where a fiftieth of the samples is passed */
} plot_reach;

/* `values` from 0 (first of `entries` of the map) to 1 (last); those that are NaN do not count. */
plot_reach plot_reach_of(const float *values, size_t n, size_t entries);

/* The chance, 0 to 1, that figures drawn with common limits come out as these; 1 also where they
 * tell nothing. */
double plot_common_chance(const plot_reach *figures, gint64 count);
