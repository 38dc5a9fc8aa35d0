/* Where along one axis the figures change: what the edges between cells are found in. */
#pragma once

#include "layout.h"

enum {
    PLOT_PROFILE_HIDDEN = 2, /* pixels at either end that a frame may cover: not looked at */
    PLOT_PROFILE_MARGIN = 16 /* empty places before and after, so that ends may be tried */
};

/* What is looked at. */
typedef struct plot_axis_view {
    const plot_figures *figures;
    const plot_box *box;
    const guint8 *overlay; /* width x height, 1: this pixel does not show the image */
    int axis;              /* 0: along x, 1: along y */
} plot_axis_view;

/* Boundary i lies between the pixels i - 1 and i of the box, counted from `first`. */
typedef struct plot_profile {
    bool compressed;   /* JPEG left its waves on the paper around the box */
    gint64 first, n;   /* pixels of the figure */
    double *change;    /* n: luma steps from pixel to pixel, mean over all rows and figures */
    float (*terms)[2]; /* n and a margin at both ends: weight, weight * share, where the share, 0
                          to 1, compares a change with its surroundings */
    double weight, mean, variance; /* of the shares */
    double count;                  /* shares that say something */
} plot_profile;

/* Free with plot_profile_clear(). */
void plot_profile_init(plot_profile *profile, const plot_axis_view *view);
void plot_profile_clear(plot_profile *profile);

/* The pixel column (axis 0) or row (1) in which the line around the box, or else the image, begins
 * (end 0) or ends (1). */
gint64 plot_frame_pixel(const plot_axis_view *view, int end);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(plot_profile, plot_profile_clear)
