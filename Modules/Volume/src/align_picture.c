#include "align_stack.h"

#include "lamina/error.h"
#include "lamina/number.h"

#include <cairo.h>

enum { WIDTH = 900, HEIGHT = 190, LEFT = 70, RIGHT = 20, TOP = 34, BOTTOM = 30, CAPTION = 26 };

typedef enum quantity { SHIFT_X, SHIFT_Y, ANGLE, QUANTITIES } quantity;

static double value(align_motion motion, quantity what)
{
    return what == SHIFT_X   ? creal(motion.shift)
           : what == SHIFT_Y ? cimag(motion.shift)
                             : align_motion_degrees(motion);
}

/* Where the content lies once the slice is moved. */
static align_motion lies(const align_slice *slice)
{
    return align_motion_then(slice->lay, slice->move);
}

static bool was_found(const align_slice *slice)
{
    return slice->verdict == ALIGN_FOUND || slice->verdict == ALIGN_FAR;
}

/* A frame of the picture, and the range of values in it. */
typedef struct frame {
    cairo_t *cr;
    double top, least, most;
    gint64 count;
} frame;

static double at_x(const frame *f, gint64 z)
{
    return LEFT + (double)(WIDTH - LEFT - RIGHT) * ((double)z + 0.5) / (double)f->count;
}

static double at_y(const frame *f, double v)
{
    const double share = (v - f->least) / (f->most - f->least);
    return f->top + HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
}

static void widen(frame *f, double v)
{
    f->least = MIN(f->least, v);
    f->most = MAX(f->most, v);
}

static void fit_range(frame *f, const align_slice *slices, quantity what)
{
    for (gint64 z = 0; z < f->count; z++) {
        widen(f, value(slices[z].lay, what));
        widen(f, value(lies(&slices[z]), what));
    }
    if (f->most <= f->least)
        f->most = f->least + 1e-3;
    const double margin = 0.06 * (f->most - f->least);
    f->least -= margin;
    f->most += margin;
}

/* 1, 2 or 5 times a power of ten, of which about four fit. */
static double tick_step(double range)
{
    const double rough = range / 4, power = pow(10, floor(log10(rough)));
    const double first = rough / power;
    return power * (first < 1.5 ? 1 : first < 3.5 ? 2 : first < 7.5 ? 5 : 10);
}

static void draw_text(cairo_t *cr, double x, double y, double align, const char *text)
{
    cairo_text_extents_t size;
    cairo_text_extents(cr, text, &size);
    cairo_move_to(cr, x - align * size.width, y);
    cairo_show_text(cr, text);
}

static void draw_frame(const frame *f, const char *title)
{
    cairo_t *cr = f->cr;
    cairo_set_source_rgb(cr, 0, 0, 0);
    draw_text(cr, LEFT, f->top + TOP - 10, 0, title);
    const double step = tick_step(f->most - f->least);
    for (int i = (int)ceil(f->least / step); i <= (int)floor(f->most / step); i++) {
        const double v = i * step;
        g_autofree char *label = lm_number_words(v, 4);
        cairo_set_source_rgb(cr, 0.88, 0.88, 0.88);
        cairo_move_to(cr, LEFT, at_y(f, v));
        cairo_line_to(cr, WIDTH - RIGHT, at_y(f, v));
        cairo_stroke(cr);
        cairo_set_source_rgb(cr, 0.3, 0.3, 0.3);
        draw_text(cr, LEFT - 8, at_y(f, v) + 4, 1, label);
    }
    const gint64 every = (gint64)MAX(1, tick_step((double)f->count / 3));
    for (gint64 z = 0; z < f->count; z += every) {
        g_autofree char *label = g_strdup_printf("%" G_GINT64_FORMAT, z);
        draw_text(cr, at_x(f, z), f->top + HEIGHT - BOTTOM + 16, 0.5, label);
    }
    cairo_rectangle(cr, LEFT, f->top + TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);
    cairo_stroke(cr);
}

static void dot(cairo_t *cr, double x, double y)
{
    cairo_arc(cr, x, y, 3, 0, 2 * G_PI);
    cairo_fill(cr);
}

static void colour_before(cairo_t *cr, align_verdict verdict)
{
    if (verdict == ALIGN_FAR)
        cairo_set_source_rgb(cr, 0.85, 0.1, 0.1);
    else
        cairo_set_source_rgb(cr, 0.55, 0.55, 0.55);
}

static void colour_after(cairo_t *cr)
{
    cairo_set_source_rgb(cr, 0.1, 0.4, 0.8);
}

static void draw_values(const frame *f, const align_slice *slices, quantity what)
{
    for (gint64 z = 0; z < f->count; z++)
        if (was_found(&slices[z])) {
            colour_before(f->cr, slices[z].verdict);
            dot(f->cr, at_x(f, z), at_y(f, value(slices[z].lay, what)));
        }
    colour_after(f->cr);
    for (gint64 z = 0; z < f->count; z++)
        if (slices[z].verdict == ALIGN_FOUND)
            cairo_line_to(f->cr, at_x(f, z), at_y(f, value(lies(&slices[z]), what)));
    cairo_stroke(f->cr);
}

static void draw_caption(cairo_t *cr)
{
    colour_before(cr, ALIGN_FOUND);
    dot(cr, LEFT + 4, 16);
    draw_text(cr, LEFT + 14, 20, 0, "where the slices lay");
    colour_after(cr);
    cairo_move_to(cr, LEFT + 190, 16);
    cairo_line_to(cr, LEFT + 214, 16);
    cairo_stroke(cr);
    draw_text(cr, LEFT + 220, 20, 0, "where they lie now");
    colour_before(cr, ALIGN_FAR);
    dot(cr, LEFT + 384, 16);
    draw_text(cr, LEFT + 394, 20, 0, "not believed");
    cairo_set_source_rgb(cr, 0.3, 0.3, 0.3);
    draw_text(cr, WIDTH - RIGHT, 20, 1, "over the number of the slice");
}

static void draw(cairo_t *cr, const align_slice *slices, gint64 count)
{
    static const char *const titles[QUANTITIES] = {"along x, mm", "along y, mm",
                                                   "rotation from x to y, degrees"};
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_select_font_face(cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cr, 13);
    cairo_set_line_width(cr, 1.5);
    draw_caption(cr);
    for (quantity what = 0; what < QUANTITIES; what++) {
        frame f = {cr, CAPTION + HEIGHT * (double)what, 0, 0, count};
        fit_range(&f, slices, what);
        draw_frame(&f, titles[what]);
        draw_values(&f, slices, what);
    }
}

static cairo_status_t append(void *bytes, const unsigned char *data, unsigned length)
{
    g_byte_array_append(bytes, data, length);
    return CAIRO_STATUS_SUCCESS;
}

GBytes *align_picture(const align_slice *slices, gint64 count, GError **error)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, CAPTION + HEIGHT * QUANTITIES);
    cairo_t *cr = cairo_create(surface);
    draw(cr, slices, count);
    GByteArray *bytes = g_byte_array_new();
    cairo_status_t status = cairo_status(cr);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_write_to_png_stream(surface, append, bytes);
    if (status != CAIRO_STATUS_SUCCESS) {
        lm_fail(error, LM_ERROR_INTERNAL, "the picture of the report cannot be drawn: %s",
                cairo_status_to_string(status));
        g_clear_pointer(&bytes, g_byte_array_unref);
    }
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    return bytes ? g_byte_array_free_to_bytes(bytes) : NULL;
}
