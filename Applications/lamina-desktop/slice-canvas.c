#include "slice-canvas.h"

#include "box-grip.h"
#include "left-out.h"
#include "preview.h"
#include "slice-box.h"
#include "slice-text.h"
#include "slice-texture.h"
#include "survey.h"

#include <glib/gi18n.h>
#include <math.h>

/* What a texture is made of; compared, to see whether another is wanted. */
typedef struct wanted {
    lm_volume *volume;
    LmSlicePlane plane;
    LmSlicePart part;
    gint64 slice;
    lm_window window;
} wanted;

struct _LmSliceCanvas {
    GtkWidget parent;
    LmSession *session;
    int axis;
    LmSliceShown shown;
    LmSliceZoom zoom;
    bool has_line, has_pointer;
    LmSliceLine line;
    char *length; /* of the line, as it is said; NULL: none is seen */
    double pointer[2];
    LmSliceTexture *texture; /* the last that came; NULL: none yet */
    char *error;             /* why there is none */
    bool is_making;
    wanted made; /* the one that is being made, or was last */
};

G_DEFINE_TYPE(LmSliceCanvas, lm_slice_canvas, GTK_TYPE_WIDGET)

enum { CHANGED, POINTER, MAXIMISE, N_SIGNALS };
static guint signals[N_SIGNALS];

static LmPreview *preview_of(LmSliceCanvas *canvas)
{
    return lm_preview_of(canvas->session);
}

static LmLeftOut *left_out_of(LmSliceCanvas *canvas)
{
    return lm_left_out_of(canvas->session);
}

/* ---- the texture ---- */

/* Colours of 8 bits are shown as they are. */
static lm_window window_of(LmSliceCanvas *canvas)
{
    const lm_volume *volume = canvas->shown.volume;
    if (canvas->shown.left_out)
        return lm_left_out_window(left_out_of(canvas));
    if (volume && volume->components >= 3 && volume->type == LM_UINT8)
        return (lm_window){0, 255};
    lm_window window;
    lm_session_window(canvas->session, &window.low, &window.high);
    if (!(window.low < window.high))
        window.high = nextafter(window.low, INFINITY);
    return window;
}

static bool is_held(const lm_volume *volume, gint64 plane)
{
    return plane >= volume->held.lo && plane < volume->held.hi;
}

/* Of a preview the slice may still be on its way. */
static bool is_there(LmSliceCanvas *canvas)
{
    const LmSliceShown *shown = &canvas->shown;
    return shown->volume && (!shown->is_preview || is_held(shown->volume, shown->slice));
}

static wanted wanted_now(LmSliceCanvas *canvas)
{
    GtkWidget *widget = GTK_WIDGET(canvas);
    LmSliceFrame frame = lm_slice_canvas_frame(canvas);
    return (wanted){.volume = canvas->shown.volume,
                    .plane = canvas->shown.plane,
                    .part =
                        lm_slice_part(&canvas->shown.plane, &frame, gtk_widget_get_width(widget),
                                      gtk_widget_get_height(widget)),
                    .slice = canvas->shown.slice,
                    .window = window_of(canvas)};
}

static bool is_same(const wanted *a, const wanted *b)
{
    return a->volume == b->volume && a->slice == b->slice && a->window.low == b->window.low &&
           a->window.high == b->window.high && lm_slice_plane_equal(&a->plane, &b->plane) &&
           lm_slice_part_equal(&a->part, &b->part);
}

static void make_texture(LmSliceCanvas *canvas);

static void on_made(GObject *source, GAsyncResult *result, gpointer user)
{
    (void)user;
    LmSliceCanvas *canvas = LM_SLICE_CANVAS(source);
    g_autoptr(GError) error = NULL;
    LmSliceTexture *texture = lm_slice_texture_finish(result, &error);
    canvas->is_making = false;
    g_clear_pointer(&canvas->error, g_free);
    g_clear_pointer(&canvas->texture, lm_slice_texture_free);
    canvas->texture = texture;
    if (error)
        canvas->error = g_strdup(error->message);
    gtk_widget_queue_draw(GTK_WIDGET(canvas));
    make_texture(canvas);
}

/* One at a time, of what is shown when it begins; none while nobody looks. */
static void make_texture(LmSliceCanvas *canvas)
{
    if (canvas->is_making)
        return;
    if (canvas->made.volume != canvas->shown.volume)
        g_clear_pointer(&canvas->made.volume, lm_volume_unref);
    if (!is_there(canvas) || !gtk_widget_get_mapped(GTK_WIDGET(canvas)))
        return;
    wanted now = wanted_now(canvas);
    if (is_same(&now, &canvas->made))
        return;
    if (!canvas->made.volume)
        lm_volume_ref(now.volume);
    canvas->made = now;
    canvas->is_making = true;
    lm_slice_texture_make(G_OBJECT(canvas), now.volume, &now.plane, &now.part, now.slice,
                          &now.window, on_made);
}

/* ---- what is shown ---- */

/* What comes into the selected step while its box is in hand: of figures only where they are seen
 * from the front. */
static lm_volume *volume_in_box(LmSliceCanvas *canvas)
{
    bool is_seen = canvas->axis == 2 || !lm_slice_box_is_of_figures(canvas->session);
    return is_seen && lm_session_tool(canvas->session) == LM_TOOL_BOX
               ? lm_slice_box_volume(canvas->session)
               : NULL;
}

/* The index in the volume that is looked at. */
static void crosshair_index(LmSliceCanvas *canvas, double index[3])
{
    double world[3];
    gint64 voxel[3];
    if (canvas->shown.is_preview || canvas->shown.left_out) {
        if (canvas->shown.left_out)
            lm_left_out_voxel(left_out_of(canvas), voxel);
        else
            lm_preview_voxel(preview_of(canvas), voxel);
        for (int k = 0; k < 3; k++)
            index[k] = (double)voxel[k];
        return;
    }
    lm_session_crosshair(canvas->session, world);
    lm_grid_to_index(&canvas->shown.volume->grid, world, index);
}

static void crosshair_voxel(LmSliceCanvas *canvas, gint64 voxel[3])
{
    double index[3];
    crosshair_index(canvas, index);
    for (int k = 0; k < 3; k++)
        voxel[k] = lm_slice_nearest(&canvas->shown.volume->grid, k, index[k]);
}

/* The spacing of a job that takes figures back to numbers is of the samples, not of their pixels.
 */
static bool shows_figures(LmSliceCanvas *canvas)
{
    LmSurvey *survey = lm_survey_of(canvas->session);
    return canvas->shown.in_box ? lm_slice_box_is_of_figures(canvas->session)
                                : canvas->shown.is_preview && (lm_survey_plot_map(survey) ||
                                                               lm_survey_is_recovered(survey));
}

static LmSliceKind kind_of(LmSliceCanvas *canvas)
{
    if (shows_figures(canvas))
        return LM_SLICE_FIGURE;
    bool in_pixels = canvas->shown.left_out ||
                     (canvas->shown.is_preview && lm_preview_in_pixels(preview_of(canvas)));
    return in_pixels ? LM_SLICE_PICTURE : LM_SLICE_TRUE;
}

/* Called with what is shown now; `before` is what was. */
static void show_volume(LmSliceCanvas *canvas, const LmSlicePlane *before)
{
    LmSliceShown *shown = &canvas->shown;
    gint64 voxel[3];
    crosshair_voxel(canvas, voxel);
    shown->kind = kind_of(canvas);
    shown->plane = lm_slice_plane(&shown->volume->grid, canvas->axis);
    shown->slice = voxel[canvas->axis];
    if (shown->kind != LM_SLICE_TRUE)
        shown->plane.spacing[LM_RIGHT] = shown->plane.spacing[LM_DOWN] = 1;
    if (before && lm_slice_plane_equal(before, &shown->plane))
        return;
    canvas->zoom = lm_slice_zoom_fit(&shown->plane);
    canvas->has_line = false;
}

/* Tells the other views how large voxels are here. */
static void tell_voxel_side(LmSliceCanvas *canvas)
{
    const LmSliceShown *shown = &canvas->shown;
    double side = 0;
    if (shown->volume && gtk_widget_get_mapped(GTK_WIDGET(canvas))) {
        const double *mm = shown->volume->grid.spacing;
        side = lm_slice_canvas_frame(canvas).scale;
        if (shown->kind == LM_SLICE_TRUE)
            side *= cbrt(mm[0] * mm[1] * mm[2]);
    }
    lm_session_set_voxel_side(canvas->session, canvas->axis, side);
}

/* What of the line is drawn is said as well. */
static void measure_line(LmSliceCanvas *canvas)
{
    const LmSliceShown *shown = &canvas->shown;
    const double(*ends)[2] = canvas->line.ends;
    g_autofree char *length = NULL, *words = NULL;
    if (shown->volume && canvas->has_line && canvas->line.slice == shown->slice)
        length = lm_slice_length_text(hypot(ends[1][0] - ends[0][0], ends[1][1] - ends[0][1]),
                                      shown->kind);
    if (g_strcmp0(length, canvas->length) == 0)
        return;
    words = length ? g_strdup_printf(_("Measured: %s"), length) : g_strdup("");
    gtk_accessible_update_property(GTK_ACCESSIBLE(canvas), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                   words, -1);
    g_free(canvas->length);
    canvas->length = g_steal_pointer(&length);
}

static lm_volume *volume_to_show(LmSliceCanvas *canvas, bool *in_box)
{
    lm_volume *volume = volume_in_box(canvas);
    *in_box = volume != NULL;
    if (!volume)
        volume = lm_session_volume(canvas->session);
    return volume || canvas->axis != 2 ? volume : lm_preview_volume(preview_of(canvas));
}

static void update(LmSliceCanvas *canvas)
{
    LmSliceShown *shown = &canvas->shown;
    lm_volume *before = shown->volume, *volume = NULL;
    LmSlicePlane plane = shown->plane;
    shown->left_out = canvas->axis == 2 ? lm_left_out_name(left_out_of(canvas)) : NULL;
    shown->in_box = false;
    if (shown->left_out)
        volume = lm_left_out_volume(left_out_of(canvas));
    else
        volume = volume_to_show(canvas, &shown->in_box);
    shown->is_preview = volume && volume == lm_preview_volume(preview_of(canvas));
    shown->is_stale = !shown->left_out && !shown->in_box && !shown->is_preview &&
                      lm_session_volume_is_stale(canvas->session);
    shown->volume = volume ? lm_volume_ref(volume) : NULL;
    if (volume)
        show_volume(canvas, before ? &plane : NULL);
    lm_volume_unref(before);
    measure_line(canvas);
    tell_voxel_side(canvas);
    make_texture(canvas);
    gtk_widget_queue_draw(GTK_WIDGET(canvas));
    g_signal_emit(canvas, signals[CHANGED], 0);
}

const char *lm_slice_canvas_message(LmSliceCanvas *canvas)
{
    if (canvas->shown.volume && is_there(canvas))
        return canvas->error;
    if (canvas->shown.left_out)
        return lm_left_out_error(left_out_of(canvas));
    LmPreview *preview = preview_of(canvas);
    return canvas->axis == 2 && lm_preview_is_on(preview) ? lm_preview_error(preview)
                                                          : lm_preview_missing(preview, true);
}

LmSession *lm_slice_canvas_session(LmSliceCanvas *canvas)
{
    return canvas->session;
}

const LmSliceShown *lm_slice_canvas_shown(LmSliceCanvas *canvas)
{
    return &canvas->shown;
}

LmSliceFrame lm_slice_canvas_frame(LmSliceCanvas *canvas)
{
    return lm_slice_frame(&canvas->shown.plane, &canvas->zoom,
                          gtk_widget_get_width(GTK_WIDGET(canvas)),
                          gtk_widget_get_height(GTK_WIDGET(canvas)));
}

LmSliceZoom lm_slice_canvas_zoom(LmSliceCanvas *canvas)
{
    return canvas->zoom;
}

void lm_slice_canvas_set_zoom(LmSliceCanvas *canvas, const LmSliceZoom *zoom)
{
    canvas->zoom = *zoom;
    tell_voxel_side(canvas);
    make_texture(canvas);
    gtk_widget_queue_draw(GTK_WIDGET(canvas));
    g_signal_emit(canvas, signals[POINTER], 0);
}

void lm_slice_canvas_set_line(LmSliceCanvas *canvas, const LmSliceLine *line)
{
    canvas->has_line = line;
    if (line)
        canvas->line = *line;
    measure_line(canvas);
    gtk_widget_queue_draw(GTK_WIDGET(canvas));
}

bool lm_slice_canvas_has_line(LmSliceCanvas *canvas)
{
    return canvas->has_line;
}

void lm_slice_canvas_crosshair(LmSliceCanvas *canvas, double mm[2])
{
    const LmSlicePlane *plane = &canvas->shown.plane;
    double index[3];
    crosshair_index(canvas, index);
    const double across[2] = {index[plane->across[0]], index[plane->across[1]]};
    lm_slice_index_to_mm(plane, across, mm);
}

void lm_slice_canvas_set_pointer(LmSliceCanvas *canvas, const double pixel[2])
{
    canvas->has_pointer = pixel;
    for (int d = 0; pixel && d < 2; d++)
        canvas->pointer[d] = pixel[d];
    g_signal_emit(canvas, signals[POINTER], 0);
}

bool lm_slice_canvas_pointer(LmSliceCanvas *canvas, double pixel[2])
{
    for (int d = 0; d < 2; d++)
        pixel[d] = canvas->pointer[d];
    return canvas->has_pointer;
}

bool lm_slice_canvas_voxel(LmSliceCanvas *canvas, gint64 voxel[3])
{
    const LmSliceShown *shown = &canvas->shown;
    if (!is_there(canvas))
        return false;
    LmSliceFrame frame = lm_slice_canvas_frame(canvas);
    if (canvas->has_pointer)
        return lm_slice_voxel_at(&shown->plane, &frame, canvas->pointer, shown->slice, voxel);
    crosshair_voxel(canvas, voxel);
    return true;
}

void lm_slice_canvas_look_at(LmSliceCanvas *canvas, const gint64 voxel[3])
{
    const lm_volume *volume = canvas->shown.volume;
    if (!volume)
        return;
    if (canvas->shown.left_out) {
        lm_left_out_look_at(left_out_of(canvas), voxel);
        return;
    }
    if (canvas->shown.is_preview) {
        lm_preview_look_at(preview_of(canvas), voxel);
        return;
    }
    double index[3], world[3];
    for (int k = 0; k < 3; k++)
        index[k] = (double)CLAMP(voxel[k], 0, volume->grid.size[k] - 1);
    lm_grid_to_world(&volume->grid, index, world);
    lm_session_set_crosshair(canvas->session, world);
}

static void move_by(LmSliceCanvas *canvas, const gint64 by[3])
{
    if (!canvas->shown.volume)
        return;
    gint64 voxel[3];
    crosshair_voxel(canvas, voxel);
    for (int k = 0; k < 3; k++)
        voxel[k] += by[k];
    lm_slice_canvas_look_at(canvas, voxel);
}

void lm_slice_canvas_step(LmSliceCanvas *canvas, gint64 slices)
{
    gint64 by[3] = {0};
    by[canvas->axis] = slices;
    move_by(canvas, by);
}

void lm_slice_canvas_nudge(LmSliceCanvas *canvas, int right, int down)
{
    const LmSlicePlane *plane = &canvas->shown.plane;
    const int moves[2] = {right, down};
    gint64 by[3] = {0};
    for (int d = 0; d < 2; d++)
        by[plane->across[d]] = plane->flipped[d] ? -moves[d] : moves[d];
    move_by(canvas, by);
}

void lm_slice_canvas_maximise(LmSliceCanvas *canvas)
{
    g_signal_emit(canvas, signals[MAXIMISE], 0);
}

/* ---- drawing ---- */

static void draw_blocks(GtkSnapshot *snapshot, const LmSliceTexture *texture,
                        const graphene_rect_t *place, const graphene_rect_t *all)
{
    graphene_rect_t seen;
    if (!graphene_rect_intersection(place, all, &seen))
        return;
    cairo_t *cr = gtk_snapshot_append_cairo(snapshot, &seen);
    cairo_translate(cr, place->origin.x, place->origin.y);
    cairo_scale(cr, place->size.width / (float)cairo_image_surface_get_width(texture->surface),
                place->size.height / (float)cairo_image_surface_get_height(texture->surface));
    cairo_set_source_surface(cr, texture->surface, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_NEAREST);
    cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);
    cairo_paint(cr);
    cairo_destroy(cr);
}

static void draw_texture(GtkSnapshot *snapshot, const LmSliceTexture *texture,
                         const LmSliceFrame *frame, const graphene_rect_t *all, bool blocks)
{
    double corner[2], size[2], longest = 0;
    for (int d = 0; d < 2; d++) {
        double voxel = texture->plane.spacing[d] * frame->scale;
        corner[d] = frame->corner[d] + (double)texture->part.from[d] * voxel;
        size[d] = texture->part.count[d] * (double)texture->part.every[d] * voxel;
        longest = fmax(longest, voxel);
    }
    const graphene_rect_t place =
        GRAPHENE_RECT_INIT((float)corner[0], (float)corner[1], (float)size[0], (float)size[1]);
    if (blocks && longest > 1)
        draw_blocks(snapshot, texture, &place, all);
    else
        gtk_snapshot_append_texture(snapshot, texture->texture, &place);
}

/* That of the step; of figures that are only looked at, what was found in them. */
static void draw_box(LmSliceCanvas *canvas, GtkSnapshot *snapshot, const LmSliceFrame *frame)
{
    const LmSliceShown *shown = &canvas->shown;
    double box[6], sides[4];
    if (shown->in_box)
        lm_slice_box_get(canvas->session, shown->volume, box);
    else
        lm_slice_box_found(canvas->session, shown->volume, box);
    lm_box_on_screen(box, &shown->plane, frame, sides);
    lm_slice_draw_box(snapshot, sides, gtk_widget_get_width(GTK_WIDGET(canvas)),
                      gtk_widget_get_height(GTK_WIDGET(canvas)), shown->in_box);
}

static void draw_crosshair(LmSliceCanvas *canvas, GtkSnapshot *snapshot, const LmSliceFrame *frame)
{
    double mm[2], pixel[2];
    lm_slice_canvas_crosshair(canvas, mm);
    lm_slice_to_pixel(frame, mm, pixel);
    lm_slice_draw_crosshair(snapshot, &canvas->shown.plane, pixel,
                            gtk_widget_get_width(GTK_WIDGET(canvas)),
                            gtk_widget_get_height(GTK_WIDGET(canvas)));
}

static const char *title_of(const LmSliceShown *shown)
{
    if (shown->left_out)
        return shown->left_out;
    switch (shown->kind) {
    case LM_SLICE_FIGURE:
        return _("Figures");
    case LM_SLICE_PICTURE:
        return _("Slices, in pixels");
    default:
        return lm_slice_plane_name(&shown->plane);
    }
}

/* What lies over the slice. Figures have pixels, and no sides of a body. */
static void draw_over(LmSliceCanvas *canvas, GtkSnapshot *snapshot, const LmSliceFrame *frame)
{
    GtkWidget *widget = GTK_WIDGET(canvas);
    const LmSliceShown *shown = &canvas->shown;
    if (shown->in_box || shown->kind == LM_SLICE_FIGURE)
        draw_box(canvas, snapshot, frame);
    if (canvas->length)
        lm_slice_draw_line(snapshot, widget, frame, &canvas->line, canvas->length);
    if (shown->kind != LM_SLICE_FIGURE)
        draw_crosshair(canvas, snapshot, frame);
    if (shown->kind == LM_SLICE_TRUE)
        lm_slice_draw_sides(snapshot, widget, &shown->plane, title_of(shown));
    lm_slice_draw_title(snapshot, widget, canvas->axis, title_of(shown),
                        shown->left_out   ? _("Left out: not in the volume")
                        : shown->is_stale ? _("Before the change")
                                          : NULL);
}

static void draw_focus(GtkWidget *widget, GtkSnapshot *snapshot, const graphene_rect_t *all)
{
    GdkRGBA colour;
    GskRoundedRect outline;
    if (!gtk_widget_has_visible_focus(widget))
        return;
    if (!gtk_style_context_lookup_color(gtk_widget_get_style_context(widget), "accent_bg_color",
                                        &colour))
        colour = (GdkRGBA){1, 1, 1, 1};
    gsk_rounded_rect_init_from_rect(&outline, all, 0);
    gtk_snapshot_append_border(snapshot, &outline, (float[]){2, 2, 2, 2},
                               (GdkRGBA[]){colour, colour, colour, colour});
}

static void snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
    LmSliceCanvas *canvas = LM_SLICE_CANVAS(widget);
    static const GdkRGBA ground = {0.05F, 0.05F, 0.05F, 1};
    const graphene_rect_t all = GRAPHENE_RECT_INIT(0, 0, (float)gtk_widget_get_width(widget),
                                                   (float)gtk_widget_get_height(widget));
    gtk_snapshot_push_clip(snapshot, &all);
    gtk_snapshot_append_color(snapshot, &ground, &all);
    const char *message = lm_slice_canvas_message(canvas);
    if (canvas->shown.volume) {
        LmSliceFrame frame = lm_slice_canvas_frame(canvas);
        const LmSliceTexture *texture = canvas->texture;
        if (texture && !message && lm_slice_plane_equal(&texture->plane, &canvas->shown.plane))
            draw_texture(snapshot, texture, &frame, &all, lm_session_draws_blocks(canvas->session));
        draw_over(canvas, snapshot, &frame);
    }
    if (message)
        lm_slice_draw_message(snapshot, widget, message);
    draw_focus(widget, snapshot, &all);
    gtk_snapshot_pop(snapshot);
}

/* ---- the object ---- */

static void map(GtkWidget *widget)
{
    GTK_WIDGET_CLASS(lm_slice_canvas_parent_class)->map(widget);
    tell_voxel_side(LM_SLICE_CANVAS(widget));
    make_texture(LM_SLICE_CANVAS(widget));
}

static void unmap(GtkWidget *widget)
{
    GTK_WIDGET_CLASS(lm_slice_canvas_parent_class)->unmap(widget);
    tell_voxel_side(LM_SLICE_CANVAS(widget));
}

static void size_allocate(GtkWidget *widget, int width, int height, int baseline)
{
    GTK_WIDGET_CLASS(lm_slice_canvas_parent_class)->size_allocate(widget, width, height, baseline);
    tell_voxel_side(LM_SLICE_CANVAS(widget));
    make_texture(LM_SLICE_CANVAS(widget));
}

static void dispose(GObject *object)
{
    LmSliceCanvas *canvas = LM_SLICE_CANVAS(object);
    g_clear_pointer(&canvas->shown.volume, lm_volume_unref);
    g_clear_pointer(&canvas->made.volume, lm_volume_unref);
    g_clear_pointer(&canvas->texture, lm_slice_texture_free);
    g_clear_pointer(&canvas->error, g_free);
    g_clear_pointer(&canvas->length, g_free);
    g_clear_object(&canvas->session);
    G_OBJECT_CLASS(lm_slice_canvas_parent_class)->dispose(object);
}

static void lm_slice_canvas_class_init(LmSliceCanvasClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
    GTK_WIDGET_CLASS(class)->snapshot = snapshot;
    GTK_WIDGET_CLASS(class)->map = map;
    GTK_WIDGET_CLASS(class)->unmap = unmap;
    GTK_WIDGET_CLASS(class)->size_allocate = size_allocate;
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "slice");
    gtk_widget_class_set_accessible_role(GTK_WIDGET_CLASS(class), GTK_ACCESSIBLE_ROLE_IMG);
    static const char *const names[N_SIGNALS] = {"changed", "pointer", "maximise"};
    for (int i = 0; i < N_SIGNALS; i++)
        signals[i] = g_signal_new(names[i], LM_TYPE_SLICE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static void lm_slice_canvas_init(LmSliceCanvas *canvas)
{
    gtk_widget_set_focusable(GTK_WIDGET(canvas), TRUE);
    gtk_widget_set_hexpand(GTK_WIDGET(canvas), TRUE);
    gtk_widget_set_vexpand(GTK_WIDGET(canvas), TRUE);
    gtk_widget_set_size_request(GTK_WIDGET(canvas), 110, 110);
}

LmSliceCanvas *lm_slice_canvas_new(LmSession *session, int axis)
{
    static const char *const heard[] = {"job",       "result", "selected", "volume",
                                        "crosshair", "window", "tool"};
    LmSliceCanvas *canvas = g_object_new(LM_TYPE_SLICE_CANVAS, NULL);
    canvas->session = g_object_ref(session);
    canvas->axis = axis;
    for (gsize i = 0; i < G_N_ELEMENTS(heard); i++)
        g_signal_connect_object(session, heard[i], G_CALLBACK(update), canvas, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "blocks", G_CALLBACK(gtk_widget_queue_draw), canvas,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(lm_preview_of(session), "changed", G_CALLBACK(update), canvas,
                            G_CONNECT_SWAPPED);
    /* The frame of the one that has the focus; none of its style changes. */
    g_signal_connect(canvas, "state-flags-changed", G_CALLBACK(gtk_widget_queue_draw), NULL);
    g_signal_connect_object(lm_left_out_of(session), "changed", G_CALLBACK(update), canvas,
                            G_CONNECT_SWAPPED);
    update(canvas);
    return canvas;
}
