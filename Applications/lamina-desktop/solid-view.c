#include "solid-view.h"

#include "job-edit.h"
#include "painter.h"
#include "pinch.h"
#include "preview.h"
#include "shortcuts.h"
#include "solid-marks.h"
#include "solid-menu.h"
#include "solid-picture.h"
#include "solid-words.h"

#include "lamina/error.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Rests for so long before it is drawn in full. */
enum { REST_MS = 80 };

struct _LmSolidView {
    GtkWidget parent;
    LmSession *session;
    LmPainter *painter;
    LmStage *stage; /* what is to be seen */
    lm_camera camera;
    bool moved_by_hand;  /* zoomed or moved: is not framed anew for another crop */
    guint asked;         /* number of the last request */
    guint unframed_from; /* the first request that gives the camera its frame */
    bool has_field;      /* something was framed */
    lm_grid field;       /* whose field of view was framed */
    int width, height;   /* that were asked for last */
    guint rest;          /* source: time until it is drawn in full */
    GdkTexture *texture; /* what there is to be shown; NULL: nothing */
    lm_camera shown;     /* that it was drawn with */
    LmShot shot;         /* the last picture in full; width 0: none */
    bool wants_shot;     /* it becomes a step of the job as soon as it is there */

    double pinch;      /* scale done already */
    double between[2]; /* two fingers, pixels; done already */
    double pointer[2]; /* last place of the pointer */
    double dragged[2]; /* so far, in this drag */
    int handle;        /* of the clipping box, under the pointer or held; -1: none */
    bool drags_handle;
    double clip_begun[6]; /* the box when the drag began */

    GtkWidget *menu, *stale, *coarser, *notice;
    char *failure; /* why there is no picture; NULL: nothing is wrong */
    char *said;    /* the accessible label */
};

G_DEFINE_TYPE(LmSolidView, lm_solid_view, GTK_TYPE_WIDGET)

enum { MAXIMISE, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- asking for pictures ---- */

static void add_picture(LmSolidView *view);

static bool is_framed(LmSolidView *view)
{
    return view->camera.half_height > 0;
}

static void ask(LmSolidView *view, lm_quality quality)
{
    double width = gtk_widget_get_width(GTK_WIDGET(view));
    double height = gtk_widget_get_height(GTK_WIDGET(view));
    if (width < 1 || height < 1 || !gtk_widget_get_mapped(GTK_WIDGET(view)) || !view->stage ||
        lm_stage_is_empty(view->stage))
        return;
    double scale =
        MIN(gtk_widget_get_scale_factor(GTK_WIDGET(view)), LM_RENDER_SIZE_MAX / MAX(width, height));
    view->asked = lm_painter_draw(view->painter, view->stage, &view->camera,
                                  (int)MAX(scale * width, 1), (int)MAX(scale * height, 1), quality);
}

static gboolean on_rest(gpointer user)
{
    LmSolidView *view = user;
    view->rest = 0;
    ask(view, LM_QUALITY_FULL);
    return G_SOURCE_REMOVE;
}

/* Something changed: a draft at once, and in full once it rests. */
static void draw_soon(LmSolidView *view)
{
    ask(view, LM_QUALITY_DRAFT);
    if (view->rest)
        g_source_remove(view->rest);
    view->rest = g_timeout_add(REST_MS, on_rest, view);
}

static void describe(LmSolidView *view)
{
    guint surfaces = 0;
    for (guint i = 0; i < view->stage->surfaces->len; i++)
        surfaces += g_array_index(view->stage->surfaces, LmStaged, i).look.visible;
    g_autofree char *from = lm_camera_words(&view->camera);
    g_autofree char *count =
        g_strdup_printf(ngettext("%u surface", "%u surfaces", surfaces), surfaces);
    g_autofree char *text = NULL;
    if (view->stage->volume && surfaces)
        text = g_strdup_printf(_("Volume and %s, seen %s"), count, from);
    else if (view->stage->volume)
        text = g_strdup_printf(_("Volume, seen %s"), from);
    else if (surfaces)
        text = g_strdup_printf(_("%s, seen %s"), count, from);
    if (!text)
        text = g_strdup(_("3D view, empty"));
    if (g_strcmp0(text, view->said) == 0)
        return;
    gtk_accessible_update_property(GTK_ACCESSIBLE(view), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
    g_free(view->said);
    view->said = g_steal_pointer(&text);
}

static void camera_changed(LmSolidView *view)
{
    view->shot.width = 0;
    describe(view);
    draw_soon(view);
}

/* The next picture frames everything. */
static void unframe(LmSolidView *view)
{
    view->camera.half_height = 0;
    view->unframed_from = view->asked + 1;
}

static void show_everything(LmSolidView *view)
{
    unframe(view);
    view->moved_by_hand = false;
    camera_changed(view);
}

static void show_notice(LmSolidView *view)
{
    const lm_volume *volume = lm_session_volume(view->session);
    const char *text = view->failure;
    if (!text && !lm_stage_is_empty(view->stage))
        text = view->texture ? NULL : _("Drawing…");
    else if (!text)
        text = volume ? lm_stage_refuses(volume)
                      : lm_preview_missing(lm_preview_of(view->session), false);
    gtk_label_set_text(GTK_LABEL(view->notice), text ? text : "");
    gtk_widget_set_visible(view->notice, text != NULL);
}

static void on_frame(LmPainter *painter, const LmFrame *frame, gpointer user)
{
    (void)painter;
    LmSolidView *view = user;
    g_set_object(&view->texture, frame->texture);
    view->shown = frame->camera;
    if (!is_framed(view) && frame->number >= view->unframed_from) {
        memcpy(view->camera.centre, frame->camera.centre, sizeof view->camera.centre);
        view->camera.half_height = frame->camera.half_height;
    }
    show_notice(view);
    gtk_widget_queue_draw(GTK_WIDGET(view));
    if (frame->quality != LM_QUALITY_FULL || frame->number != view->asked)
        return;
    view->shot = (LmShot){frame->camera, frame->framed, gdk_texture_get_width(frame->texture),
                          gdk_texture_get_height(frame->texture)};
    if (view->wants_shot)
        add_picture(view);
}

static void set_failure(LmSolidView *view, const char *text)
{
    g_free(view->failure);
    view->failure = g_strdup(text);
    show_notice(view);
}

static void on_failed(LmPainter *painter, const char *text, gpointer user)
{
    (void)painter;
    set_failure(user, text);
}

/* ---- what is on the stage ---- */

static bool is_beside(const lm_grid *grid, const double world[3])
{
    double index[3];
    lm_grid_to_index(grid, world, index);
    for (int k = 0; k < 3; k++)
        if (index[k] < -0.5 || index[k] > (double)grid->size[k] - 0.5)
            return true;
    return false;
}

/* Whether other things are to be seen than those that were framed. */
static bool needs_frame(LmSolidView *view)
{
    lm_volume *volume = lm_session_volume(view->session);
    if (!view->has_field)
        return true;
    if (!volume || lm_grid_equal(&volume->grid, &view->field, 1e-3))
        return false;
    return !view->moved_by_hand || is_beside(&volume->grid, view->camera.centre);
}

static void remember_field(LmSolidView *view)
{
    lm_volume *volume = lm_session_volume(view->session);
    view->has_field = !lm_stage_is_empty(view->stage);
    view->field = volume ? volume->grid : (lm_grid){0};
}

static bool is_stale(LmSolidView *view)
{
    if (view->stage->volume && lm_session_volume_is_stale(view->session))
        return true;
    g_autoptr(GArray) tags = lm_session_surfaces(view->session);
    for (guint i = 0; i < tags->len; i++) {
        const LmResult *result =
            lm_engine_result(lm_session_engine(view->session), g_array_index(tags, guint64, i));
        if (result && result->stale)
            return true;
    }
    return false;
}

/* Called whenever anything may have changed. */
static void set_stage(LmSolidView *view)
{
    bool is_dark = adw_style_manager_get_dark(adw_style_manager_get_default());
    LmStage *stage = lm_stage_new(view->session, is_dark);
    bool is_same = view->stage && lm_stage_equal(stage, view->stage);
    if (is_same) {
        lm_stage_unref(stage);
    } else {
        lm_stage_unref(view->stage);
        view->stage = stage;
    }
    gtk_widget_set_visible(view->stale, is_stale(view));
    gtk_widget_set_visible(view->coarser,
                           view->stage->volume && lm_painter_is_coarser(view->stage->volume));
    if (is_same) {
        show_notice(view);
        return;
    }
    set_failure(view, NULL);
    if (lm_stage_is_empty(view->stage))
        g_clear_object(&view->texture);
    if (needs_frame(view))
        unframe(view);
    remember_field(view);
    gtk_widget_queue_draw(GTK_WIDGET(view));
    camera_changed(view);
}

static void on_result(LmSession *session, guint64 tag, gpointer view)
{
    (void)session;
    (void)tag;
    set_stage(view);
}

static void on_style(AdwStyleManager *manager, GParamSpec *pspec, gpointer view)
{
    (void)manager;
    (void)pspec;
    set_stage(view);
}

/* ---- drawing ---- */

static void resized(LmSolidView *view, int width, int height)
{
    if (width == view->width && height == view->height)
        return;
    view->width = width;
    view->height = height;
    if (!view->moved_by_hand)
        unframe(view);
    draw_soon(view);
}

/* The picture keeps its scale while the widget gets another shape. */
static void draw_picture(LmSolidView *view, GtkSnapshot *snapshot, float width, float height)
{
    float scale = height / (float)gdk_texture_get_height(view->texture);
    float shown = scale * (float)gdk_texture_get_width(view->texture);
    graphene_rect_t at = GRAPHENE_RECT_INIT((width - shown) / 2, 0, shown, height);
    gtk_snapshot_append_texture(snapshot, view->texture, &at);
}

static void snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
    LmSolidView *view = LM_SOLID_VIEW(widget);
    int width = gtk_widget_get_width(widget), height = gtk_widget_get_height(widget);
    int scale = gtk_widget_get_scale_factor(widget);
    resized(view, scale * width, scale * height);
    bool is_dark = adw_style_manager_get_dark(adw_style_manager_get_default());
    float paper = is_dark ? 0 : 1, pen = is_dark ? 0.9f : 0.2f;
    GdkRGBA ground = {paper, paper, paper, 1}, ink = {pen, pen, pen, 1};
    graphene_rect_t all = GRAPHENE_RECT_INIT(0, 0, (float)width, (float)height);
    gtk_snapshot_push_clip(snapshot, &all);
    gtk_snapshot_append_color(snapshot, &ground, &all);
    if (view->texture) {
        LmEye eye = {view->shown, width, height};
        draw_picture(view, snapshot, (float)width, (float)height);
        lm_marks_axes(snapshot, widget, &eye, &ink);
        lm_marks_bar(snapshot, widget, &eye, &ink);
        if (view->stage->is_clipped)
            lm_marks_box(snapshot, &eye, &view->stage->clip_grid, view->stage->clip, view->handle,
                         &ink);
    }
    for (GtkWidget *w = gtk_widget_get_first_child(widget); w; w = gtk_widget_get_next_sibling(w))
        gtk_widget_snapshot_child(widget, w, snapshot);
    gtk_snapshot_pop(snapshot);
}

/* ---- what one can do with it ---- */

static void turn(LmSolidView *view, double right, double down)
{
    lm_camera_turn(&view->camera, -right, down);
    camera_changed(view);
}

static void pan(LmSolidView *view, double right, double down)
{
    if (!is_framed(view))
        return;
    lm_camera_pan(&view->camera, gtk_widget_get_height(GTK_WIDGET(view)), right, down);
    view->moved_by_hand = true;
    camera_changed(view);
}

static void zoom_at(LmSolidView *view, double x, double y, double factor)
{
    if (!is_framed(view))
        return;
    int width = gtk_widget_get_width(GTK_WIDGET(view));
    int height = gtk_widget_get_height(GTK_WIDGET(view));
    lm_camera_zoom_at(&view->camera, width, height, x, y, factor);
    view->moved_by_hand = true;
    camera_changed(view);
}

static void switch_clip(LmSolidView *view)
{
    lm_volume *volume = lm_session_volume(view->session);
    double box[6];
    if (lm_session_clip(view->session, box) || !volume) {
        lm_session_set_clip(view->session, NULL);
        return;
    }
    lm_clip_whole(&volume->grid, box);
    lm_session_set_clip(view->session, box);
}

bool lm_solid_view_add_render(LmSolidView *view, const char *path, GError **error)
{
    if (view->shot.width == 0)
        return lm_fail(error, LM_ERROR_USAGE, _("There is no picture yet."));
    return lm_solid_picture_add(view->session, view->stage, &view->shot, path, error);
}

/* Once the picture is drawn in full, into a file that the job does not write yet. */
static void add_picture(LmSolidView *view)
{
    view->wants_shot = view->shot.width == 0;
    if (view->wants_shot)
        return;
    g_autoptr(GError) error = NULL;
    const lm_job *job = lm_document_job(lm_session_document(view->session));
    g_autofree char *path = lm_edit_free_output(job, "picture.png");
    if (lm_solid_view_add_render(view, path, &error))
        lm_session_say_done(view->session, _("The job now draws this picture: %s"), path);
    else
        lm_session_say(view->session, "%s", error->message);
}

/* ---- actions: their keys are in shortcuts.c ---- */

static void turn_action(GtkWidget *widget, const char *action, GVariant *by)
{
    (void)action;
    double right, down;
    g_variant_get(by, "(dd)", &right, &down);
    turn(LM_SOLID_VIEW(widget), right, down);
}

static void pan_action(GtkWidget *widget, const char *action, GVariant *by)
{
    (void)action;
    double right, down;
    g_variant_get(by, "(dd)", &right, &down);
    pan(LM_SOLID_VIEW(widget), right, down);
}

static void zoom_action(GtkWidget *widget, const char *action, GVariant *factor)
{
    (void)action;
    zoom_at(LM_SOLID_VIEW(widget), gtk_widget_get_width(widget) / 2.0,
            gtk_widget_get_height(widget) / 2.0, g_variant_get_double(factor));
}

static void frame_action(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    show_everything(LM_SOLID_VIEW(widget));
}

static void view_action(GtkWidget *widget, const char *action, GVariant *number)
{
    (void)action;
    LmSolidView *view = LM_SOLID_VIEW(widget);
    view->camera = lm_camera_of((lm_view)g_variant_get_int32(number));
    show_everything(view);
}

static void clip_action(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    switch_clip(LM_SOLID_VIEW(widget));
}

static void add_picture_action(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    add_picture(LM_SOLID_VIEW(widget));
}

static void maximise_action(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    g_signal_emit(widget, signals[MAXIMISE], 0);
}

static void menu_action(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    gtk_menu_button_popup(GTK_MENU_BUTTON(LM_SOLID_VIEW(widget)->menu));
}

static void install_actions(GtkWidgetClass *class)
{
    static const struct {
        const char *name, *type;
        GtkWidgetActionActivateFunc does;
    } actions[] = {
        {"solid.turn", "(dd)", turn_action},
        {"solid.pan", "(dd)", pan_action},
        {"solid.zoom", "d", zoom_action},
        {"solid.frame", NULL, frame_action},
        {"solid.view", "i", view_action},
        {"solid.clip", NULL, clip_action},
        {"solid.maximise", NULL, maximise_action},
        {"solid.menu", NULL, menu_action},
        {"solid.add-picture", NULL, add_picture_action},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(actions); i++)
        gtk_widget_class_install_action(class, actions[i].name, actions[i].type, actions[i].does);
}

/* ---- pointer ---- */

static LmEye eye_of(LmSolidView *view)
{
    return (LmEye){view->shown, gtk_widget_get_width(GTK_WIDGET(view)),
                   gtk_widget_get_height(GTK_WIDGET(view))};
}

static int handle_at(LmSolidView *view, double x, double y)
{
    if (!view->texture || !view->stage->is_clipped)
        return -1;
    LmEye eye = eye_of(view);
    return lm_clip_handle_at(&eye, &view->stage->clip_grid, view->stage->clip, (double[]){x, y},
                             LM_HANDLE_RADIUS + 6);
}

static void on_drag_begin(GtkGestureDrag *drag, double x, double y, gpointer user)
{
    (void)drag;
    LmSolidView *view = user;
    gtk_widget_grab_focus(GTK_WIDGET(view));
    view->dragged[0] = view->dragged[1] = 0;
    view->handle = handle_at(view, x, y);
    view->drags_handle = view->handle >= 0;
    memcpy(view->clip_begun, view->stage->clip, sizeof view->clip_begun);
}

static void drag_handle(LmSolidView *view, double x, double y)
{
    double box[6];
    memcpy(box, view->clip_begun, sizeof box);
    LmEye eye = eye_of(view);
    lm_clip_drag(&eye, &view->stage->clip_grid, box, view->handle, (double[]){x, y});
    lm_session_set_clip(view->session, box);
}

/* Half a turn for a drag across. */
static void turn_by_pixels(LmSolidView *view, double right, double down)
{
    double across = MAX(
        MIN(gtk_widget_get_width(GTK_WIDGET(view)), gtk_widget_get_height(GTK_WIDGET(view))), 1);
    turn(view, 180 * right / across, 180 * down / across);
}

static void on_drag(GtkGestureDrag *drag, double x, double y, gpointer user)
{
    LmSolidView *view = user;
    double right = x - view->dragged[0], down = y - view->dragged[1];
    view->dragged[0] = x;
    view->dragged[1] = y;
    bool is_middle =
        gtk_gesture_single_get_current_button(GTK_GESTURE_SINGLE(drag)) == GDK_BUTTON_MIDDLE;
    GdkModifierType keys = gtk_event_controller_get_current_event_state(GTK_EVENT_CONTROLLER(drag));
    if (view->drags_handle)
        drag_handle(view, x, y);
    else if (is_middle || keys & GDK_SHIFT_MASK)
        pan(view, right, down);
    else
        turn_by_pixels(view, right, down);
}

static void on_drag_end(GtkGestureDrag *drag, double x, double y, gpointer user)
{
    (void)drag;
    (void)x;
    (void)y;
    LM_SOLID_VIEW(user)->drags_handle = false;
}

static void on_click(GtkGestureClick *click, int presses, double x, double y, gpointer user)
{
    (void)click;
    if (presses == 2 && handle_at(user, x, y) < 0)
        g_signal_emit(user, signals[MAXIMISE], 0);
}

static void on_motion(GtkEventControllerMotion *motion, double x, double y, gpointer user)
{
    (void)motion;
    LmSolidView *view = user;
    view->pointer[0] = x;
    view->pointer[1] = y;
    int handle = view->drags_handle ? view->handle : handle_at(view, x, y);
    if (handle != view->handle)
        gtk_widget_queue_draw(GTK_WIDGET(view));
    view->handle = handle;
    gtk_widget_set_cursor_from_name(GTK_WIDGET(view), handle < 0 ? NULL : "grab");
}

static gboolean on_scroll(GtkEventControllerScroll *scroll, double dx, double dy, gpointer user)
{
    (void)scroll;
    (void)dx;
    LmSolidView *view = user;
    zoom_at(view, view->pointer[0], view->pointer[1], pow(1.15, -dy));
    return TRUE;
}

static void on_pinch_begin(GtkGesture *gesture, GdkEventSequence *second, gpointer user)
{
    (void)second;
    LmSolidView *view = user;
    view->pinch = 1;
    lm_pinch_between(gesture, user, view->between);
}

/* What lies between the fingers comes along, and grows. */
static void on_pinch(GtkGesture *gesture, double scale, gpointer user)
{
    LmSolidView *view = user;
    double pixel[2];
    if (!(scale > 0))
        return;
    lm_pinch_between(gesture, user, pixel);
    pan(view, pixel[0] - view->between[0], pixel[1] - view->between[1]);
    zoom_at(view, pixel[0], pixel[1], scale / view->pinch);
    memcpy(view->between, pixel, sizeof pixel);
    view->pinch = scale;
}

static void add_gestures(LmSolidView *view)
{
    GtkWidget *widget = GTK_WIDGET(view);
    GtkGesture *drag = gtk_gesture_drag_new();
    gtk_gesture_single_set_button(GTK_GESTURE_SINGLE(drag), 0);
    g_signal_connect(drag, "drag-begin", G_CALLBACK(on_drag_begin), view);
    g_signal_connect(drag, "drag-update", G_CALLBACK(on_drag), view);
    g_signal_connect(drag, "drag-end", G_CALLBACK(on_drag_end), view);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(drag));
    GtkGesture *click = gtk_gesture_click_new();
    g_signal_connect(click, "pressed", G_CALLBACK(on_click), view);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(click));
    gtk_gesture_group(click, drag);
    GtkEventController *motion = gtk_event_controller_motion_new();
    g_signal_connect(motion, "motion", G_CALLBACK(on_motion), view);
    gtk_widget_add_controller(widget, motion);
    GtkEventController *scroll =
        gtk_event_controller_scroll_new(GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
    g_signal_connect(scroll, "scroll", G_CALLBACK(on_scroll), view);
    gtk_widget_add_controller(widget, scroll);
    GtkGesture *pinch = gtk_gesture_zoom_new();
    g_signal_connect(pinch, "begin", G_CALLBACK(on_pinch_begin), view);
    g_signal_connect(pinch, "scale-changed", G_CALLBACK(on_pinch), view);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(pinch));
}

/* ---- the object ---- */

static void on_map(GtkWidget *widget, gpointer unused)
{
    (void)unused;
    draw_soon(LM_SOLID_VIEW(widget));
}

static void dispose(GObject *object)
{
    LmSolidView *view = LM_SOLID_VIEW(object);
    if (view->rest)
        g_source_remove(view->rest);
    view->rest = 0;
    g_clear_object(&view->painter);
    g_clear_pointer(&view->stage, lm_stage_unref);
    g_clear_object(&view->texture);
    g_clear_pointer(&view->menu, gtk_widget_unparent);
    g_clear_pointer(&view->stale, gtk_widget_unparent);
    g_clear_pointer(&view->coarser, gtk_widget_unparent);
    g_clear_pointer(&view->notice, gtk_widget_unparent);
    g_clear_pointer(&view->failure, g_free);
    g_clear_pointer(&view->said, g_free);
    g_clear_object(&view->session);
    G_OBJECT_CLASS(lm_solid_view_parent_class)->dispose(object);
}

static void lm_solid_view_class_init(LmSolidViewClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = dispose;
    widget->snapshot = snapshot;
    gtk_widget_class_set_layout_manager_type(widget, GTK_TYPE_BIN_LAYOUT);
    gtk_widget_class_set_css_name(widget, "solid");
    gtk_widget_class_set_accessible_role(widget, GTK_ACCESSIBLE_ROLE_IMG);
    install_actions(widget);
    signals[MAXIMISE] = g_signal_new("maximise", LM_TYPE_SOLID_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *make_label(LmSolidView *view, const char *text, GtkAlign halign, GtkAlign valign)
{
    GtkWidget *label = g_object_new(GTK_TYPE_LABEL, "label", text, "visible", FALSE, "wrap", TRUE,
                                    "justify", GTK_JUSTIFY_CENTER, "halign", halign, "valign",
                                    valign, "margin-start", 12, "margin-end", 12, "margin-top", 12,
                                    "margin-bottom", 12, "can-target", FALSE, NULL);
    gtk_widget_add_css_class(label, "mark");
    gtk_widget_set_parent(label, GTK_WIDGET(view));
    return label;
}

static void make_menu_button(LmSolidView *view)
{
    g_autoptr(GMenuModel) menu = lm_solid_menu_new();
    view->menu =
        g_object_new(GTK_TYPE_MENU_BUTTON, "icon-name", "view-more-symbolic", "menu-model", menu,
                     "halign", GTK_ALIGN_END, "valign", GTK_ALIGN_START, "margin-top", 6,
                     "margin-end", 6, "has-frame", FALSE, "tooltip-text", _("Views"), NULL);
    gtk_accessible_update_property(GTK_ACCESSIBLE(view->menu), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   _("Views"), -1);
    gtk_widget_set_parent(view->menu, GTK_WIDGET(view));
}

static void lm_solid_view_init(LmSolidView *view)
{
    view->camera = lm_camera_of(LM_VIEW_THREE_QUARTER);
    view->handle = -1;
    view->painter = lm_painter_new(0);
    g_signal_connect_object(view->painter, "frame", G_CALLBACK(on_frame), view, 0);
    g_signal_connect_object(view->painter, "failed", G_CALLBACK(on_failed), view, 0);
    view->stale = make_label(view, _("Before the change"), GTK_ALIGN_START, GTK_ALIGN_START);
    view->coarser = make_label(view, _("Drawn coarser here than in a saved picture"),
                               GTK_ALIGN_CENTER, GTK_ALIGN_START);
    view->notice = make_label(view, "", GTK_ALIGN_CENTER, GTK_ALIGN_CENTER);
    make_menu_button(view);
    add_gestures(view);
    lm_shortcuts_bind(GTK_WIDGET(view), LM_SHORTCUTS_SOLID);
    gtk_widget_set_focusable(GTK_WIDGET(view), TRUE);
    gtk_widget_set_hexpand(GTK_WIDGET(view), TRUE);
    gtk_widget_set_vexpand(GTK_WIDGET(view), TRUE);
    g_signal_connect(view, "map", G_CALLBACK(on_map), NULL);
}

GtkWidget *lm_solid_view_new(LmSession *session)
{
    LmSolidView *view = g_object_new(LM_TYPE_SOLID_VIEW, NULL);
    view->session = g_object_ref(session);
    static const char *const said[] = {"job", "volume", "looks", "curve", "clip"};
    for (size_t i = 0; i < G_N_ELEMENTS(said); i++)
        g_signal_connect_object(session, said[i], G_CALLBACK(set_stage), view, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "result", G_CALLBACK(on_result), view, 0);
    g_signal_connect_object(lm_preview_of(session), "changed", G_CALLBACK(show_notice), view,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(adw_style_manager_get_default(), "notify::dark", G_CALLBACK(on_style),
                            view, 0);
    set_stage(view);
    return GTK_WIDGET(view);
}
