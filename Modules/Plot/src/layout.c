#include "layout.h"

#include "layout-boxes.h"
#include "layout-content.h"
#include "layout-part.h"
#include "layout-place.h"

#include "lamina/error.h"

#include <math.h>
#include <string.h>

/* --- panels --- */

typedef struct finding {
    const plot_figures *figures;
    const plot_ink *ink;
    plot_layout *layout;
    GArray *bars;                      /* of plot_rect */
    bool lines;                        /* a box was found that holds lines or points */
    plot_sides sides[PLOT_PANELS_MAX]; /* of each panel */
    plot_drawing drawing;
} finding;

static bool lies_in(const plot_rect *r, const plot_box *box)
{
    const double slack = 3;
    return (double)r->x0 >= box->x0 - slack && (double)r->x1 <= box->x1 + slack &&
           (double)r->y0 >= box->y0 - slack && (double)r->y1 <= box->y1 + slack;
}

static bool inside_panel(const finding *find, const plot_rect *r)
{
    for (size_t i = 0; i < find->layout->n_panels; i++)
        if (lies_in(r, &find->layout->panels[i].image))
            return true;
    return false;
}

static void add_panel(finding *find, const plot_rect *r, const plot_sides *s)
{
    const size_t n = find->layout->n_panels;
    find->sides[n] = *s;
    find->layout->panels[n].image =
        (plot_box){(double)r->x0, (double)r->y0, (double)r->x1, (double)r->y1};
    find->layout->panels[n].framed = s->lines >= 2;
    find->layout->n_panels++;
}

/* Once all frames are known. */
static void place_panels(finding *find)
{
    find->drawing = plot_find_drawing(find->sides, find->layout->n_panels);
    for (size_t i = 0; i < find->layout->n_panels; i++) {
        plot_panel *panel = &find->layout->panels[i];
        panel->image = plot_place_box(find->figures, &find->sides[i], &find->drawing);
    }
}

enum { least_panel = 16 };              /* pixels */
static const double least_area = 0.004; /* of the picture */

static bool large_enough(const finding *find, const plot_rect *r)
{
    const gint64 w = r->x1 - r->x0, h = r->y1 - r->y0;
    return MIN(w, h) >= least_panel && (double)w * (double)h >= least_area *
                                                                    (double)find->ink->width *
                                                                    (double)find->ink->height;
}

/* One pixel row or column of a box, `in` pixels from a side, but for its ends, where ticks are. */
static double line_share(const plot_ink *ink, const plot_rect *r, plot_side side, gint64 in)
{
    const gint64 dx = (r->x1 - r->x0) / 20, dy = (r->y1 - r->y0) / 20;
    plot_rect line = {r->x0 + dx, r->y0 + dy, r->x1 - dx, r->y1 - dy};
    if (side == PLOT_LEFT || side == PLOT_RIGHT) {
        line.x0 = side == PLOT_LEFT ? r->x0 + in : r->x1 - 1 - in;
        line.x1 = line.x0 + 1;
    } else {
        line.y0 = side == PLOT_TOP ? r->y0 + in : r->y1 - 1 - in;
        line.y1 = line.y0 + 1;
    }
    return plot_ink_share(ink, &line);
}

/* Pixels from a side of the box to the image when an empty band lies between, which ends at once;
 * else 0. */
static gint64 band_width(const plot_ink *ink, const plot_rect *r, plot_side side, gint64 frame)
{
    static const double empty = 0.03, full = 0.9;
    const gint64 most = (MIN(r->x1 - r->x0, r->y1 - r->y0) - 1) / 2;
    gint64 in = frame;
    while (in < most && line_share(ink, r, side, in) <= empty)
        in++;
    if (in < frame + 3 || in + 1 >= most || line_share(ink, r, side, in + 1) < full)
        return 0;
    return in;
}

/* Axes with equal scales can be wider or higher than their image, which is in the middle. */
static bool leave_bands(const plot_ink *ink, const plot_sides *s, plot_rect *r)
{
    for (int side = PLOT_LEFT; side <= PLOT_TOP; side += 2) {
        const gint64 frame = 2 + (gint64)ceil(MAX(s->edge[side].inner, s->edge[side + 1].inner));
        const gint64 first = band_width(ink, r, (plot_side)side, frame),
                     last = band_width(ink, r, (plot_side)(side + 1), frame);
        if (first == 0 || last == 0 || ABS(first - last) > 3)
            continue;
        *(side == PLOT_LEFT ? &r->x0 : &r->y0) += first;
        *(side == PLOT_LEFT ? &r->x1 : &r->y1) -= last;
        return true;
    }
    return false;
}

static void sort_out(finding *find, plot_rect *r)
{
    if (inside_panel(find, r))
        return;
    if (plot_is_bar(find->figures, r)) {
        g_array_append_val(find->bars, *r);
        return;
    }
    if (!large_enough(find, r) || find->layout->n_panels == PLOT_PANELS_MAX)
        return;
    plot_sides s;
    plot_parting parting;
    const bool parted = plot_part_bar(find->figures, r, &parting);
    plot_find_sides(find->figures, r, find->ink->background, &s);
    if (parted) {
        g_array_append_val(find->bars, parting.bar);
        plot_find_edge(&s.view[parting.side], parting.colour, &s.edge[parting.side]);
    }
    if (s.lines == 4 && leave_bands(find->ink, &s, r))
        plot_find_sides(find->figures, r, find->ink->background, &s);
    if (plot_holds_image(find->figures, r, find->ink->background, s.lines >= 2))
        add_panel(find, r, &s);
    else
        find->lines = true;
}

/* Pixels between a bar and the panel it stands beside; a negative number when it does not. */
static double bar_distance(const plot_rect *bar, const plot_box *image)
{
    const double x0 = (double)bar->x0, x1 = (double)bar->x1, y0 = (double)bar->y0,
                 y1 = (double)bar->y1;
    const bool upright = y1 - y0 > x1 - x0;
    const double length = upright ? y1 - y0 : x1 - x0,
                 shared = upright ? MIN(y1, image->y1) - MAX(y0, image->y0)
                                  : MIN(x1, image->x1) - MAX(x0, image->x0),
                 side = upright ? image->y1 - image->y0 : image->x1 - image->x0,
                 gap = upright ? MAX(x0 - image->x1, image->x0 - x1)
                               : MAX(y0 - image->y1, image->y0 - y1);
    if (shared < 0.5 * MIN(length, side) || gap < -4 || length < 0.25 * side)
        return -1;
    return MAX(gap, 0);
}

static plot_panel *nearest_panel(plot_layout *layout, const plot_rect *bar, bool only_without)
{
    plot_panel *best = NULL;
    double least = HUGE_VAL;
    for (size_t i = 0; i < layout->n_panels; i++) {
        plot_panel *panel = &layout->panels[i];
        double gap = bar_distance(bar, &panel->image);
        if (gap >= 0 && gap < least && !(only_without && panel->has_bar)) {
            best = panel;
            least = gap;
        }
    }
    return best;
}

static void give_bar(finding *find, plot_panel *panel, const plot_rect *bar)
{
    plot_sides s;
    plot_find_bar_sides(find->figures, bar, find->ink->background, &find->drawing, &s);
    panel->bar = plot_place_box(find->figures, &s, &find->drawing);
    panel->has_bar = true;
    panel->bar_upright = bar->y1 - bar->y0 > bar->x1 - bar->x0;
}

/* Each bar to the panel it stands next to; one bar alone is for all panels. */
static void give_bars(finding *find)
{
    plot_layout *layout = find->layout;
    for (guint i = 0; i < find->bars->len; i++) {
        const plot_rect *bar = &g_array_index(find->bars, plot_rect, i);
        plot_panel *panel = nearest_panel(layout, bar, true);
        if (panel)
            give_bar(find, panel, bar);
    }
    if (find->bars->len != 1)
        return;
    const plot_rect *bar = &g_array_index(find->bars, plot_rect, 0);
    if (nearest_panel(layout, bar, false))
        for (size_t i = 0; i < layout->n_panels; i++)
            if (!layout->panels[i].has_bar)
                give_bar(find, &layout->panels[i], bar);
}

/* Rows from the top: panels belong to one row when the middle of one is beside the other. */
static int in_reading_order(const void *a, const void *b)
{
    const plot_box *p = &((const plot_panel *)a)->image, *q = &((const plot_panel *)b)->image;
    if (p->y1 <= q->y0 + 0.5 * (q->y1 - q->y0) && p->y0 < q->y0)
        return -1;
    if (q->y1 <= p->y0 + 0.5 * (p->y1 - p->y0) && q->y0 < p->y0)
        return 1;
    return p->x0 < q->x0 ? -1 : p->x0 > q->x0 ? 1 : 0;
}

static double area_of(const plot_box *b)
{
    return (b->x1 - b->x0) * (b->y1 - b->y0);
}

static void put_in_order(plot_layout *layout)
{
    qsort(layout->panels, layout->n_panels, sizeof(plot_panel), in_reading_order);
    layout->largest = 0;
    for (size_t i = 1; i < layout->n_panels; i++)
        if (area_of(&layout->panels[i].image) > area_of(&layout->panels[layout->largest].image))
            layout->largest = i;
}

/* --- pictures without a box --- */

static bool is_blank(const plot_figures *f)
{
    const gint64 pixels = f->width * f->height * f->count;
    for (gint64 i = 1; i < pixels; i++)
        if (memcmp(f->rgb + 3 * i, f->rgb, 3) != 0)
            return false;
    return true;
}

/* A light grey margin is paper, and what stands on it without a box is a drawing. */
static bool on_paper(const plot_ink *ink)
{
    const double *b = ink->background;
    return ink->margin > 0.5 && b[1] > 128 && fabs(b[0] - b[1]) < 12 && fabs(b[1] - b[2]) < 12;
}

static bool without_box(const finding *find, GError **error)
{
    const plot_figures *f = find->figures;
    if (is_blank(f))
        return lm_fail(error, LM_ERROR_REQUIRE,
                       "the pictures are blank: every pixel has the same colour");
    if (find->lines)
        return lm_fail(error, LM_ERROR_REQUIRE,
                       "this is a plot of lines or points, not of an image: its axes box is mostly "
                       "empty, and there are no colours in it to turn into numbers");
    if (on_paper(find->ink))
        return lm_fail(error, LM_ERROR_REQUIRE,
                       "no image was found in these pictures: nothing on them is a rectangle with "
                       "straight sides filled with colours, as imagesc or imshow draw it");
    if (plot_coloured_share(f) < 0.05)
        return lm_fail(error, LM_ERROR_REQUIRE,
                       "these are grey pictures without axes, not plots: their grey values are the "
                       "numbers already, so leave unplot out");
    *find->layout = (plot_layout){0};
    find->layout->panels[0] =
        (plot_panel){.image = {0, 0, (double)f->width, (double)f->height}, .bare = true};
    find->layout->n_panels = 1;
    return true;
}

/* A narrow image of a gradient looks like a colour bar, but for there being nothing else. */
static void take_bar_for_panel(finding *find)
{
    const plot_rect *bar = &g_array_index(find->bars, plot_rect, 0);
    const plot_rect whole = {0, 0, find->ink->width, find->ink->height};
    const double all = plot_ink_share(find->ink, &whole) * (double)find->ink->width *
                       (double)find->ink->height,
                 own = (double)(bar->x1 - bar->x0) * (double)(bar->y1 - bar->y0);
    if (own < 0.5 * all || !large_enough(find, bar))
        return;
    plot_sides s;
    plot_find_sides(find->figures, bar, find->ink->background, &s);
    add_panel(find, bar, &s);
    g_array_set_size(find->bars, 0);
}

static bool nothing_around(const finding *find, const plot_box *b)
{
    const plot_ink *ink = find->ink;
    const plot_rect around[] = {{0, 0, ink->width, (gint64)b->y0 - 2},
                                {0, (gint64)b->y1 + 2, ink->width, ink->height},
                                {0, 0, (gint64)b->x0 - 2, ink->height},
                                {(gint64)b->x1 + 2, 0, ink->width, ink->height}};
    for (size_t i = 0; i < G_N_ELEMENTS(around); i++)
        if (plot_ink_share(ink, &around[i]) > 0)
            return false;
    return true;
}

/* Rectangles in a picture that has neither frames nor a margin are parts of what it shows; and one
 * with nothing around it is a scan when it is grey. */
static bool is_without_axes(const finding *find)
{
    const plot_layout *layout = find->layout;
    const bool margin = find->ink->margin > 0.5, grey = plot_coloured_share(find->figures) < 0.01;
    if (grey && !margin)
        return true;
    for (size_t i = 0; i < layout->n_panels; i++)
        if (layout->panels[i].framed)
            return false;
    if (find->bars->len > 0)
        return false;
    return !margin || (grey && nothing_around(find, &layout->panels[0].image));
}

bool plot_find_layout(const plot_figures *figures, plot_layout *layout, GError **error)
{
    *layout = (plot_layout){0};
    g_autoptr(plot_ink) ink = plot_ink_new(figures, error);
    g_autoptr(GArray) boxes = ink ? plot_find_boxes(ink, error) : NULL;
    if (!boxes)
        return false;
    g_autoptr(GArray) bars = g_array_new(FALSE, FALSE, sizeof(plot_rect));
    g_autofree finding *find = g_new0(finding, 1);
    *find = (finding){.figures = figures, .ink = ink, .layout = layout, .bars = bars};
    for (guint i = 0; i < boxes->len; i++)
        sort_out(find, &g_array_index(boxes, plot_rect, i));
    if (layout->n_panels == 0 && bars->len > 0 && !find->lines)
        take_bar_for_panel(find);
    place_panels(find);
    if (layout->n_panels == 0 || is_without_axes(find))
        return without_box(find, error);
    give_bars(find);
    put_in_order(layout);
    return true;
}
