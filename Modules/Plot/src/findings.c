#include "findings.h"

#include "bar-map.h"
#include "box-fit.h"
#include "image-map.h"
#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/plot.h"
#include "source-grid.h"

#include <math.h>
#include <string.h>

void plot_findings_free(plot_findings *findings)
{
    if (!findings)
        return;
    plot_figures_free(findings->figures);
    lm_free(findings->overlay);
    lm_colormap_free(findings->map);
    plot_limits_clear(&findings->limits);
    g_free(findings);
}

/* ---- the image ---- */

static bool take_box(plot_findings *f, const plot_box *box, GError **error)
{
    if (box->x0 < 0 || box->y0 < 0 || box->x1 > (double)f->figures->width ||
        box->y1 > (double)f->figures->height || box->x1 - box->x0 < 2 || box->y1 - box->y0 < 2)
        return lm_fail(error, LM_ERROR_USAGE,
                       "box: it has to lie inside the figures, which are %" G_GINT64_FORMAT
                       " x %" G_GINT64_FORMAT " pixels, and to hold at least 2 x 2 of them",
                       f->figures->width, f->figures->height);
    f->panel.image = *box;
    return true;
}

static bool take_panel(plot_findings *f, const plot_layout *layout, gint64 panel, GError **error)
{
    f->n_panels = (gint64)layout->n_panels;
    if (panel > f->n_panels)
        return lm_fail(error, LM_ERROR_USAGE,
                       "panel=\"%" G_GINT64_FORMAT "\": the figures have %" G_GINT64_FORMAT
                       " image%s, counted in reading order",
                       panel, f->n_panels, f->n_panels == 1 ? "" : "s");
    f->panel = layout->panels[panel > 0 ? (size_t)panel - 1 : layout->largest];
    return true;
}

static bool find_image(plot_findings *f, const plot_ask *ask, GError **error)
{
    g_autofree plot_layout *layout = g_new0(plot_layout, 1);
    if (ask->box)
        return take_box(f, ask->box, error);
    return plot_find_layout(f->figures, layout, error) && take_panel(f, layout, ask->panel, error);
}

static bool find_overlay(plot_findings *f, GError **error)
{
    f->overlay = lm_alloc0((size_t)f->figures->width, (size_t)f->figures->height,
                           "what is drawn over the image", error);
    if (f->overlay)
        plot_find_overlay(f->figures, &f->panel, f->overlay);
    return f->overlay;
}

/* ---- the map ---- */

/* A name that programs understand in several ways stands for the one that fits best. */
static bool typed_map(plot_findings *f, const plot_image *image, const char *text,
                      lm_context *context, GError **error)
{
    f->map_source = "typed";
    f->map = plot_image_map_of(image, text);
    if (f->map)
        return true;
    g_autofree char *path = lm_context_input_path(context, text);
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return lm_fail(
            error, LM_ERROR_USAGE,
            "map=\"%s\": there is no such colour map, and no such file of colours; known "
            "are parula, jet, viridis, hot, gray and many more, all of them listed in "
            "Data/Colormaps",
            text);
    f->map = lm_colormap_load(path, error);
    return f->map;
}

/* What looked like a bar is none when the image has other colours. */
static bool bar_map(plot_findings *f, const plot_image *image)
{
    g_autoptr(lm_colormap) bar = plot_bar_colours(f->figures, &f->panel);
    if (!bar || !plot_image_fits(image, bar)) {
        f->panel.has_bar = false;
        return false;
    }
    f->map_source = "colour bar";
    g_autoptr(lm_colormap) known = plot_bar_known(bar, &f->panel);
    if (known && !plot_image_needs_bar(image, bar, known))
        f->map = g_steal_pointer(&known);
    else
        f->map = g_steal_pointer(&bar);
    return true;
}

/* Where a map was typed, the bar's numbers still stand beside the bar's colours. */
static void turn_to_bar(plot_findings *f)
{
    if (!g_str_equal(f->map_source, "typed") ||
        (f->limits.source != PLOT_LIMITS_BAR && f->limits.source != PLOT_LIMITS_BARS))
        return;
    g_autoptr(lm_colormap) bar = plot_bar_colours(f->figures, &f->panel);
    if (bar && plot_bar_against(bar, f->map))
        plot_limits_turn(&f->limits);
}

static bool tells_numbers_apart(const lm_colormap *bar, GError **error)
{
    if (!g_str_equal(bar->name, "colour bar") || !plot_bar_repeats(bar))
        return true;
    return lm_fail(error, LM_ERROR_REQUIRE,
                   "the colour bar shows the same colours at several numbers, as one does that was "
                   "drawn in colours and turned grey later, so the colours do not tell the "
                   "numbers; take the figures as they were before");
}

static bool find_map(plot_findings *f, const plot_ask *ask, bool *clear, lm_context *context,
                     GError **error)
{
    const plot_image image = {f->figures, &f->panel.image, f->overlay};
    *clear = true;
    if (ask->map) {
        *clear = f->panel.bare; /* in a box they are plots, of whatever map */
        return typed_map(f, &image, ask->map, context, error) &&
               plot_image_bears_out(&image, f->map, error);
    }
    if (f->panel.has_bar && bar_map(f, &image))
        return *clear = tells_numbers_apart(f->map, error);
    f->map_source = "colours of the image";
    f->map = plot_image_map(&image, !f->panel.bare, clear, error);
    return f->map;
}

/* ---- the samples ---- */

static void take_asked(plot_findings *f, const gint64 size[2], lm_context *context)
{
    const plot_box *box = &f->panel.image;
    const gint64 pixels[2] = {llround(box->x1 - box->x0), llround(box->y1 - box->y0)};
    for (int axis = 0; axis < 2; axis++) {
        f->size[axis] = size[axis];
        f->confidence[axis] = 1;
        f->fewer[axis] = size[axis] > pixels[axis];
    }
    if (f->fewer[0] || f->fewer[1])
        lm_context_warn(context,
                        "size=\"%" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                        "\" asks for more samples than the image has pixels (%" G_GINT64_FORMAT
                        " x %" G_GINT64_FORMAT "); those that no pixel shows are filled in",
                        size[0], size[1], pixels[0], pixels[1]);
}

static void read_axes(const plot_findings *f, plot_scale scales[2])
{
    g_autoptr(plot_reader) reader = plot_reader_new(NULL);
    scales[0] = scales[1] = (plot_scale){0};
    if (!reader)
        return;
    plot_read_scale(reader, f->figures, 0, &f->panel.image, PLOT_BOTTOM, &scales[0]);
    plot_read_scale(reader, f->figures, 0, &f->panel.image, PLOT_LEFT, &scales[1]);
}

static void find_extents(const plot_findings *f, const plot_scale scales[2], plot_extent extents[2])
{
    for (int axis = 0; axis < 2; axis++)
        plot_find_extent(f->figures, &f->panel, f->overlay, axis, &scales[axis], f->map,
                         &extents[axis]);
}

/* One pixel, one sample: all that the figures show, and nothing invented. */
static void take_pixels(plot_findings *f, lm_context *context)
{
    const plot_box *box = &f->panel.image;
    f->size[0] = MAX(llround(box->x1 - box->x0), 1);
    f->size[1] = MAX(llround(box->y1 - box->y0), 1);
    f->confidence[0] = f->confidence[1] = 0;
    f->fewer[0] = f->fewer[1] = false;
    lm_context_warn(context,
                    "how many samples the image has cannot be told, so each pixel counts as one, "
                    "and the spacing is taken to be that of pixels. If you know how many there "
                    "are, say it, as in size=\"600 450\"");
}

static void warn_of_doubt(const plot_findings *f, lm_context *context)
{
    lm_context_warn(context,
                    "the image seems to have %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT
                    " samples, which is not certain; if you know better, say it, as in "
                    "size=\"%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\"",
                    f->size[0], f->size[1], f->size[0], f->size[1]);
}

static void warn_of_fewer(const plot_findings *f, lm_context *context)
{
    if (f->fewer[0] || f->fewer[1])
        lm_context_warn(context,
                        "the figures have fewer pixels than the array had samples: what lies "
                        "between the pixels was never drawn and cannot come back; each pixel "
                        "counts as a sample, and the spacing is taken to be that of pixels");
}

static const double guess = 0.2; /* of the size: what is less is none */

static void find_size(plot_findings *f, const plot_ask *ask, lm_context *context)
{
    static const double sure = 0.5;
    plot_extent extents[2];
    plot_scale scales[2];
    if (ask->size[0] > 0) {
        take_asked(f, ask->size, context);
        return;
    }
    read_axes(f, scales);
    find_extents(f, scales, extents);
    for (int axis = 0; axis < 2; axis++) {
        f->size[axis] = extents[axis].samples;
        f->fewer[axis] = extents[axis].fewer;
        f->confidence[axis] = extents[axis].confidence;
    }
    const double least = MIN(f->confidence[0], f->confidence[1]);
    if (least < guess) {
        take_pixels(f, context);
        return;
    }
    if (least < sure)
        warn_of_doubt(f, context);
    warn_of_fewer(f, context);
}

plot_inversion plot_findings_inversion(const plot_findings *f)
{
    return (plot_inversion){.figures = f->figures,
                            .box = f->panel.image,
                            .size = {f->size[0], f->size[1]},
                            .overlay = f->overlay,
                            .map = f->map,
                            .chroma = {f->chroma[0], f->chroma[1]}};
}

static bool fit_box(plot_findings *f, GError **error)
{
    plot_inversion inversion = plot_findings_inversion(f);
    const bool ok = plot_fit_box(&inversion, error);
    f->panel.image = inversion.box;
    return ok;
}

/* Where the image is and what drew it; *plotted is true as soon as they are known to be plots. */
static bool find_plot(plot_findings *f, const lm_volume *pictures, const plot_ask *ask,
                      bool *plotted, lm_context *context, GError **error)
{
    *plotted = false;
    f->figures = plot_figures_new(pictures, error);
    if (!f->figures || !find_image(f, ask, error) || !find_overlay(f, error) ||
        !lm_context_go_on(context, error))
        return false;
    bool clear;
    const bool found = find_map(f, ask, &clear, context, error);
    if (found && f->panel.bare && g_str_equal(f->map->family, "gray"))
        return lm_fail(error, LM_ERROR_REQUIRE,
                       "these are grey pictures without an axes box: slices, not plots of them");
    *plotted = found || !clear;
    return found;
}

plot_findings *plot_findings_new(const lm_volume *pictures, const plot_ask *ask, bool *plotted,
                                 lm_context *context, GError **error)
{
    g_autoptr(plot_findings) f = g_new0(plot_findings, 1);
    memcpy(f->chroma, ask->chroma, sizeof f->chroma);
    if (!find_plot(f, pictures, ask, plotted, context, error))
        return NULL;
    find_size(f, ask, context);
    if (!lm_context_go_on(context, error) || !fit_box(f, error) ||
        !plot_limits_find(&f->limits, f->figures, &f->panel, ask->range, context, error))
        return NULL;
    turn_to_bar(f);
    return g_steal_pointer(&f);
}

/* ---- only a look ---- */

/* A few planes of a series; NULL when it holds no pictures of 8 or 16 bits. */
static lm_volume *some_planes(const lm_series *series, lm_context *context)
{
    enum { FEW = 3 };
    const lm_info *info = lm_series_info(series);
    if (!lm_series_by_planes(series) || info->components < 3 ||
        (info->type != LM_UINT8 && info->type != LM_UINT16))
        return NULL;
    lm_grid grid = info->grid;
    grid.size[2] = MIN(grid.size[2], FEW);
    g_autoptr(lm_volume) volume = lm_volume_new(&grid, info->type, info->components, NULL);
    if (!volume)
        return NULL;
    lm_slab slab = lm_slab_of(volume, (lm_zrange){0, grid.size[2]});
    slab.grid = info->grid;
    return lm_series_read_planes(series, &slab, context, NULL) ? g_steal_pointer(&volume) : NULL;
}

static const plot_ask nothing;

/* Borrows the pictures; NULL when they are no plots. */
static plot_findings *look_at(const lm_volume *pictures, lm_context *context)
{
    bool plotted;
    g_autoptr(plot_findings) f = g_new0(plot_findings, 1);
    return pictures && find_plot(f, pictures, &nothing, &plotted, context, NULL)
               ? g_steal_pointer(&f)
               : NULL;
}

char *lm_plot_map(const lm_series *series, double box[4], lm_context *context)
{
    g_autoptr(lm_volume) pictures = some_planes(series, context);
    g_autoptr(plot_findings) f = look_at(pictures, context);
    if (!f)
        return NULL;
    const plot_box *image = &f->panel.image;
    if (box)
        memcpy(box, (double[]){image->x0, image->x1, image->y0, image->y1}, 4 * sizeof *box);
    return g_strdup(f->map->family);
}

bool lm_plot_samples(const lm_series *series, gint64 size[2], lm_context *context)
{
    g_autoptr(lm_volume) pictures = some_planes(series, context);
    g_autoptr(plot_findings) f = look_at(pictures, context);
    if (!f || !lm_context_go_on(context, NULL))
        return false;
    find_size(f, &nothing, context);
    memcpy(size, f->size, sizeof f->size);
    return MIN(f->confidence[0], f->confidence[1]) >= guess;
}
