#include "proof.h"

#include "lamina/error.h"

#include <cairo.h>
#include <math.h>

enum { HEIGHT = 420, GAP = 24, CAPTION = 28, WIDEST = 4 * HEIGHT };

/* Values as shades: `black` to `white`, missing ones in red. */
typedef struct shades {
    double black, white;
} shades;

/* Of a slice without its outliers: what stays after 1 % at each end. */
static int by_value(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static shades shades_of(const float *values, size_t n)
{
    enum { SAMPLES = 4096 };
    float *some = g_new(float, SAMPLES);
    size_t kept = 0;
    const size_t step = MAX(n / SAMPLES, 1);
    for (size_t i = 0; i < n && kept < SAMPLES; i += step)
        if (isfinite(values[i]))
            some[kept++] = values[i];
    qsort(some, kept, sizeof *some, by_value);
    shades s = {0, 1};
    if (kept > 0)
        s = (shades){(double)some[kept / 100], (double)some[kept - 1 - kept / 100]};
    g_free(some);
    if (s.white <= s.black)
        s.white = s.black + 1;
    return s;
}

static guint32 pixel_of(guint8 r, guint8 g, guint8 b)
{
    return (guint32)r << 16 | (guint32)g << 8 | b;
}

static cairo_surface_t *surface_of(gint64 width, gint64 height, guint32 **pixels, int *stride)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
    *pixels = (guint32 *)(void *)cairo_image_surface_get_data(surface);
    *stride = cairo_image_surface_get_stride(surface) / (int)sizeof **pixels;
    return surface;
}

static cairo_surface_t *shaded(const float *values, const gint64 size[2], shades s)
{
    guint32 *pixels;
    int stride;
    cairo_surface_t *surface = surface_of(size[0], size[1], &pixels, &stride);
    for (gint64 y = 0; pixels && y < size[1]; y++)
        for (gint64 x = 0; x < size[0]; x++) {
            const double v = (double)values[y * size[0] + x];
            const double t = CLAMP((v - s.black) / (s.white - s.black), 0, 1);
            const guint8 shade = isfinite(v) ? (guint8)lround(255 * t) : 0;
            pixels[y * stride + x] =
                isfinite(v) ? pixel_of(shade, shade, shade) : pixel_of(220, 40, 40);
        }
    cairo_surface_mark_dirty(surface);
    return surface;
}

static cairo_surface_t *figure_surface(const plot_figures *figures, gint64 z)
{
    guint32 *pixels;
    int stride;
    cairo_surface_t *surface = surface_of(figures->width, figures->height, &pixels, &stride);
    for (gint64 y = 0; pixels && y < figures->height; y++)
        for (gint64 x = 0; x < figures->width; x++) {
            const guint8 *p = plot_pixel(figures, z, x, y);
            pixels[y * stride + x] = pixel_of(p[0], p[1], p[2]);
        }
    cairo_surface_mark_dirty(surface);
    return surface;
}

static void draw_box(cairo_t *cr, const plot_findings *f)
{
    const plot_box *box = &f->panel.image, *bar = &f->panel.bar;
    cairo_set_line_width(cr, 2);
    cairo_set_source_rgb(cr, 1, 0, 0.8);
    cairo_rectangle(cr, box->x0, box->y0, box->x1 - box->x0, box->y1 - box->y0);
    cairo_stroke(cr);
    if (!f->panel.has_bar)
        return;
    cairo_rectangle(cr, bar->x0, bar->y0, bar->x1 - bar->x0, bar->y1 - bar->y0);
    cairo_stroke(cr);
}

/* A part of the picture: where it stands, how large its source is and how it is stretched. */
typedef struct part {
    double left, wide;    /* in the picture */
    double width, height; /* of the source */
} part;

static part part_after(double left, double width, double height, double proportion)
{
    return (part){left, CLAMP(HEIGHT * proportion, 40, WIDEST), width, height};
}

static void paint(cairo_t *cr, const part *p, cairo_surface_t *surface, const plot_findings *boxed,
                  const char *caption)
{
    cairo_save(cr);
    cairo_translate(cr, p->left, CAPTION);
    cairo_scale(cr, p->wide / p->width, HEIGHT / p->height);
    cairo_set_source_surface(cr, surface, 0, 0);
    cairo_paint(cr);
    if (boxed)
        draw_box(cr, boxed);
    cairo_restore(cr);
    cairo_set_source_rgb(cr, 0, 0, 0);
    cairo_move_to(cr, p->left, CAPTION - 9);
    cairo_show_text(cr, caption);
}

static cairo_status_t append(void *bytes, const unsigned char *data, unsigned length)
{
    g_byte_array_append(bytes, data, length);
    return CAIRO_STATUS_SUCCESS;
}

static void draw(cairo_t *cr, const plot_findings *f, const plot_summary *summary,
                 const float *slice, const part parts[3])
{
    static const double worst = 30; /* 8-bit steps: white in the third part */
    const size_t n = (size_t)(f->size[0] * f->size[1]);
    cairo_surface_t *figure = figure_surface(f->figures, summary->shown);
    cairo_surface_t *values = shaded(slice, f->size, shades_of(slice, n));
    cairo_surface_t *distance = shaded(summary->distance, f->size, (shades){0, worst});
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_select_font_face(cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cr, 14);
    g_autofree char *first = g_strdup_printf(
        "figure %" G_GINT64_FORMAT ", with the box that was found", summary->shown + 1);
    paint(cr, &parts[0], figure, f, first);
    paint(cr, &parts[1], values, NULL, "what was recovered from it");
    paint(cr, &parts[2], distance, NULL, "distance of its colours from the map (white: 30 of 255)");
    cairo_surface_destroy(figure);
    cairo_surface_destroy(values);
    cairo_surface_destroy(distance);
}

GBytes *plot_proof_png(const plot_findings *f, const plot_summary *summary, const float *slice,
                       GError **error)
{
    const double width = (double)f->figures->width, height = (double)f->figures->height;
    const double nx = (double)f->size[0], ny = (double)f->size[1];
    const plot_box *box = &f->panel.image;
    const double proportion = (box->x1 - box->x0) / (box->y1 - box->y0);
    part parts[3];
    parts[0] = part_after(0, width, height, width / height);
    parts[1] = part_after(parts[0].wide + GAP, nx, ny, proportion);
    parts[2] = part_after(parts[1].left + parts[1].wide + GAP, nx, ny, proportion);
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)ceil(parts[2].left + parts[2].wide), CAPTION + HEIGHT);
    cairo_t *cr = cairo_create(surface);
    draw(cr, f, summary, slice, parts);
    GByteArray *bytes = g_byte_array_new();
    const cairo_status_t status = cairo_status(cr);
    if (status != CAIRO_STATUS_SUCCESS ||
        cairo_surface_write_to_png_stream(surface, append, bytes) != CAIRO_STATUS_SUCCESS) {
        lm_fail(error, LM_ERROR_INTERNAL, "the picture of the report cannot be drawn: %s",
                cairo_status_to_string(status));
        g_clear_pointer(&bytes, g_byte_array_unref);
    }
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    return bytes ? g_byte_array_free_to_bytes(bytes) : NULL;
}
