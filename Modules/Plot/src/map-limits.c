#include "map-limits.h"

#include "lamina/error.h"
#include "scale.h"

#include <math.h>

const char *plot_limits_source_text(plot_limits_source source)
{
    static const char *const texts[] = {"0 to 1 of the map", "typed", "colour bar",
                                        "colour bar of each figure"};
    return texts[source];
}

void plot_limits_clear(plot_limits *limits)
{
    g_clear_pointer(&limits->pairs, g_free);
}

static void set_all(plot_limits *limits, double least, double greatest)
{
    for (gint64 z = 0; z < limits->count; z++) {
        limits->pairs[z][0] = least;
        limits->pairs[z][1] = greatest;
    }
}

void plot_limits_turn(plot_limits *limits)
{
    for (gint64 z = 0; z < limits->count; z++) {
        const double first = limits->pairs[z][0];
        limits->pairs[z][0] = limits->pairs[z][1];
        limits->pairs[z][1] = first;
    }
}

/* Labels stand on one side of a bar; which one is convention. */
static void sides_of(const plot_panel *panel, plot_side sides[2])
{
    const bool after =
        panel->bar_upright ? panel->bar.x0 >= panel->image.x1 : panel->bar.y0 >= panel->image.y1;
    const plot_side first = panel->bar_upright ? PLOT_LEFT : PLOT_TOP;
    sides[0] = after ? first + 1 : first;
    sides[1] = after ? first : first + 1;
}

/* Pixels from the bar to the image, when that lies on this side. */
static double room_before_image(const plot_panel *panel, plot_side side)
{
    const plot_box *bar = &panel->bar, *image = &panel->image;
    const double rooms[] = {[PLOT_LEFT] = bar->x0 - image->x1,
                            [PLOT_RIGHT] = image->x0 - bar->x1,
                            [PLOT_TOP] = bar->y0 - image->y1,
                            [PLOT_BOTTOM] = image->y0 - bar->y1};
    return rooms[side] > 0 ? rooms[side] : INFINITY;
}

/* In the order in which the bar's colours are read: from below, or from the left. */
static bool read_bar(plot_reader *reader, const plot_figures *figures, const plot_panel *panel,
                     gint64 z, plot_side side, double pair[2], bool *logarithmic)
{
    plot_scale scale;
    if (!plot_read_scale(reader, figures, z, &panel->bar, side, &scale) ||
        2 * scale.away > room_before_image(panel, side)) /* they are the image's */
        return false;
    const plot_box *bar = &panel->bar;
    pair[0] = scale.at_0 + scale.step * (panel->bar_upright ? bar->y1 : bar->x0);
    pair[1] = scale.at_0 + scale.step * (panel->bar_upright ? bar->y0 : bar->x1);
    *logarithmic = scale.logarithmic;
    for (int k = 0; k < 2 && scale.logarithmic; k++)
        pair[k] = pow(10, pair[k]);
    return true;
}

/* The side of the bar whose labels can be read in the first figure, or -1. */
static int readable_side(plot_reader *reader, const plot_figures *figures, const plot_panel *panel,
                         double pair[2], bool *logarithmic)
{
    plot_side sides[2];
    sides_of(panel, sides);
    for (size_t i = 0; i < 2; i++)
        if (read_bar(reader, figures, panel, 0, sides[i], pair, logarithmic))
            return (int)sides[i];
    return -1;
}

static bool any_differs(const plot_figures *figures, const plot_panel *panel)
{
    plot_side sides[2];
    sides_of(panel, sides);
    for (gint64 z = 1; z < figures->count; z++)
        for (size_t i = 0; i < 2; i++)
            if (plot_scale_differs(figures, 0, z, &panel->bar, sides[i]))
                return true;
    return false;
}

static bool no_common_scale(gint64 z, GError **error)
{
    return lm_fail(error, LM_ERROR_REQUIRE,
                   "the colour bars of the figures differ, and the numbers beside that of figure "
                   "%" G_GINT64_FORMAT " cannot be read, so the figures cannot be brought to one "
                   "scale; draw them anew with the same limits (caxis in MATLAB), or type "
                   "range=\"least greatest\" if the limits are the same after all",
                   z + 1);
}

static bool read_each(plot_limits *limits, plot_reader *reader, const plot_figures *figures,
                      const plot_panel *panel, plot_side side, lm_context *context, GError **error)
{
    limits->source = PLOT_LIMITS_BAR;
    for (gint64 z = 1; z < limits->count; z++) {
        if (!lm_context_go_on(context, error))
            return false;
        bool logarithmic;
        if (!read_bar(reader, figures, panel, z, side, limits->pairs[z], &logarithmic) ||
            logarithmic != limits->logarithmic)
            return no_common_scale(z, error);
        if (limits->pairs[z][0] != limits->pairs[0][0] ||
            limits->pairs[z][1] != limits->pairs[0][1])
            limits->source = PLOT_LIMITS_BARS;
    }
    return true;
}

static bool from_bar(plot_limits *limits, const plot_figures *figures, const plot_panel *panel,
                     lm_context *context, GError **error)
{
    g_autoptr(plot_reader) reader = plot_reader_new(error);
    if (!reader)
        return false;
    const bool differs = any_differs(figures, panel);
    const int side = readable_side(reader, figures, panel, limits->pairs[0], &limits->logarithmic);
    if (side < 0 && differs)
        return no_common_scale(0, error);
    if (side < 0) {
        lm_context_warn(context, "the numbers beside the colour bar cannot be read, so values go "
                                 "from 0 to 1; type range=\"least greatest\" to have them in their "
                                 "own unit, if those numbers are evenly apart");
        return true;
    }
    if (differs)
        return read_each(limits, reader, figures, panel, (plot_side)side, context, error);
    limits->source = PLOT_LIMITS_BAR;
    set_all(limits, limits->pairs[0][0], limits->pairs[0][1]);
    return true;
}

/* What was typed stands at the ends of the bar, which says how values go between them. */
static bool is_logarithmic(const plot_figures *figures, const plot_panel *panel)
{
    g_autoptr(plot_reader) reader = plot_reader_new(NULL);
    double pair[2];
    bool logarithmic = false;
    return reader && readable_side(reader, figures, panel, pair, &logarithmic) >= 0 && logarithmic;
}

bool plot_limits_find(plot_limits *limits, const plot_figures *figures, const plot_panel *panel,
                      const double typed[2], lm_context *context, GError **error)
{
    *limits = (plot_limits){.source = PLOT_LIMITS_MAP, .count = figures->count};
    limits->pairs = g_malloc_n((gsize)figures->count, sizeof *limits->pairs);
    set_all(limits, 0, 1);
    if (typed) {
        limits->source = PLOT_LIMITS_TYPED;
        set_all(limits, typed[0], typed[1]);
        limits->logarithmic = typed[0] > 0 && panel->has_bar && is_logarithmic(figures, panel);
    } else if (panel->has_bar) {
        return from_bar(limits, figures, panel, context, error);
    }
    return true;
}
