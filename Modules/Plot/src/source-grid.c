#include "source-grid.h"

#include "source-grid-model.h"

#include <math.h>

enum {
    LATTICES = 16, /* that are kept apart */
    SHIFTS = 2     /* cells more or fewer at either end than a lattice was found with */
};

/* Where images end, in pixels. OpenGL draws image and frame to fractions of a pixel. Matplotlib
 * draws both in whole pixels, and the image's first or last is the frame's or its neighbour. */
static const double DRAWN_SPREAD = 0.25, EXACT_SPREAD = 0.06, WHOLE_SPREAD = 0.1;
static const double CHANCE = 18;    /* likelihood that the best of all lattices reaches on noise */
static const double SHARP = 0.1;    /* blur of nearest neighbours without JPEG stays below, */
static const double BLURRED = 0.75; /* and with it; where samples are left out, changes of one and
                                      of two samples differ by less */
static const double SMOOTH_PIXELS = 6; /* a sample; three along the finer axis */
static const double SMOOTH = 0.9;      /* smoothness of what was drawn smoothly stays below */

/* What is known of one axis beside its lattices. */
typedef struct axis_facts {
    double x0, x1;    /* ends of the box, in pixels of the profile */
    double low, high; /* the pixel edges at which the frame's first and last pixels begin */
    int axis;
    bool numbered;    /* the axis counts samples: */
    double labelled;  /* so many between the ends, */
    double tolerance; /* give or take */
} axis_facts;

static void read_labels(const plot_scale *scale, double first, axis_facts *facts)
{
    if (scale->labels < 2 || scale->logarithmic || !isfinite(scale->at_0) || !isfinite(scale->step) || scale->step == 0)
        return;
    const double a = scale->at_0 + scale->step * (first + facts->x0);
    const double b = scale->at_0 + scale->step * (first + facts->x1);
    const double pixel = fabs(scale->step), start = fmin(a, b);
    const double off = fmin(fabs(start - 0.5), fabs(start + 0.5));
    facts->numbered = off < 0.7 * pixel + 0.05 && fabs(b - a) > 0.5;
    facts->labelled = fabs(b - a);
    facts->tolerance = 0.5 * pixel + 0.05;
}

static double square(double x)
{
    return x * x;
}

static double add_logs(double a, double b)
{
    return fmax(a, b) + log1p(exp(-fabs(a - b)));
}

static double bell(double x, double spread)
{
    return -0.5 * square(x / spread) - log(spread);
}

static double drawn_worth(const plot_lattice *l, const axis_facts *facts, double spread)
{
    return bell(l->x0 - facts->x0, spread) + bell(l->x1 - facts->x1, spread);
}

/* Logarithm of how likely it is that the image has these ends. */
static double ends_worth(const plot_lattice *l, const axis_facts *facts)
{
    const double a = l->x0 - facts->low, b = l->x1 - facts->high;
    const double drawn = drawn_worth(l, facts, DRAWN_SPREAD),
                 exact = drawn_worth(l, facts, EXACT_SPREAD);
    const double whole = bell(a, WHOLE_SPREAD) + bell(b, WHOLE_SPREAD);
    const double wider = facts->axis == 0 ? bell(a, WHOLE_SPREAD) + bell(b - 1, WHOLE_SPREAD)
                                          : bell(a + 1, WHOLE_SPREAD) + bell(b, WHOLE_SPREAD);
    const double strayed = bell(l->x0 - facts->x0, 1) + bell(l->x1 - facts->x1, 1) - 4;
    return add_logs(add_logs(add_logs(drawn, exact), add_logs(whole, wider) - 1), strayed);
}

/* Logarithm of how likely a lattice is by its ends and by the labels. */
static double worth(const plot_lattice *l, const axis_facts *facts)
{
    const double labels =
        facts->numbered ? square(((double)l->cells - facts->labelled) / facts->tolerance) : 0;
    return l->likelihood + ends_worth(l, facts) - 0.5 * fmin(labels, 12) -
           PLOT_LATTICE_PLAIN * log((double)l->cells);
}

typedef struct choice {
    plot_lattice lattice;
    double worth, others; /* logarithms; of all other numbers of cells together */
} choice;

static void offer(choice *best, const plot_lattice *l, double worth)
{
    if (l->cells == best->lattice.cells) {
        if (worth > best->worth) {
            best->lattice = *l;
            best->worth = worth;
        }
    } else if (worth > best->worth) {
        best->others = add_logs(best->others, best->worth);
        best->lattice = *l;
        best->worth = worth;
    } else
        best->others = add_logs(best->others, worth);
}

/* A lattice may go on for a cell or two, or stop earlier: its edges are the same. */
static void offer_shifts(choice *best, const plot_lattice *l, const axis_facts *facts)
{
    const double pitch = (l->x1 - l->x0) / (double)l->cells;
    for (int a = -SHIFTS; a <= SHIFTS; a++)
        for (int b = -SHIFTS; b <= SHIFTS; b++) {
            plot_lattice shifted = *l;
            shifted.cells += b - a;
            shifted.x0 += a * pitch;
            shifted.x1 += b * pitch;
            if (shifted.cells >= 1)
                offer(best, &shifted, worth(&shifted, facts));
        }
}

static choice undecided(const axis_facts *facts)
{
    return (choice){{1, facts->x0, facts->x1, 0, 0}, -G_MAXDOUBLE, -G_MAXDOUBLE};
}

static choice choose(const plot_profile *profile, const axis_facts *facts)
{
    plot_lattice found[LATTICES];
    const size_t n = plot_find_lattices(profile, facts->x0, facts->x1, found, LATTICES);
    choice best = undecided(facts);
    for (size_t i = 0; i < n; i++)
        offer_shifts(&best, &found[i], facts);
    return best;
}

/* The lattice whose edges meet the pixels in the same rhythm, backwards. */
static choice twin(const plot_profile *profile, const plot_lattice *l, const axis_facts *facts)
{
    const gint64 cells = (gint64)llround(l->x1 - l->x0) - l->cells;
    choice best = undecided(facts);
    for (gint64 n = MAX(cells - 1, 1); n <= MIN(cells + 1, profile->n); n++) {
        const plot_lattice refined = plot_refine_lattice(profile, n, facts->x0, facts->x1);
        offer_shifts(&best, &refined, facts);
    }
    return best;
}

/* Whether edges stand in step with the blocks of JPEG all over the box. */
static bool in_step_with_blocks(const plot_lattice *l)
{
    const double size = l->x1 - l->x0, in_block = 8 * (double)l->cells / size;
    return fabs(in_block - round(in_block)) * size / 8 < 1 && l->explained < 0.5;
}

/* Larger cells are drawn plainly; what runs smoothly through them is the picture itself. */
static bool is_smooth(const plot_remainder *r, const plot_lattice *l)
{
    return r->smooth < SMOOTH * r->cells && l->x1 - l->x0 < SMOOTH_PIXELS * (double)l->cells;
}

/* Whether changes rise from the middle of cells to their edges as those of a Hann window do, which
 * are sin and 1 - cos of a quarter turn times pixels' share of a cell; half as much is allowed for
 * noise. */
static bool is_steep(const plot_profile *profile, const plot_lattice *l)
{
    const double cells_a_pixel = (double)l->cells / (l->x1 - l->x0);
    return plot_lattice_trough(profile, l) < 1.25 * tan(G_PI / 4 * cells_a_pixel);
}

/* Whether the picture bears the lattice out, or its twin, which then takes its place. JPEG rounds
 * edges off as a Hann window does, and so makes twins look right that are not. */
static bool borne_out(const plot_profile *profile, const plot_axis_view *view,
                      const axis_facts *facts, choice *best)
{
    const double blur = plot_lattice_blur(profile, &best->lattice);
    if (blur < SHARP)
        return true;
    const choice other = twin(profile, &best->lattice, facts);
    const plot_remainder r = plot_lattice_remainder(profile, view, &best->lattice);
    const plot_remainder o = plot_lattice_remainder(profile, view, &other.lattice);
    if (!profile->compressed && other.lattice.likelihood > CHANCE &&
        is_smooth(&o, &other.lattice) &&
        (o.smooth < fmin(r.smooth, r.cells) ||
         (!is_smooth(&r, &best->lattice) && is_steep(profile, &other.lattice)))) {
        *best = other;
        return true;
    }
    return !(profile->compressed && in_step_with_blocks(&best->lattice)) &&
           (is_smooth(&r, &best->lattice) || (blur < BLURRED && profile->compressed));
}

static void each_pixel(const plot_profile *profile, double confidence, plot_extent *extent)
{
    *extent = (plot_extent){profile->n, confidence, true};
}

/* The pixels say nothing. */
static void by_labels(const plot_profile *profile, const axis_facts *facts, plot_extent *extent)
{
    const gint64 n = (gint64)llround(facts->labelled);
    if (!facts->numbered)
        each_pixel(profile, 0.5, extent);
    else if (n >= profile->n)
        each_pixel(profile, 0.9, extent);
    else
        *extent = (plot_extent){n, 0.6, false};
}

/* Boxes may reach out of the figure. */
static double near(double x, double place)
{
    return fmin(fmax(x, place - 1), place + 1);
}

static axis_facts facts_of(const plot_axis_view *view, const plot_profile *profile)
{
    const double first = (double)profile->first, n = (double)profile->n;
    const plot_box *box = view->box;
    return (axis_facts){.x0 = near((view->axis == 0 ? box->x0 : box->y0) - first, 0),
                        .x1 = near((view->axis == 0 ? box->x1 : box->y1) - first, n),
                        .low = (double)(plot_frame_pixel(view, 0) - profile->first),
                        .high = (double)(plot_frame_pixel(view, 1) - profile->first),
                        .axis = view->axis};
}

/* Labels that count samples are right where edges are blurred. */
static bool denied(const plot_profile *profile, const plot_lattice *l, const axis_facts *facts)
{
    return facts->numbered && plot_lattice_blur(profile, l) > SHARP &&
           fabs((double)l->cells - facts->labelled) > 1 + 2 * facts->tolerance;
}

void plot_find_extent(const plot_figures *figures, const plot_panel *panel, const guint8 *overlay,
                      int axis, const plot_scale *scale, plot_extent *extent)
{
    const plot_axis_view view = {figures, &panel->image, overlay, axis};
    g_auto(plot_profile) profile;
    plot_profile_init(&profile, &view);
    axis_facts facts = facts_of(&view, &profile);
    read_labels(scale, (double)profile.first, &facts);
    choice best = choose(&profile, &facts);
    const bool seen = best.lattice.likelihood > CHANCE && borne_out(&profile, &view, &facts, &best);
    if (!seen || denied(&profile, &best.lattice, &facts)) {
        by_labels(&profile, &facts, extent);
        return;
    }
    extent->samples = best.lattice.cells;
    extent->confidence = 1 / (1 + exp(fmin(best.others - best.worth, 700)));
    extent->fewer = false;
}
