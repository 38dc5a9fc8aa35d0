#include "slice-overlay.h"

#include <math.h>

static const GdkRGBA white = {1, 1, 1, 0.95F}, black = {0, 0, 0, 0.8F}, dim = {0, 0, 0, 0.55F},
                     accent = {1, 0.75F, 0.2F, 1};

static const double margin = 6; /* pixels around letters */

GdkRGBA lm_slice_colour(int axis)
{
    static const GdkRGBA colours[3] = {
        {0.96F, 0.83F, 0.18F, 0.85F}, {0.34F, 0.85F, 0.45F, 0.85F}, {1, 0.42F, 0.39F, 0.85F}};
    return colours[axis];
}

static void rectangle(GtkSnapshot *snapshot, const GdkRGBA *colour, double x, double y,
                      double width, double height)
{
    if (width > 0 && height > 0)
        gtk_snapshot_append_color(
            snapshot, colour, &GRAPHENE_RECT_INIT((float)x, (float)y, (float)width, (float)height));
}

static void append_layout(GtkSnapshot *snapshot, PangoLayout *layout, const GdkRGBA *colour,
                          double x, double y)
{
    gtk_snapshot_save(snapshot);
    gtk_snapshot_translate(snapshot, &GRAPHENE_POINT_INIT((float)x, (float)y));
    gtk_snapshot_append_layout(snapshot, layout, colour);
    gtk_snapshot_restore(snapshot);
}

/* Bright with a dark rim: to be read on any picture. `at` is 0 to 1 of the text's own size; it
 * never leaves the widget at the sides. */
static void text(GtkSnapshot *snapshot, GtkWidget *widget, const char *words, const GdkRGBA *colour,
                 const double pixel[2], const double at[2])
{
    g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout(widget, words);
    PangoRectangle place; /* in the layout: at its right end where one writes from right to left */
    pango_layout_set_width(layout, gtk_widget_get_width(widget) * PANGO_SCALE);
    pango_layout_get_pixel_extents(layout, NULL, &place);
    double most = gtk_widget_get_width(widget) - place.width;
    double x = CLAMP(round(pixel[0] - at[0] * place.width), 0, MAX(most, 0)) - place.x;
    double y = round(pixel[1] - at[1] * place.height);
    append_layout(snapshot, layout, &black, x - 1, y - 1);
    append_layout(snapshot, layout, &black, x + 1, y - 1);
    append_layout(snapshot, layout, &black, x - 1, y + 1);
    append_layout(snapshot, layout, &black, x + 1, y + 1);
    append_layout(snapshot, layout, colour, x, y);
}

void lm_slice_draw_crosshair(GtkSnapshot *snapshot, const LmSlicePlane *plane,
                             const double pixel[2], int width, int height)
{
    static const double gap = 10; /* around the point itself, which is to be seen */
    double x = floor(pixel[0]), y = floor(pixel[1]);
    GdkRGBA upright = lm_slice_colour(plane->across[LM_RIGHT]);
    GdkRGBA level = lm_slice_colour(plane->across[LM_DOWN]);
    rectangle(snapshot, &upright, x, 0, 1, y - gap);
    rectangle(snapshot, &upright, x, y + gap, 1, height - y - gap);
    rectangle(snapshot, &level, 0, y, x - gap, 1);
    rectangle(snapshot, &level, x + gap, y, width - x - gap, 1);
}

/* Where the letter of the upper side begins: below a title that reaches so far. */
static double top_below(GtkWidget *widget, const char *title)
{
    int wide, high;
    g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout(widget, title);
    pango_layout_get_pixel_size(layout, &wide, &high);
    bool is_far = 2 * margin + wide + high > gtk_widget_get_width(widget) / 2;
    return is_far ? margin + high : margin;
}

void lm_slice_draw_sides(GtkSnapshot *snapshot, GtkWidget *widget, const LmSlicePlane *plane,
                         const char *title)
{
    double width = gtk_widget_get_width(widget), height = gtk_widget_get_height(widget);
    const double places[4][2] = {{margin, height / 2},
                                 {width - margin, height / 2},
                                 {width / 2, top_below(widget, title)},
                                 {width / 2, height - margin}};
    static const double at[4][2] = {{0, 0.5}, {1, 0.5}, {0.5, 0}, {0.5, 1}};
    for (int i = 0; i < 4; i++) {
        const char letter[2] = {plane->sides[i], 0};
        text(snapshot, widget, letter, &white, places[i], at[i]);
    }
}

void lm_slice_draw_title(GtkSnapshot *snapshot, GtkWidget *widget, int axis, const char *title,
                         const char *mark)
{
    GdkRGBA colour = lm_slice_colour(axis);
    text(snapshot, widget, title, &colour, (double[]){margin, margin}, (double[]){0, 0});
    if (mark)
        text(snapshot, widget, mark, &white,
             (double[]){gtk_widget_get_width(widget) - margin, margin}, (double[]){1, 0});
}

static void grips(GtkSnapshot *snapshot, const double sides[4])
{
    static const double size = 7;
    for (int i = 0; i < 9; i++) {
        if (i == 4)
            continue;
        double right = (i % 3) / 2.0, down = (i / 3) / 2.0;
        double x = sides[0] + (sides[1] - sides[0]) * right;
        double y = sides[2] + (sides[3] - sides[2]) * down;
        rectangle(snapshot, &accent, round(x - size / 2), round(y - size / 2), size, size);
    }
}

void lm_slice_draw_box(GtkSnapshot *snapshot, const double sides[4], int width, int height,
                       bool has_grips)
{
    double left = round(sides[0]), right = round(sides[1]);
    double top = round(sides[2]), bottom = round(sides[3]);
    double upper = CLAMP(top, 0, height), lower = CLAMP(bottom, 0, height);
    rectangle(snapshot, &dim, 0, 0, width, upper);
    rectangle(snapshot, &dim, 0, lower, width, height - lower);
    rectangle(snapshot, &dim, 0, upper, left, lower - upper);
    rectangle(snapshot, &dim, right, upper, width - right, lower - upper);
    rectangle(snapshot, &accent, left - 1, top - 1, right - left + 2, 1);
    rectangle(snapshot, &accent, left - 1, bottom, right - left + 2, 1);
    rectangle(snapshot, &accent, left - 1, top, 1, bottom - top);
    rectangle(snapshot, &accent, right, top, 1, bottom - top);
    if (has_grips)
        grips(snapshot, sides);
}

void lm_slice_draw_line(GtkSnapshot *snapshot, GtkWidget *widget, const LmSliceFrame *frame,
                        const LmSliceLine *line, const char *words)
{
    double from[2], to[2];
    lm_slice_to_pixel(frame, line->ends[0], from);
    lm_slice_to_pixel(frame, line->ends[1], to);
    double dx = to[0] - from[0], dy = to[1] - from[1], length = hypot(dx, dy);
    gtk_snapshot_save(snapshot);
    gtk_snapshot_translate(snapshot, &GRAPHENE_POINT_INIT((float)from[0], (float)from[1]));
    gtk_snapshot_rotate(snapshot, (float)(atan2(dy, dx) * 180 / G_PI));
    rectangle(snapshot, &black, -1, -2, length + 2, 4);
    rectangle(snapshot, &accent, 0, -1, length, 2);
    rectangle(snapshot, &accent, -1, -5, 2, 10);
    rectangle(snapshot, &accent, length - 1, -5, 2, 10);
    gtk_snapshot_restore(snapshot);
    text(snapshot, widget, words, &white, (double[]){to[0] + 2 * margin, to[1]},
         (double[]){dx < 0 ? 1 : 0, dy < 0 ? 1 : 0});
}

void lm_slice_draw_message(GtkSnapshot *snapshot, GtkWidget *widget, const char *words)
{
    double width = gtk_widget_get_width(widget), height = gtk_widget_get_height(widget);
    text(snapshot, widget, words, &white, (double[]){width / 2, height / 2}, (double[]){0.5, 0.5});
}
