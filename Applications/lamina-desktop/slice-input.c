#include "slice-input.h"

#include "box-grip.h"
#include "pinch.h"
#include "shortcuts.h"
#include "slice-box.h"

#include <math.h>

typedef enum doing { NOTHING, LOOKING, WINDOWING, PANNING, MEASURING, BOXING } doing;

/* Of one canvas, with which it lives. */
typedef struct input {
    LmSliceCanvas *canvas;
    bool space; /* is held */
    doing doing;
    double last[2];   /* offset of the drag that was done already */
    double window[2]; /* where the drag began, as the next */
    LmSliceLine line;
    double box[6];
    unsigned grip;     /* the last in hand; arrows move it */
    unsigned drag;     /* number of this drag, or of the arrows after it */
    bool hovers;       /* a finger is down that may become a drag, a tap, or one of two */
    double pinch;      /* scale done already */
    double between[2]; /* two fingers, pixels; done already */
    double scrolled;
} input;

static const double zoom_step = 1.25;
static const double little = 10; /* pixels that an arrow key stands for */
static const double still = 10;  /* pixels that a finger moves when it should not */

/* Never the same, whichever canvas: so that two drags are two edits. */
static unsigned next_drag(void)
{
    static unsigned last;
    return ++last;
}

/* ---- what is done, by pixels ---- */

static void look_at_pixel(input *in, const double pixel[2])
{
    const LmSliceShown *shown = lm_slice_canvas_shown(in->canvas);
    LmSliceFrame frame = lm_slice_canvas_frame(in->canvas);
    double mm[2], index[2];
    gint64 voxel[3];
    lm_slice_to_mm(&frame, pixel, mm);
    lm_slice_mm_to_index(&shown->plane, mm, index);
    voxel[shown->plane.axis] = shown->slice;
    for (int d = 0; d < 2; d++)
        voxel[shown->plane.across[d]] =
            (gint64)CLAMP(round(index[d]), 0, (double)(shown->plane.size[d] - 1));
    lm_slice_canvas_look_at(in->canvas, voxel);
}

static void change_window(input *in, const double from[2], const double pixels[2])
{
    double window[2] = {from[0], from[1]};
    lm_window_dragged(window, pixels);
    if (window[0] < window[1])
        lm_session_set_window(lm_slice_canvas_session(in->canvas), window[0], window[1]);
}

static void get_window(input *in, double window[2])
{
    lm_session_window(lm_slice_canvas_session(in->canvas), &window[0], &window[1]);
}

static void pan(input *in, const double pixels[2])
{
    const LmSliceShown *shown = lm_slice_canvas_shown(in->canvas);
    LmSliceFrame frame = lm_slice_canvas_frame(in->canvas);
    LmSliceZoom zoom = lm_slice_canvas_zoom(in->canvas);
    lm_slice_pan(&zoom, &shown->plane, &frame, pixels);
    lm_slice_canvas_set_zoom(in->canvas, &zoom);
}

static void zoom_about(input *in, const double pixel[2], double by)
{
    LmSliceFrame frame = lm_slice_canvas_frame(in->canvas);
    LmSliceZoom zoom = lm_slice_canvas_zoom(in->canvas);
    lm_slice_zoom_about(&zoom, &frame, pixel, by);
    lm_slice_canvas_set_zoom(in->canvas, &zoom);
}

static void zoom_about_middle(input *in, double by)
{
    const double middle[2] = {gtk_widget_get_width(GTK_WIDGET(in->canvas)) / 2.0,
                              gtk_widget_get_height(GTK_WIDGET(in->canvas)) / 2.0};
    zoom_about(in, middle, by);
}

static void zoom_to_fit(input *in)
{
    LmSliceZoom zoom = lm_slice_zoom_fit(&lm_slice_canvas_shown(in->canvas)->plane);
    lm_slice_canvas_set_zoom(in->canvas, &zoom);
}

static void measure_to(input *in, const double pixel[2])
{
    LmSliceFrame frame = lm_slice_canvas_frame(in->canvas);
    lm_slice_to_mm(&frame, pixel, in->line.ends[1]);
    lm_slice_canvas_set_line(in->canvas, &in->line);
}

/* ---- the box ---- */

static void get_box(input *in, double box[6])
{
    const LmSliceShown *shown = lm_slice_canvas_shown(in->canvas);
    lm_slice_box_get(lm_slice_canvas_session(in->canvas), shown->volume, box);
}

/* Moves what is in hand by so many pixels or voxels on the screen from where the box was. */
static void move_box(input *in, const double from[6], const double voxels[2])
{
    const LmSliceShown *shown = lm_slice_canvas_shown(in->canvas);
    double box[6], by[3] = {0}, now[6];
    for (int i = 0; i < 6; i++)
        box[i] = from[i];
    for (int d = 0; d < 2; d++)
        by[shown->plane.across[d]] = shown->plane.flipped[d] ? -voxels[d] : voxels[d];
    unsigned grip = in->grip;
    if (grip == LM_GRIP_WHOLE)
        grip &= ~(3U << (2 * shown->plane.axis));
    lm_box_move(box, grip, by, shown->volume->grid.size);
    get_box(in, now);
    for (int i = 0; i < 6; i++)
        if (box[i] != now[i]) {
            lm_slice_box_set(lm_slice_canvas_session(in->canvas), shown->volume, box, in->drag);
            return;
        }
}

static void drag_box(input *in, const double pixels[2])
{
    const LmSliceShown *shown = lm_slice_canvas_shown(in->canvas);
    LmSliceFrame frame = lm_slice_canvas_frame(in->canvas);
    double voxels[2];
    for (int d = 0; d < 2; d++)
        voxels[d] = pixels[d] / (frame.scale * shown->plane.spacing[d]);
    move_box(in, in->box, voxels);
}

static unsigned grip_at(input *in, const double pixel[2])
{
    const LmSliceShown *shown = lm_slice_canvas_shown(in->canvas);
    LmSliceFrame frame = lm_slice_canvas_frame(in->canvas);
    double box[6];
    if (!shown->volume || !shown->in_box)
        return 0;
    get_box(in, box);
    return lm_box_grip_at(box, &shown->plane, &frame, pixel);
}

/* ---- the pointer ---- */

static doing doing_of(input *in, guint button)
{
    static const doing by_tool[] = {[LM_TOOL_LOOK] = LOOKING,
                                    [LM_TOOL_WINDOW] = WINDOWING,
                                    [LM_TOOL_MEASURE] = MEASURING,
                                    [LM_TOOL_BOX] = BOXING};
    if (!lm_slice_canvas_shown(in->canvas)->volume)
        return NOTHING;
    if (button == GDK_BUTTON_MIDDLE || (button == GDK_BUTTON_PRIMARY && in->space))
        return PANNING;
    if (button == GDK_BUTTON_SECONDARY)
        return WINDOWING;
    return button == GDK_BUTTON_PRIMARY
               ? by_tool[lm_session_tool(lm_slice_canvas_session(in->canvas))]
               : NOTHING;
}

/* Beside the box, and where there is none, dragging looks; but figures are no place to look at. */
static doing begin_box(input *in, const double pixel[2])
{
    unsigned grip = grip_at(in, pixel);
    if (!grip)
        return lm_slice_canvas_shown(in->canvas)->kind == LM_SLICE_FIGURE ? NOTHING : LOOKING;
    in->grip = grip;
    in->drag = next_drag();
    get_box(in, in->box);
    return BOXING;
}

static void begin(input *in, const double pixel[2])
{
    in->hovers = false;
    if (in->doing == BOXING)
        in->doing = begin_box(in, pixel);
    if (in->doing == LOOKING)
        look_at_pixel(in, pixel);
    if (in->doing == MEASURING) {
        LmSliceFrame frame = lm_slice_canvas_frame(in->canvas);
        in->line.slice = lm_slice_canvas_shown(in->canvas)->slice;
        lm_slice_to_mm(&frame, pixel, in->line.ends[0]);
        lm_slice_canvas_set_line(in->canvas, NULL);
    }
}

static void on_drag_begin(GtkGestureDrag *gesture, double x, double y, input *in)
{
    const double pixel[2] = {x, y};
    gtk_widget_grab_focus(GTK_WIDGET(in->canvas));
    in->doing = doing_of(in, gtk_gesture_single_get_current_button(GTK_GESTURE_SINGLE(gesture)));
    in->last[0] = in->last[1] = 0;
    get_window(in, in->window);
    GdkEvent *event = gtk_event_controller_get_current_event(GTK_EVENT_CONTROLLER(gesture));
    GdkEventType type = event ? gdk_event_get_event_type(event) : GDK_BUTTON_PRESS;
    in->hovers = type == GDK_TOUCH_BEGIN;
    if (type == GDK_BUTTON_PRESS)
        begin(in, pixel);
    else if (!in->hovers) /* of two fingers one was lifted before */
        in->doing = NOTHING;
}

static void on_drag_update(GtkGestureDrag *gesture, double x, double y, input *in)
{
    const double offset[2] = {x, y}, more[2] = {x - in->last[0], y - in->last[1]};
    double pixel[2];
    if (!lm_slice_canvas_shown(in->canvas)->volume)
        return;
    gtk_gesture_drag_get_start_point(gesture, &pixel[0], &pixel[1]);
    if (in->hovers && hypot(x, y) < still)
        return;
    if (in->hovers)
        begin(in, pixel);
    for (int d = 0; d < 2; d++) {
        pixel[d] += offset[d];
        in->last[d] = offset[d];
    }
    if (in->doing == LOOKING)
        look_at_pixel(in, pixel);
    else if (in->doing == WINDOWING)
        change_window(in, in->window, offset);
    else if (in->doing == PANNING)
        pan(in, more);
    else if (in->doing == MEASURING)
        measure_to(in, pixel);
    else if (in->doing == BOXING && lm_slice_canvas_shown(in->canvas)->in_box)
        drag_box(in, offset);
}

/* It may have been a tap; then on_released() comes as well. */
static void on_drag_end(input *in)
{
    if (!in->hovers)
        in->doing = NOTHING;
    in->drag = next_drag();
}

static void on_pressed(GtkGestureClick *gesture, int times, double x, double y, input *in)
{
    (void)gesture;
    (void)x;
    (void)y;
    if (times == 2)
        lm_slice_canvas_maximise(in->canvas);
}

/* A tap is a drag to nowhere. */
static void on_released(GtkGestureClick *gesture, int times, double x, double y, input *in)
{
    (void)gesture;
    (void)times;
    const double pixel[2] = {x, y};
    if (!in->hovers)
        return;
    begin(in, pixel);
    in->doing = NOTHING;
}

/* The cursor over this grip of the box: sides of the screen it moves. */
static const char *cursor_of_grip(input *in, unsigned grip)
{
    const LmSlicePlane *plane = &lm_slice_canvas_shown(in->canvas)->plane;
    if (grip == LM_GRIP_WHOLE)
        return "move";
    bool level = grip & 3U << (2 * plane->across[LM_RIGHT]);
    bool upright = grip & 3U << (2 * plane->across[LM_DOWN]);
    if (!level || !upright)
        return level ? "ew-resize" : "ns-resize";
    bool high[2];
    for (int d = 0; d < 2; d++)
        high[d] = !(grip & 1U << (2 * plane->across[d])) != plane->flipped[d];
    return high[0] == high[1] ? "nwse-resize" : "nesw-resize";
}

static const char *cursor_at(input *in, const double pixel[2])
{
    if (in->space || in->doing == PANNING)
        return "grab";
    unsigned grip = grip_at(in, pixel);
    return grip ? cursor_of_grip(in, grip) : "crosshair";
}

static void on_motion(GtkEventControllerMotion *controller, double x, double y, input *in)
{
    (void)controller;
    const double pixel[2] = {x, y};
    lm_slice_canvas_set_pointer(in->canvas, pixel);
    if (in->doing != BOXING)
        gtk_widget_set_cursor_from_name(GTK_WIDGET(in->canvas), cursor_at(in, pixel));
}

static void on_leave(input *in)
{
    lm_slice_canvas_set_pointer(in->canvas, NULL);
}

static gboolean on_scroll(GtkEventControllerScroll *controller, double dx, double dy, input *in)
{
    (void)dx;
    GtkEventController *any = GTK_EVENT_CONTROLLER(controller);
    double pixel[2];
    if (!lm_slice_canvas_shown(in->canvas)->volume)
        return FALSE;
    if (gtk_event_controller_get_current_event_state(any) & GDK_CONTROL_MASK) {
        if (lm_slice_canvas_pointer(in->canvas, pixel))
            zoom_about(in, pixel, pow(zoom_step, -dy));
        else
            zoom_about_middle(in, pow(zoom_step, -dy));
        return TRUE;
    }
    in->scrolled += dy;
    double whole = trunc(in->scrolled);
    in->scrolled -= whole;
    lm_slice_canvas_step(in->canvas, (gint64)whole);
    return TRUE;
}

static void on_pinch_begin(GtkGesture *gesture, GdkEventSequence *second, input *in)
{
    (void)second;
    in->doing = NOTHING;
    in->hovers = false;
    in->pinch = 1;
    lm_pinch_between(gesture, GTK_WIDGET(in->canvas), in->between);
}

/* What lies between the fingers comes along, and grows. */
static void on_pinch(GtkGesture *gesture, double scale, input *in)
{
    double pixel[2], moved[2];
    if (!lm_slice_canvas_shown(in->canvas)->volume || !(scale > 0))
        return;
    lm_pinch_between(gesture, GTK_WIDGET(in->canvas), pixel);
    for (int d = 0; d < 2; d++) {
        moved[d] = pixel[d] - in->between[d];
        in->between[d] = pixel[d];
    }
    pan(in, moved);
    zoom_about(in, pixel, scale / in->pinch);
    in->pinch = scale;
}

/* ---- keys: see shortcuts.c ---- */

/* The line grows by one voxel, and begins at the crosshair. */
static void measure_on(input *in, int right, int down)
{
    const LmSliceShown *shown = lm_slice_canvas_shown(in->canvas);
    const int moves[2] = {right, down};
    if (!lm_slice_canvas_has_line(in->canvas) || in->line.slice != shown->slice) {
        in->line.slice = shown->slice;
        lm_slice_canvas_crosshair(in->canvas, in->line.ends[0]);
        lm_slice_canvas_crosshair(in->canvas, in->line.ends[1]);
    }
    for (int d = 0; d < 2; d++)
        in->line.ends[1][d] += moves[d] * shown->plane.spacing[d];
    lm_slice_canvas_set_line(in->canvas, &in->line);
}

/* What dragging by one voxel (or a little) in this direction does. */
static void on_arrow(input *in, int right, int down)
{
    LmTool tool = lm_session_tool(lm_slice_canvas_session(in->canvas));
    if (tool == LM_TOOL_WINDOW) {
        double window[2];
        get_window(in, window);
        change_window(in, window, (double[]){right * little, down * little});
    } else if (tool == LM_TOOL_MEASURE) {
        measure_on(in, right, down);
    } else if (lm_slice_canvas_shown(in->canvas)->in_box) {
        double box[6];
        get_box(in, box);
        move_box(in, box, (double[]){right, down});
    } else {
        lm_slice_canvas_nudge(in->canvas, right, down);
    }
}

/* The side of the box that lies to the left or above, or the one across. */
static void move_side(input *in, const int moves[2], bool is_far)
{
    const LmSliceShown *shown = lm_slice_canvas_shown(in->canvas);
    if (!shown->in_box)
        return;
    const unsigned held = in->grip;
    double box[6];
    for (int d = 0; d < 2; d++) {
        const double voxels[2] = {d == 0 ? moves[0] : 0, d == 1 ? moves[1] : 0};
        in->grip = 1U << (2 * shown->plane.across[d] + (is_far != shown->plane.flipped[d]));
        get_box(in, box);
        if (moves[d])
            move_box(in, box, voxels);
    }
    in->grip = held;
}

static void arrow_action(GSimpleAction *action, GVariant *moves, gpointer user)
{
    (void)action;
    input *in = user;
    int right, down;
    g_variant_get(moves, "(ii)", &right, &down);
    if (lm_slice_canvas_shown(in->canvas)->volume)
        on_arrow(in, right, down);
}

static void near_side_action(GSimpleAction *action, GVariant *target, gpointer user)
{
    (void)action;
    int moves[2];
    g_variant_get(target, "(ii)", &moves[0], &moves[1]);
    move_side(user, moves, false);
}

static void far_side_action(GSimpleAction *action, GVariant *target, gpointer user)
{
    (void)action;
    int moves[2];
    g_variant_get(target, "(ii)", &moves[0], &moves[1]);
    move_side(user, moves, true);
}

static void step_action(GSimpleAction *action, GVariant *slices, gpointer user)
{
    (void)action;
    lm_slice_canvas_step(((input *)user)->canvas, g_variant_get_int32(slices));
}

static void pan_action(GSimpleAction *action, GVariant *target, gpointer user)
{
    (void)action;
    input *in = user;
    int right, down;
    g_variant_get(target, "(ii)", &right, &down);
    if (lm_slice_canvas_shown(in->canvas)->volume)
        pan(in, (double[]){right * little, down * little});
}

static void zoom_action(GSimpleAction *action, GVariant *factor, gpointer user)
{
    (void)action;
    input *in = user;
    if (lm_slice_canvas_shown(in->canvas)->volume)
        zoom_about_middle(in, g_variant_get_double(factor));
}

static void frame_action(GSimpleAction *action, GVariant *target, gpointer user)
{
    (void)action;
    (void)target;
    input *in = user;
    if (lm_slice_canvas_shown(in->canvas)->volume)
        zoom_to_fit(in);
}

static void maximise_action(GSimpleAction *action, GVariant *target, gpointer user)
{
    (void)action;
    (void)target;
    lm_slice_canvas_maximise(((input *)user)->canvas);
}

/* The line; without one, the view. */
static void let_go_action(GSimpleAction *action, GVariant *target, gpointer user)
{
    (void)action;
    (void)target;
    input *in = user;
    if (lm_slice_canvas_has_line(in->canvas))
        lm_slice_canvas_set_line(in->canvas, NULL);
    else
        gtk_widget_activate_action(GTK_WIDGET(in->canvas), "win.all-views", NULL);
}

static gboolean on_key(GtkEventControllerKey *controller, guint key, guint code,
                       GdkModifierType state, input *in)
{
    (void)controller;
    (void)code;
    if (key != GDK_KEY_space || state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK) ||
        !lm_slice_canvas_shown(in->canvas)->volume)
        return FALSE;
    in->space = true;
    return TRUE;
}

static void on_key_released(GtkEventControllerKey *controller, guint key, guint code,
                            GdkModifierType state, input *in)
{
    (void)controller;
    (void)code;
    (void)state;
    if (key == GDK_KEY_space)
        in->space = false;
}

static void on_focus_lost(input *in)
{
    in->space = false;
}

/* ---- making ---- */

static void add_drag(input *in)
{
    GtkGesture *drag = gtk_gesture_drag_new();
    gtk_gesture_single_set_button(GTK_GESTURE_SINGLE(drag), 0);
    g_signal_connect(drag, "drag-begin", G_CALLBACK(on_drag_begin), in);
    g_signal_connect(drag, "drag-update", G_CALLBACK(on_drag_update), in);
    g_signal_connect_swapped(drag, "drag-end", G_CALLBACK(on_drag_end), in);
    gtk_widget_add_controller(GTK_WIDGET(in->canvas), GTK_EVENT_CONTROLLER(drag));
    GtkGesture *click = gtk_gesture_click_new();
    g_signal_connect(click, "pressed", G_CALLBACK(on_pressed), in);
    g_signal_connect(click, "released", G_CALLBACK(on_released), in);
    gtk_widget_add_controller(GTK_WIDGET(in->canvas), GTK_EVENT_CONTROLLER(click));
}

static void add_pointer(input *in)
{
    GtkEventController *motion = gtk_event_controller_motion_new();
    g_signal_connect(motion, "enter", G_CALLBACK(on_motion), in);
    g_signal_connect(motion, "motion", G_CALLBACK(on_motion), in);
    g_signal_connect_swapped(motion, "leave", G_CALLBACK(on_leave), in);
    gtk_widget_add_controller(GTK_WIDGET(in->canvas), motion);
    GtkEventController *scroll =
        gtk_event_controller_scroll_new(GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
    g_signal_connect(scroll, "scroll", G_CALLBACK(on_scroll), in);
    gtk_widget_add_controller(GTK_WIDGET(in->canvas), scroll);
    GtkGesture *pinch = gtk_gesture_zoom_new();
    g_signal_connect(pinch, "begin", G_CALLBACK(on_pinch_begin), in);
    g_signal_connect(pinch, "scale-changed", G_CALLBACK(on_pinch), in);
    gtk_widget_add_controller(GTK_WIDGET(in->canvas), GTK_EVENT_CONTROLLER(pinch));
}

static void add_actions(input *in)
{
    static const GActionEntry actions[] = {
        {.name = "arrow", .activate = arrow_action, .parameter_type = "(ii)"},
        {.name = "near-side", .activate = near_side_action, .parameter_type = "(ii)"},
        {.name = "far-side", .activate = far_side_action, .parameter_type = "(ii)"},
        {.name = "step", .activate = step_action, .parameter_type = "i"},
        {.name = "pan", .activate = pan_action, .parameter_type = "(ii)"},
        {.name = "zoom", .activate = zoom_action, .parameter_type = "d"},
        {.name = "frame", .activate = frame_action},
        {.name = "maximise", .activate = maximise_action},
        {.name = "let-go", .activate = let_go_action},
    };
    g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new();
    g_action_map_add_action_entries(G_ACTION_MAP(group), actions, G_N_ELEMENTS(actions), in);
    gtk_widget_insert_action_group(GTK_WIDGET(in->canvas), "slice", G_ACTION_GROUP(group));
    lm_shortcuts_bind(GTK_WIDGET(in->canvas), LM_SHORTCUTS_SLICES);
}

/* Space, which is held. */
static void add_keys(input *in)
{
    GtkEventController *keys = gtk_event_controller_key_new();
    g_signal_connect(keys, "key-pressed", G_CALLBACK(on_key), in);
    g_signal_connect(keys, "key-released", G_CALLBACK(on_key_released), in);
    gtk_widget_add_controller(GTK_WIDGET(in->canvas), keys);
    GtkEventController *focus = gtk_event_controller_focus_new();
    g_signal_connect_swapped(focus, "leave", G_CALLBACK(on_focus_lost), in);
    gtk_widget_add_controller(GTK_WIDGET(in->canvas), focus);
}

void lm_slice_input_add(LmSliceCanvas *canvas)
{
    input *in = g_new0(input, 1);
    in->canvas = canvas;
    in->grip = LM_GRIP_WHOLE;
    in->drag = next_drag();
    g_object_set_data_full(G_OBJECT(canvas), "input", in, g_free);
    add_drag(in);
    add_pointer(in);
    add_keys(in);
    add_actions(in);
}
