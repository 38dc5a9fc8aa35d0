/* A histogram with handles that are dragged: points of a curve, or upright lines.
 *
 * A picture and its gestures only; what the handles mean is the owner's. The arrow keys move the
 * selected handle, Page Up and Page Down select another, Delete removes it. A double click, or
 * Insert, adds one to a curve.
 */
#pragma once

#include <gtk/gtk.h>
#include <stdbool.h>

G_BEGIN_DECLS

typedef struct LmHandle {
    double value;
    double opacity; /* of a curve's point, 0 to 1 */
    double colour[3];
    const char *name; /* "Low"; static, translated; NULL: none */
} LmHandle;

#define LM_TYPE_HISTOGRAM_PLOT (lm_histogram_plot_get_type())
G_DECLARE_FINAL_TYPE(LmHistogramPlot, lm_histogram_plot, LM, HISTOGRAM_PLOT, GtkWidget)

/* Signals: "moved" (guint handle, double value, double opacity), "added" (double value, double
 * opacity), "removed" (guint handle), "selected". A handle moves when its owner says so. */
GtkWidget *lm_histogram_plot_new(void);

/* Heights (0 to 1) of columns between two values. No columns: nothing is known yet. */
void lm_histogram_plot_set_columns(LmHistogramPlot *plot, double least, double greatest,
                                   const double *heights, size_t count);

/* The range of the columns; false before there are any. */
bool lm_histogram_plot_range(LmHistogramPlot *plot, double *least, double *greatest);

/* By rising value: points of a curve, or a line each. */
void lm_histogram_plot_set_handles(LmHistogramPlot *plot, const LmHandle *handles, size_t count,
                                   bool is_curve);

/* Colours at values, by rising value, drawn below; none: nothing is drawn there. */
typedef struct LmColourStop {
    double value, colour[3];
} LmColourStop;
void lm_histogram_plot_set_colours(LmHistogramPlot *plot, const LmColourStop *stops, size_t count);

void lm_histogram_plot_select(LmHistogramPlot *plot, guint handle);

/* The handle that is selected; NULL when there is none. Borrowed; `i` may be NULL. */
const LmHandle *lm_histogram_plot_selected(LmHistogramPlot *plot, guint *i);

G_END_DECLS
