#include "solid-marks.h"

#include "solid-words.h"

#include <string.h>

enum { MARGIN = 12, ARM = 26, BAR_HEIGHT = 4 };

static cairo_t *begin(GtkSnapshot *snapshot, const graphene_rect_t *bounds, const GdkRGBA *ink)
{
    cairo_t *cr = gtk_snapshot_append_cairo(snapshot, bounds);
    gdk_cairo_set_source_rgba(cr, ink);
    cairo_set_line_width(cr, 1.5);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    return cr;
}

/* Something light, or dark, behind marks that stand on the picture. */
static void append_ground(GtkSnapshot *snapshot, const graphene_rect_t *at, const GdkRGBA *ink)
{
    float paper = ink->red > 0.5f ? 0 : 1;
    gtk_snapshot_append_color(snapshot, &(GdkRGBA){paper, paper, paper, 0.6f}, at);
}

/* A text with its middle there, or as far beside it as keeps it left of `most`. */
static void write_at(GtkSnapshot *snapshot, GtkWidget *widget, const char *text, double x, double y,
                     double most, const GdkRGBA *ink)
{
    g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout(widget, text);
    int width, height;
    pango_layout_get_pixel_size(layout, &width, &height);
    x = MIN(x, most - width / 2.0);
    graphene_point_t at = GRAPHENE_POINT_INIT((float)(x - width / 2.0), (float)(y - height / 2.0));
    gtk_snapshot_save(snapshot);
    gtk_snapshot_translate(snapshot, &at);
    gtk_snapshot_append_layout(snapshot, layout, ink);
    gtk_snapshot_restore(snapshot);
}

/* An axis that points at the eye has no letter: it would hide the others. */
static const double least_arm = 0.2;

void lm_marks_axes(GtkSnapshot *snapshot, GtkWidget *widget, const LmEye *eye, const GdkRGBA *ink)
{
    static const GdkRGBA colours[3] = {
        {0.90f, 0.35f, 0.30f, 1}, {0.30f, 0.70f, 0.35f, 1}, {0.35f, 0.55f, 0.95f, 1}};
    const double x = ARM + 18, y = eye->height - ARM - 18;
    const float size = 2 * (ARM + 18);
    graphene_rect_t at = GRAPHENE_RECT_INIT((float)x - size / 2, (float)y - size / 2, size, size);
    append_ground(snapshot, &at, ink);
    cairo_t *cr = begin(snapshot, &at, ink);
    for (int k = 0; k < 3; k++) {
        gdk_cairo_set_source_rgba(cr, &colours[k]);
        cairo_move_to(cr, x, y);
        cairo_line_to(cr, x + ARM * eye->camera.right[k], y - ARM * eye->camera.up[k]);
        cairo_stroke(cr);
    }
    cairo_destroy(cr);
    for (int k = 0; k < 3; k++) {
        double right = eye->camera.right[k], up = eye->camera.up[k];
        double length = sqrt(right * right + up * up);
        double reach = (ARM + 9 / MAX(length, least_arm));
        if (length >= least_arm)
            write_at(snapshot, widget, lm_axis_letter(k, true), x + reach * right, y - reach * up,
                     eye->width, &colours[k]);
    }
}

void lm_marks_bar(GtkSnapshot *snapshot, GtkWidget *widget, const LmEye *eye, const GdkRGBA *ink)
{
    double mm_per_pixel = 2 * eye->camera.half_height / eye->height;
    double mm = lm_bar_length(mm_per_pixel, MAX(eye->width / 4.0, 40));
    double pixels = mm / mm_per_pixel, right = eye->width - MARGIN, y = eye->height - MARGIN;
    graphene_rect_t at = GRAPHENE_RECT_INIT((float)(right - pixels - MARGIN), (float)(y - 30),
                                            (float)(pixels + 2 * MARGIN), 30 + MARGIN);
    append_ground(snapshot, &at, ink);
    cairo_t *cr = begin(snapshot, &at, ink);
    cairo_move_to(cr, right - pixels, y - BAR_HEIGHT);
    cairo_line_to(cr, right - pixels, y);
    cairo_line_to(cr, right, y);
    cairo_line_to(cr, right, y - BAR_HEIGHT);
    cairo_stroke(cr);
    cairo_destroy(cr);
    g_autofree char *text = lm_bar_text(mm);
    write_at(snapshot, widget, text, right - pixels / 2, y - BAR_HEIGHT - 10, right + BAR_HEIGHT,
             ink);
}

static void draw_edges(cairo_t *cr, const LmEye *eye, const lm_grid *grid, const double box[6])
{
    double corners[8][2];
    lm_clip_corners(eye, grid, box, corners);
    for (int corner = 0; corner < 8; corner++)
        for (int k = 0; k < 3; k++)
            if (!(corner >> k & 1)) {
                const double *to = corners[corner | 1 << k];
                cairo_move_to(cr, corners[corner][0], corners[corner][1]);
                cairo_line_to(cr, to[0], to[1]);
            }
    cairo_set_line_width(cr, 1);
    cairo_stroke(cr);
}

void lm_marks_box(GtkSnapshot *snapshot, const LmEye *eye, const lm_grid *grid, const double box[6],
                  int held, const GdkRGBA *ink)
{
    double handles[6][2];
    lm_clip_handles(eye, grid, box, handles);
    graphene_rect_t all = GRAPHENE_RECT_INIT(0, 0, (float)eye->width, (float)eye->height);
    cairo_t *cr = begin(snapshot, &all, ink);
    draw_edges(cr, eye, grid, box);
    for (int k = 0; k < 6; k++) {
        double radius = k == held ? LM_HANDLE_RADIUS + 2 : LM_HANDLE_RADIUS;
        cairo_arc(cr, handles[k][0], handles[k][1], radius, 0, 2 * G_PI);
        cairo_set_source_rgb(cr, 0.2, 0.5, 0.9);
        cairo_fill_preserve(cr);
        gdk_cairo_set_source_rgba(cr, ink);
        cairo_stroke(cr);
    }
    cairo_destroy(cr);
}
