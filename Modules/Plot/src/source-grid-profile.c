#include "source-grid-profile.h"

#include <math.h>
#include <stdlib.h>

enum {
    SURROUNDINGS = 16,   /* pixels either side that a change is compared with */
    PAIRS_MAX = 8 << 20, /* neighbouring pixels looked at: more figures than that are sampled */
    JPEG_BLOCK = 8,
    NEAR = 2, /* pixels outside the box there is paper, and ticks, */
    FAR = 8   /* up to here */
};

/* What JPEG does at the edges of its blocks, and the waves it leaves inside, changes the profile
 * by less than this factor; cells that happen to be as large as blocks change it by more. */
static const double JPEG_CONTRAST = 4;

/* Where so much less changes than elsewhere (in squares), changes count half: what is drawn over
 * the image would else count most where nothing else is. */
static const double QUIET = 0.1;

typedef struct window {
    gint64 x0, x1, y0, y1; /* pixels whose centres lie in the box; x1 and y1 behind the last */
} window;

static gint64 pixel_after(double edge, gint64 size)
{
    return edge > 0.5 ? (gint64)fmin(ceil(edge - 0.5), (double)size) : 0;
}

static window window_of(const plot_figures *figures, const plot_box *box)
{
    window w = {pixel_after(box->x0, figures->width), pixel_after(box->x1, figures->width),
                pixel_after(box->y0, figures->height), pixel_after(box->y1, figures->height)};
    w.x1 = MAX(w.x0, w.x1);
    w.y1 = MAX(w.y0, w.y1);
    return w;
}

typedef struct sums {
    double *change, *pairs;
} sums;

static void add_row(const plot_axis_view *view, const window *w, gint64 z, gint64 y, const sums *s)
{
    const gint64 back = view->axis == 0 ? 1 : view->figures->width;
    const guint8 *hidden = view->overlay + y * view->figures->width;
    const guint8 *rgb = plot_pixel(view->figures, z, 0, y);
    for (gint64 x = w->x0 + (view->axis == 0); x < w->x1; x++) {
        if (hidden[x] || hidden[x - back])
            continue;
        const gint64 i = view->axis == 0 ? x - w->x0 : y - w->y0;
        s->change[i] += abs(plot_luma_256(rgb + 3 * x) - plot_luma_256(rgb + 3 * (x - back)));
        s->pairs[i]++;
    }
}

static void add_all(const plot_axis_view *view, const window *w, const sums *s)
{
    const gint64 area = (w->x1 - w->x0) * (w->y1 - w->y0), count = view->figures->count;
    const gint64 z_step = 1 + count / (1 + PAIRS_MAX / MAX(area, 1));
    const gint64 y_step = view->axis == 0 ? 1 + area / PAIRS_MAX : 1;
    for (gint64 z = 0; z < count; z += z_step)
        for (gint64 y = w->y0 + (view->axis == 1); y < w->y1; y += y_step)
            add_row(view, w, z, y, s);
}

/* Of each place in a JPEG block. */
static void block_means(const plot_profile *p, double mean[JPEG_BLOCK])
{
    double n[JPEG_BLOCK] = {0};
    for (int b = 0; b < JPEG_BLOCK; b++)
        mean[b] = 0;
    for (gint64 i = PLOT_PROFILE_HIDDEN + 1; i < p->n - PLOT_PROFILE_HIDDEN; i++) {
        mean[(p->first + i) % JPEG_BLOCK] += p->change[i];
        n[(p->first + i) % JPEG_BLOCK]++;
    }
    for (int b = 0; b < JPEG_BLOCK; b++)
        mean[b] /= MAX(n[b], 1);
}

static void even_out_blocks(const plot_profile *p, double *even)
{
    double mean[JPEG_BLOCK], all = 0, least = G_MAXDOUBLE, most = 0;
    block_means(p, mean);
    for (int b = 0; b < JPEG_BLOCK; b++) {
        all += mean[b] / JPEG_BLOCK;
        least = fmin(least, mean[b]);
        most = fmax(most, mean[b]);
    }
    const bool blocks = p->compressed && most < JPEG_CONTRAST * least;
    for (gint64 i = 0; i < p->n; i++)
        even[i] = blocks ? p->change[i] * all / mean[(p->first + i) % JPEG_BLOCK] : p->change[i];
}

/* Mean square of the changes around each boundary. */
static double *surroundings(const plot_profile *p, const double *change)
{
    const gint64 from = PLOT_PROFILE_HIDDEN + 1, to = p->n - PLOT_PROFILE_HIDDEN;
    double *near = g_new0(double, (gsize)p->n);
    g_autofree double *sum = g_new0(double, (gsize)p->n + 1);
    for (gint64 i = from; i < to; i++)
        sum[i + 1] = sum[i] + change[i] * change[i];
    for (gint64 i = from; i < to; i++) {
        const gint64 a = MAX(i - SURROUNDINGS, from), b = MIN(i + SURROUNDINGS + 1, to);
        near[i] = (sum[b] - sum[a]) / (double)(b - a);
    }
    return near;
}

/* What `near` is where most of the changes are. */
static double typical(const double *near, const double *change, gint64 n)
{
    double sum = 0, weight = 0;
    for (gint64 i = 0; i < n; i++) {
        sum += change[i] * change[i] * near[i];
        weight += change[i] * change[i];
    }
    return weight > 0 ? sum / weight : 0;
}

static void find_shares(plot_profile *p, const double *change)
{
    g_autofree double *near = surroundings(p, change);
    const double usual = typical(near, change, p->n);
    double w_sum = 0, w_square = 0, sum = 0, square = 0;
    for (gint64 i = 0; i < p->n; i++) {
        if (near[i] <= 0)
            continue;
        const double c = change[i] * change[i], share = c / (c + near[i]);
        const double w = near[i] / (near[i] + QUIET * usual);
        p->terms[i + PLOT_PROFILE_MARGIN][0] = (float)w;
        p->terms[i + PLOT_PROFILE_MARGIN][1] = (float)(w * share);
        w_sum += w;
        w_square += w * w;
        sum += w * share;
        square += w * share * share;
    }
    if (w_sum <= 0)
        return;
    p->weight = w_sum;
    p->mean = sum / w_sum;
    p->variance = square / w_sum - p->mean * p->mean;
    p->count = w_sum * w_sum / w_square;
}

static int distance(const guint8 *a, const guint8 *b)
{
    return MAX(abs(a[0] - b[0]), MAX(abs(a[1] - b[1]), abs(a[2] - b[2])));
}

/* In a strip of paper beside the box. */
static void count_waves(const plot_figures *f, gint64 x0, gint64 y0, gint64 x1, gint64 y1,
                        gint64 *wavy, gint64 *seen)
{
    for (gint64 y = MAX(y0, 0); y < MIN(y1, f->height); y++)
        for (gint64 x = MAX(x0, 0); x < MIN(x1, f->width); x++) {
            const int d = distance(plot_pixel(f, 0, x, y), f->rgb);
            *wavy += d > 0 && d <= 8;
            ++*seen;
        }
}

static bool is_compressed(const plot_axis_view *view)
{
    const plot_figures *f = view->figures;
    const gint64 x0 = (gint64)CLAMP(view->box->x0, 0, (double)f->width);
    const gint64 x1 = (gint64)CLAMP(view->box->x1, 0, (double)f->width) + 1;
    const gint64 y0 = (gint64)CLAMP(view->box->y0, 0, (double)f->height);
    const gint64 y1 = (gint64)CLAMP(view->box->y1, 0, (double)f->height) + 1;
    gint64 wavy = 0, seen = 0;
    count_waves(f, x0, y0 - FAR, x1, y0 - NEAR, &wavy, &seen);
    count_waves(f, x0, y1 + NEAR, x1, y1 + FAR, &wavy, &seen);
    count_waves(f, x0 - FAR, y0, x0 - NEAR, y1, &wavy, &seen);
    count_waves(f, x1 + NEAR, y0, x1 + FAR, y1, &wavy, &seen);
    return wavy * 50 > seen || seen == 0;
}

void plot_profile_init(plot_profile *profile, const plot_axis_view *view)
{
    const window w = window_of(view->figures, view->box);
    *profile = (plot_profile){.compressed = is_compressed(view),
                              .first = view->axis == 0 ? w.x0 : w.y0,
                              .n = view->axis == 0 ? w.x1 - w.x0 : w.y1 - w.y0};
    const gsize n = (gsize)profile->n;
    profile->change = g_new0(double, n);
    profile->terms = g_malloc0_n(n + 2 * PLOT_PROFILE_MARGIN, sizeof *profile->terms);
    g_autofree double *pairs = g_new0(double, n), *even = g_new0(double, n);
    add_all(view, &w, &(sums){profile->change, pairs});
    for (gsize i = 0; i < n; i++)
        profile->change[i] /= 256 * MAX(pairs[i], 1);
    even_out_blocks(profile, even);
    find_shares(profile, even);
}

void plot_profile_clear(plot_profile *profile)
{
    g_clear_pointer(&profile->change, g_free);
    g_clear_pointer(&profile->terms, g_free);
}

/* Mean luma of a pixel column (axis 0) or row (1) along the box in the first figure; -1 outside. */
static double line_luma(const plot_axis_view *view, const window *w, gint64 at)
{
    const plot_figures *f = view->figures;
    if (at < 0 || at >= (view->axis == 0 ? f->width : f->height))
        return -1;
    double sum = 0;
    const gint64 from = view->axis == 0 ? w->y0 : w->x0, to = view->axis == 0 ? w->y1 : w->x1;
    for (gint64 i = from; i < to; i++)
        sum += plot_luma_256(view->axis == 0 ? plot_pixel(f, 0, at, i) : plot_pixel(f, 0, i, at));
    return sum / (256 * (double)MAX(to - from, 1));
}

gint64 plot_frame_pixel(const plot_axis_view *view, int end)
{
    enum { LOOKED = 6 };
    const window w = window_of(view->figures, view->box);
    const gint64 first = view->axis == 0 ? w.x0 : w.y0, behind = view->axis == 0 ? w.x1 : w.y1;
    const gint64 start = end == 0 ? first - LOOKED / 2 - 1 : behind + LOOKED / 2;
    const gint64 step = end == 0 ? 1 : -1;
    const double paper = line_luma(view, &w, start);
    double line[LOOKED], most = 0;
    for (int i = 0; i < LOOKED; i++) {
        line[i] = fabs(line_luma(view, &w, start + i * step) - paper);
        most = fmax(most, line[i]);
    }
    for (int i = 0; i < LOOKED && paper >= 0; i++)
        if (line[i] > most / 2)
            return start + i * step;
    return end == 0 ? first : behind - 1;
}
