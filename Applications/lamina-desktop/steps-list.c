#include "steps-list.h"

#include "add-step.h"
#include "first-step.h"
#include "icon-button.h"
#include "job-edit.h"
#include "shortcuts.h"
#include "step-flow.h"
#include "step-row.h"
#include "tooltip.h"

#include "lamina/registry.h"

#include <glib/gi18n.h>

struct _LmStepsList {
    AdwBin parent;
    LmSession *session;
    GtkListBox *list;
    GHashTable *rows;      /* tag -> LmStepRow, borrowed from the list */
    guint filler;          /* fills rows, some in each frame; 0: all are */
    GtkWidget *add, *menu; /* popovers */
    GtkWidget *add_button;
    GtkListBoxRow *drop_row; /* what is pointed at while a step is dragged; NULL: nothing */
    bool busy, filling;
};

enum { EACH_FRAME = 16 }; /* rows that are filled */

G_DEFINE_TYPE(LmStepsList, lm_steps_list, ADW_TYPE_BIN)

static LmDocument *document_of(LmStepsList *steps)
{
    return lm_session_document(steps->session);
}

static const lm_job *job_of(LmStepsList *steps)
{
    return lm_document_job(document_of(steps));
}

static const lm_step *selected(LmStepsList *steps)
{
    return lm_session_selected_step(steps->session);
}

/* ---- rows ---- */

/* By itself, or by a branch around it. */
static bool is_off(const lm_job *job, const lm_step *step)
{
    lm_step *parent = NULL;
    guint at;
    return step->off || (lm_job_find(job, step, &parent, &at) && parent && is_off(job, parent));
}

static void show_step(LmStepsList *steps, LmStepRow *row, const lm_step *step, bool off)
{
    LmEngine *engine = lm_session_engine(steps->session);
    lm_step_row_show(row, step, off, lm_engine_result(engine, step->tag), steps->busy);
}

static void show_row(LmStepsList *steps, LmStepRow *row)
{
    const lm_step *step = lm_step_tagged(job_of(steps), lm_step_row_tag(row));
    if (step)
        show_step(steps, row, step, is_off(job_of(steps), step));
}

static LmStepRow *row_at(LmStepsList *steps, int i)
{
    return LM_STEP_ROW(gtk_list_box_get_row_at_index(steps->list, i));
}

static LmStepRow *row_of(LmStepsList *steps, guint64 tag)
{
    return g_hash_table_lookup(steps->rows, &tag);
}

static bool is_filled(LmStepRow *row)
{
    return gtk_widget_get_visible(GTK_WIDGET(row));
}

static void fill(LmStepsList *steps, LmStepRow *row)
{
    show_row(steps, row);
    gtk_widget_set_visible(GTK_WIDGET(row), TRUE);
}

/* Hundreds of rows at once take long to lay out. False when all are filled. */
static bool fill_some(LmStepsList *steps)
{
    LmStepRow *row;
    int filled = 0;
    for (int i = 0; (row = row_at(steps, i)); i++) {
        if (is_filled(row))
            continue;
        if (filled++ == EACH_FRAME)
            return true;
        fill(steps, row);
    }
    return false;
}

static gboolean fill_on(GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
    (void)clock, (void)unused;
    LmStepsList *steps = LM_STEPS_LIST(widget);
    if (fill_some(steps))
        return G_SOURCE_CONTINUE;
    steps->filler = 0;
    return G_SOURCE_REMOVE;
}

/* The row as it is seen, on the list's ground: by itself it has none. */
static GdkPaintable *picture_of(GtkWidget *row)
{
    int width = gtk_widget_get_width(row), height = gtk_widget_get_height(row);
    GdkRGBA ground;
    if (!gtk_style_context_lookup_color(gtk_widget_get_style_context(row), "view_bg_color",
                                        &ground))
        ground = (GdkRGBA){1, 1, 1, 1};
    g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new(row);
    GtkSnapshot *snapshot = gtk_snapshot_new();
    gtk_snapshot_append_color(snapshot, &ground,
                              &GRAPHENE_RECT_INIT(0, 0, (float)width, (float)height));
    gdk_paintable_snapshot(paintable, snapshot, width, height);
    return gtk_snapshot_free_to_paintable(snapshot, NULL);
}

static GdkContentProvider *on_drag(GtkDragSource *source, double x, double y, LmStepRow *row)
{
    (void)x;
    (void)y;
    g_autoptr(GdkPaintable) picture = picture_of(GTK_WIDGET(row));
    /* Below the pointer, so that the place it would come to is seen. */
    gtk_drag_source_set_icon(source, picture, 12, -4);
    return gdk_content_provider_new_typed(G_TYPE_UINT64, lm_step_row_tag(row));
}

static GtkWidget *row_new(guint64 tag, int depth, bool can_move)
{
    GtkWidget *row = lm_step_row_new(tag, depth);
    if (!can_move)
        return row;
    GtkDragSource *source = gtk_drag_source_new();
    gtk_drag_source_set_actions(source, GDK_ACTION_MOVE);
    g_signal_connect(source, "prepare", G_CALLBACK(on_drag), row);
    gtk_widget_add_controller(row, GTK_EVENT_CONTROLLER(source));
    return row;
}

static void remove_row(LmStepsList *steps, LmStepRow *row)
{
    guint64 tag = lm_step_row_tag(row);
    g_hash_table_remove(steps->rows, &tag);
    gtk_list_box_remove(steps->list, GTK_WIDGET(row));
}

/* It stays empty and unseen until it is filled. */
static void insert_row(LmStepsList *steps, int i, const lm_step *step, int depth)
{
    GtkWidget *row = row_new(step->tag, depth, !(step->op->flags & LM_OP_SOURCE));
    gtk_widget_set_visible(row, FALSE);
    g_hash_table_insert(steps->rows, g_memdup2(&step->tag, sizeof step->tag), row);
    gtk_list_box_insert(steps->list, row, i);
}

static bool is_of(LmStepRow *row, const lm_step *step, int depth)
{
    return row && lm_step_row_tag(row) == step->tag && lm_step_row_depth(row) == depth;
}

/* Makes row `i` be that of the step; those that stood there already stay. Of two that change places
 * the selected one stays, and with it the focus. */
static void put_row(LmStepsList *steps, int i, const lm_step *step, int depth, bool off)
{
    LmStepRow *row = row_at(steps, i), *old = row_of(steps, step->tag);
    if (is_of(row_at(steps, i + 1), step, depth) &&
        !gtk_list_box_row_is_selected(GTK_LIST_BOX_ROW(row)))
        remove_row(steps, row);
    else if (old && !is_of(row, step, depth))
        remove_row(steps, old);
    if (!is_of(row_at(steps, i), step, depth))
        insert_row(steps, i, step, depth);
    else if (is_filled(row_at(steps, i)))
        show_step(steps, row_at(steps, i), step, off);
}

/* `off`: a branch around them is. */
static int put_rows(LmStepsList *steps, int i, const GPtrArray *line, int depth, bool off)
{
    for (guint k = 0; k < line->len; k++) {
        const lm_step *step = line->pdata[k];
        put_row(steps, i++, step, depth, off || step->off);
        if (step->steps)
            i = put_rows(steps, i, step->steps, depth + 1, off || step->off);
    }
    return i;
}

/* Scrolls to the row, as soon as it and those above have their places. */
static gboolean reveal(GtkWidget *row, GdkFrameClock *clock, gpointer user)
{
    (void)clock;
    LmStepsList *steps = user;
    graphene_rect_t at;
    GtkAdjustment *view = gtk_list_box_get_adjustment(steps->list);
    if (steps->filler || gtk_widget_get_height(row) == 0)
        return G_SOURCE_CONTINUE;
    if (view && gtk_widget_compute_bounds(row, GTK_WIDGET(steps->list), &at))
        gtk_adjustment_clamp_page(view, (double)at.origin.y,
                                  (double)(at.origin.y + at.size.height));
    return G_SOURCE_REMOVE;
}

static void select_row(LmStepsList *steps)
{
    LmStepRow *row = row_of(steps, selected(steps)->tag);
    if (!row || gtk_list_box_get_selected_row(steps->list) == GTK_LIST_BOX_ROW(row))
        return;
    fill(steps, row); /* it may be given the focus */
    gtk_list_box_select_row(steps->list, GTK_LIST_BOX_ROW(row));
    gtk_widget_add_tick_callback(GTK_WIDGET(row), reveal, steps, NULL);
}

static gboolean grab_focus(GtkWidget *widget)
{
    LmStepsList *steps = LM_STEPS_LIST(widget);
    LmStepRow *row = steps->session ? row_of(steps, selected(steps)->tag) : NULL;
    return row && gtk_widget_grab_focus(GTK_WIDGET(row));
}

static bool has_focus(LmStepsList *steps)
{
    GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(steps));
    GtkWidget *focus = root ? gtk_root_get_focus(root) : NULL;
    return focus && (focus == GTK_WIDGET(steps->list) ||
                     gtk_widget_is_ancestor(focus, GTK_WIDGET(steps->list)));
}

static void update_actions(LmStepsList *steps);

static void on_job(LmStepsList *steps)
{
    bool focused = has_focus(steps);
    steps->filling = true;
    put_row(steps, 0, job_of(steps)->input, 0, false);
    int n = put_rows(steps, 1, job_of(steps)->steps, 0, false);
    LmStepRow *row;
    while ((row = row_at(steps, n)))
        remove_row(steps, row);
    if (fill_some(steps) && !steps->filler)
        steps->filler = gtk_widget_add_tick_callback(GTK_WIDGET(steps), fill_on, NULL, NULL);
    steps->filling = false;
    select_row(steps);
    update_actions(steps);
    if (focused) /* which went elsewhere when its row was made anew */
        gtk_widget_grab_focus(GTK_WIDGET(steps));
}

static void on_result(LmStepsList *steps, guint64 tag)
{
    LmStepRow *row = row_of(steps, tag);
    if (row && is_filled(row))
        show_row(steps, row);
    update_actions(steps);
}

static void on_busy(LmStepsList *steps)
{
    bool busy = lm_engine_is_busy(lm_session_engine(steps->session));
    if (busy == steps->busy)
        return;
    steps->busy = busy;
    LmStepRow *row;
    for (int i = 0; (row = row_at(steps, i)); i++)
        if (is_filled(row))
            show_row(steps, row);
}

static void on_selected(LmStepsList *steps)
{
    select_row(steps);
    if (has_focus(steps))
        gtk_widget_grab_focus(GTK_WIDGET(steps));
    update_actions(steps);
}

static void on_row_selected(GtkListBox *list, GtkListBoxRow *row, LmStepsList *steps)
{
    (void)list;
    if (row && !steps->filling)
        lm_session_select(steps->session, lm_step_row_tag(LM_STEP_ROW(row)));
}

/* ---- edits ---- */

/* Commits under a name made of `format`, which holds one %s, and the step's title. */
static void commit(LmStepsList *steps, lm_job *job, const char *format, const char *title)
{
    g_auto(GStrv) parts = g_strsplit(format, "%s", 2);
    g_autofree char *what = g_strjoinv(title, parts);
    lm_document_commit(document_of(steps), job, what, NULL);
}

static double level_of(LmStepsList *steps)
{
    double low, high;
    lm_session_window(steps->session, &low, &high);
    return (low + high) / 2;
}

/* Where a new step goes: after the selected one, or into it when that is an empty branch. */
static LmPlace place_at(const lm_step *step)
{
    return step->steps && step->steps->len == 0 ? LM_PLACE_INSIDE : LM_PLACE_AFTER;
}

static lm_info info_here(LmStepsList *steps)
{
    return lm_flow_after(job_of(steps), lm_session_engine(steps->session), selected(steps)->tag);
}

static void focus_later(gpointer data)
{
    g_autoptr(GtkWidget) steps = data;
    gtk_widget_grab_focus(steps);
}

static void insert(LmStepsList *steps, lm_job *job, lm_step *step)
{
    const lm_step *beside = selected(steps);
    lm_edit_insert(job, step, beside->tag, place_at(beside));
    commit(steps, job, _("Add %s"), _(step->op->title));
    lm_session_select(steps->session, step->tag);
    /* Once the list it was chosen from has given the focus back. */
    g_idle_add_once(focus_later, g_object_ref(steps));
}

static void on_chosen(LmStepsList *steps, const lm_op *op)
{
    lm_job *job = lm_document_edit(document_of(steps));
    lm_info in = info_here(steps);
    lm_step *step = lm_first_step(job, op, &in, level_of(steps));
    if (step->steps) {
        g_autofree char *id = lm_edit_free_id(job, op->name);
        lm_step_set(step, "id", id, NULL);
    }
    insert(steps, job, step);
}

/* A closed surface of what is there, on the side. */
static void add_surface(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    LmStepsList *steps = LM_STEPS_LIST(widget);
    lm_job *job = lm_document_edit(document_of(steps));
    lm_step *branch = lm_step_new(lm_op_find("branch"));
    lm_step *contour = lm_step_new(lm_op_find("contour"));
    g_autofree char *id = lm_edit_free_id(job, "surface");
    lm_step_set(branch, "id", id, NULL);
    lm_step_set(contour, "value", "otsu", NULL);
    lm_step_set(contour, "close", "true", NULL);
    g_ptr_array_add(branch->steps, contour);
    g_ptr_array_add(branch->steps, lm_step_new(lm_op_find("smooth-mesh")));
    insert(steps, job, branch);
    lm_session_select(steps->session, contour->tag);
}

/* What is selected once a step is gone: the next in its line, else the one before. */
static guint64 heir_of(const lm_job *job, const lm_step *step)
{
    lm_step *parent;
    guint at;
    if (!lm_job_find(job, step, &parent, &at))
        return job->input->tag;
    const GPtrArray *line = parent ? parent->steps : job->steps;
    if (at + 1 < line->len)
        return ((lm_step *)line->pdata[at + 1])->tag;
    if (at > 0)
        return ((lm_step *)line->pdata[at - 1])->tag;
    return parent ? parent->tag : job->input->tag;
}

static void delete_step(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    LmStepsList *steps = LM_STEPS_LIST(widget);
    const lm_step *step = selected(steps);
    const char *title = _(step->op->title);
    guint64 tag = step->tag, heir = heir_of(job_of(steps), step);
    lm_job *job = lm_document_edit(document_of(steps));
    lm_edit_remove(job, tag);
    lm_session_select(steps->session, heir);
    commit(steps, job, _("Delete %s"), title);
    lm_session_say_deleted(steps->session, title);
}

static void duplicate(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    LmStepsList *steps = LM_STEPS_LIST(widget);
    lm_job *job = lm_document_edit(document_of(steps));
    const lm_step *copy = lm_edit_duplicate(job, selected(steps)->tag);
    commit(steps, job, _("Duplicate %s"), _(copy->op->title));
    lm_session_select(steps->session, copy->tag);
}

static void switch_off(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    LmStepsList *steps = LM_STEPS_LIST(widget);
    lm_job *job = lm_document_edit(document_of(steps));
    lm_step *step = lm_step_tagged(job, selected(steps)->tag);
    lm_step_set(step, "off", step->off ? NULL : "true", NULL);
    commit(steps, job, step->off ? _("Switch off %s") : _("Switch on %s"), _(step->op->title));
}

static void add_branch(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    on_chosen(LM_STEPS_LIST(widget), lm_op_find("branch"));
}

static void wrap(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    LmStepsList *steps = LM_STEPS_LIST(widget);
    lm_job *job = lm_document_edit(document_of(steps));
    g_autofree char *id = lm_edit_free_id(job, "branch");
    lm_step *branch = lm_edit_wrap(job, selected(steps)->tag);
    lm_step_set(branch, "id", id, NULL);
    commit(steps, job, _("Branch around %s"), _(((lm_step *)branch->steps->pdata[0])->op->title));
}

static void shift(LmStepsList *steps, int by)
{
    const lm_step *step = selected(steps);
    lm_job *job = lm_document_edit(document_of(steps));
    if (lm_edit_shift(job, step->tag, by))
        commit(steps, job, _("Move %s"), _(step->op->title));
    else
        lm_job_free(job);
}

static void move_earlier(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    shift(LM_STEPS_LIST(widget), -1);
}

static void move_later(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    shift(LM_STEPS_LIST(widget), 1);
}

static void open_add(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    gtk_menu_button_popup(GTK_MENU_BUTTON(LM_STEPS_LIST(widget)->add_button));
}

static void update_actions(LmStepsList *steps)
{
    static const char *const of_steps[] = {"step.delete", "step.duplicate", "step.off",
                                           "step.wrap",   "step.earlier",   "step.later"};
    lm_info here = info_here(steps);
    bool is_step = !(selected(steps)->op->flags & LM_OP_SOURCE);
    g_autofree char *obstacle = lm_flow_obstacle(lm_op_find("contour"), &here);
    for (size_t i = 0; i < G_N_ELEMENTS(of_steps); i++)
        gtk_widget_action_set_enabled(GTK_WIDGET(steps), of_steps[i], is_step);
    gtk_widget_action_set_enabled(GTK_WIDGET(steps), "step.surface", !obstacle);
}

/* ---- dragging a step to another place ---- */

static void show_drop(LmStepsList *steps, GtkListBoxRow *row, const char *class)
{
    static const char *const classes[] = {"drop-before", "drop-after", "drop-inside"};
    for (size_t i = 0; steps->drop_row && i < G_N_ELEMENTS(classes); i++)
        gtk_widget_remove_css_class(GTK_WIDGET(steps->drop_row), classes[i]);
    g_set_object(&steps->drop_row, row);
    if (row)
        gtk_widget_add_css_class(GTK_WIDGET(row), class);
}

/* The step and the side of it that are pointed at. A branch takes what is dropped on its lower
 * half. */
static LmPlace place_under(LmStepsList *steps, double y, GtkListBoxRow **row)
{
    graphene_rect_t bounds;
    *row = gtk_list_box_get_row_at_y(steps->list, (int)y);
    if (!*row || !gtk_widget_compute_bounds(GTK_WIDGET(*row), GTK_WIDGET(steps->list), &bounds))
        return LM_PLACE_AFTER;
    const lm_step *step = lm_step_tagged(job_of(steps), lm_step_row_tag(LM_STEP_ROW(*row)));
    bool upper = y < bounds.origin.y + bounds.size.height / 2;
    if (!step || (step->op->flags & LM_OP_SOURCE))
        return LM_PLACE_AFTER;
    return upper ? LM_PLACE_BEFORE : step->steps ? LM_PLACE_INSIDE : LM_PLACE_AFTER;
}

static GdkDragAction on_drag_motion(GtkDropTarget *target, double x, double y, LmStepsList *steps)
{
    (void)target;
    (void)x;
    static const char *const classes[] = {"drop-before", "drop-after", "drop-inside"};
    GtkListBoxRow *row;
    LmPlace place = place_under(steps, y, &row);
    show_drop(steps, row, classes[place]);
    return row ? GDK_ACTION_MOVE : 0;
}

static void on_drag_leave(GtkDropTarget *target, LmStepsList *steps)
{
    (void)target;
    show_drop(steps, NULL, NULL);
}

static gboolean on_drop(GtkDropTarget *target, const GValue *value, double x, double y,
                        LmStepsList *steps)
{
    (void)target;
    (void)x;
    GtkListBoxRow *row;
    LmPlace place = place_under(steps, y, &row);
    show_drop(steps, NULL, NULL);
    guint64 tag = g_value_get_uint64(value);
    const lm_step *step = lm_step_tagged(job_of(steps), tag);
    if (!row || !step)
        return FALSE;
    lm_job *job = lm_document_edit(document_of(steps));
    if (!lm_edit_move(job, tag, lm_step_row_tag(LM_STEP_ROW(row)), place)) {
        lm_job_free(job);
        return FALSE;
    }
    commit(steps, job, _("Move %s"), _(step->op->title));
    lm_session_select(steps->session, tag);
    return TRUE;
}

/* ---- the menu of a step ---- */

static GMenuModel *menu_model(const lm_step *step)
{
    GMenu *menu = g_menu_new(), *order = g_menu_new(), *structure = g_menu_new();
    lm_shortcuts_append(menu, step->off ? _("Switch on") : _("Switch off"), "step.off");
    lm_shortcuts_append(menu, _("Duplicate"), "step.duplicate");
    lm_shortcuts_append(menu, _("Delete"), "step.delete");
    lm_shortcuts_append(order, _("Move earlier"), "step.earlier");
    lm_shortcuts_append(order, _("Move later"), "step.later");
    lm_shortcuts_append(structure, _("Add a step after it…"), "step.add");
    lm_shortcuts_append(structure, _("Add a branch after it"), "step.branch");
    lm_shortcuts_append(structure, _("Put into a branch"), "step.wrap");
    lm_shortcuts_append(structure, _("Add a surface of it"), "step.surface");
    g_menu_append_section(menu, NULL, G_MENU_MODEL(order));
    g_menu_append_section(menu, NULL, G_MENU_MODEL(structure));
    g_object_unref(order);
    g_object_unref(structure);
    return G_MENU_MODEL(menu);
}

static void open_menu(LmStepsList *steps, const GdkRectangle *at)
{
    g_autoptr(GMenuModel) model = menu_model(selected(steps));
    gtk_popover_menu_set_menu_model(GTK_POPOVER_MENU(steps->menu), model);
    gtk_popover_set_pointing_to(GTK_POPOVER(steps->menu), at);
    gtk_popover_popup(GTK_POPOVER(steps->menu));
}

static void on_right_click(GtkGestureClick *click, int n, double x, double y, LmStepsList *steps)
{
    (void)n;
    GtkListBoxRow *row = gtk_list_box_get_row_at_y(steps->list, (int)y);
    if (!row)
        return;
    gtk_gesture_set_state(GTK_GESTURE(click), GTK_EVENT_SEQUENCE_CLAIMED);
    gtk_list_box_select_row(steps->list, row);
    GtkWidget *list = GTK_WIDGET(steps->list);
    gtk_widget_translate_coordinates(list, GTK_WIDGET(steps), x, y, &x, &y);
    GdkRectangle at = {(int)x, (int)y, 1, 1};
    open_menu(steps, &at);
}

static void open_menu_of_selected(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    LmStepsList *steps = LM_STEPS_LIST(widget);
    GtkListBoxRow *row = gtk_list_box_get_selected_row(steps->list);
    graphene_rect_t bounds;
    if (!row || !gtk_widget_compute_bounds(GTK_WIDGET(row), widget, &bounds))
        return;
    GdkRectangle at = {(int)bounds.origin.x + 40, (int)bounds.origin.y, 1, (int)bounds.size.height};
    open_menu(steps, &at);
}

/* ---- the widget ---- */

static void on_add_shown(GtkWidget *popover, LmStepsList *steps)
{
    lm_info here = info_here(steps);
    lm_add_step_offer(LM_ADD_STEP(popover), &here);
}

static void append_tool(GtkWidget *bar, const char *icon, const char *words, const char *action)
{
    GtkWidget *button = lm_icon_button_new(icon, words, action);
    gtk_widget_add_css_class(button, "flat");
    gtk_box_append(GTK_BOX(bar), button);
}

static GtkWidget *add_button_new(LmStepsList *steps)
{
    GtkWidget *content = adw_button_content_new();
    adw_button_content_set_icon_name(ADW_BUTTON_CONTENT(content), "list-add-symbolic");
    adw_button_content_set_label(ADW_BUTTON_CONTENT(content), _("Add step"));
    steps->add = lm_add_step_new();
    steps->add_button = gtk_menu_button_new();
    gtk_menu_button_set_child(GTK_MENU_BUTTON(steps->add_button), content);
    gtk_menu_button_set_popover(GTK_MENU_BUTTON(steps->add_button), steps->add);
    gtk_menu_button_set_direction(GTK_MENU_BUTTON(steps->add_button), GTK_ARROW_UP);
    gtk_accessible_update_property(GTK_ACCESSIBLE(steps->add_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   _("Add step"), -1);
    g_signal_connect(steps->add, "show", G_CALLBACK(on_add_shown), steps);
    g_signal_connect_swapped(steps->add, "chosen", G_CALLBACK(on_chosen), steps);
    return steps->add_button;
}

static GtkWidget *buttons_new(LmStepsList *steps)
{
    GtkWidget *bar = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6);
    GtkWidget *surface = gtk_button_new_with_label(_("Surface"));
    GtkWidget *space = gtk_separator_new(GTK_ORIENTATION_HORIZONTAL);
    gtk_actionable_set_action_name(GTK_ACTIONABLE(surface), "step.surface");
    lm_tooltip_set(surface, _("Add a surface of this volume"));
    gtk_widget_add_css_class(space, "spacer");
    gtk_widget_set_hexpand(space, TRUE);
    gtk_widget_add_css_class(bar, "toolbar");
    gtk_box_append(GTK_BOX(bar), add_button_new(steps));
    gtk_box_append(GTK_BOX(bar), surface);
    gtk_box_append(GTK_BOX(bar), space);
    append_tool(bar, "go-up-symbolic", _("Move earlier"), "step.earlier");
    append_tool(bar, "go-down-symbolic", _("Move later"), "step.later");
    append_tool(bar, "user-trash-symbolic", _("Delete the step"), "step.delete");
    return bar;
}

static void add_controllers(LmStepsList *steps)
{
    GtkWidget *list = GTK_WIDGET(steps->list);
    GtkDropTarget *target = gtk_drop_target_new(G_TYPE_UINT64, GDK_ACTION_MOVE);
    g_signal_connect(target, "motion", G_CALLBACK(on_drag_motion), steps);
    g_signal_connect(target, "leave", G_CALLBACK(on_drag_leave), steps);
    g_signal_connect(target, "drop", G_CALLBACK(on_drop), steps);
    gtk_widget_add_controller(list, GTK_EVENT_CONTROLLER(target));
    GtkGesture *click = gtk_gesture_click_new();
    gtk_gesture_single_set_button(GTK_GESTURE_SINGLE(click), GDK_BUTTON_SECONDARY);
    g_signal_connect(click, "pressed", G_CALLBACK(on_right_click), steps);
    gtk_widget_add_controller(list, GTK_EVENT_CONTROLLER(click));
}

static void lm_steps_list_init(LmStepsList *steps)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *scrolled = gtk_scrolled_window_new();
    GtkWidget *list = gtk_list_box_new();
    steps->rows = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    steps->list = GTK_LIST_BOX(list);
    steps->menu = gtk_popover_menu_new_from_model(NULL);
    gtk_popover_set_has_arrow(GTK_POPOVER(steps->menu), FALSE);
    gtk_widget_set_halign(steps->menu, GTK_ALIGN_START);
    gtk_widget_set_parent(steps->menu, GTK_WIDGET(steps));
    gtk_list_box_set_selection_mode(steps->list, GTK_SELECTION_BROWSE);
    gtk_widget_add_css_class(list, "navigation-sidebar");
    gtk_accessible_update_property(GTK_ACCESSIBLE(list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Steps"),
                                   -1);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scrolled), list);
    gtk_widget_set_vexpand(scrolled, TRUE);
    gtk_box_append(GTK_BOX(box), scrolled);
    gtk_box_append(GTK_BOX(box), buttons_new(steps));
    adw_bin_set_child(ADW_BIN(steps), box);
    g_signal_connect(list, "row-selected", G_CALLBACK(on_row_selected), steps);
    add_controllers(steps);
    lm_shortcuts_bind(GTK_WIDGET(steps), LM_SHORTCUTS_STEPS);
}

static void dispose(GObject *object)
{
    LmStepsList *steps = LM_STEPS_LIST(object);
    g_clear_pointer(&steps->menu, gtk_widget_unparent);
    g_clear_object(&steps->drop_row);
    g_clear_object(&steps->session);
    G_OBJECT_CLASS(lm_steps_list_parent_class)->dispose(object);
}

static void finalize(GObject *object)
{
    g_hash_table_unref(LM_STEPS_LIST(object)->rows);
    G_OBJECT_CLASS(lm_steps_list_parent_class)->finalize(object);
}

static void lm_steps_list_class_init(LmStepsListClass *class)
{
    static const struct {
        const char *name;
        GtkWidgetActionActivateFunc run;
    } actions[] = {
        {"step.surface", add_surface},  {"step.delete", delete_step},
        {"step.duplicate", duplicate},  {"step.off", switch_off},
        {"step.branch", add_branch},    {"step.wrap", wrap},
        {"step.earlier", move_earlier}, {"step.later", move_later},
        {"step.add", open_add},         {"step.menu", open_menu_of_selected},
    };
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = dispose;
    G_OBJECT_CLASS(class)->finalize = finalize;
    widget_class->grab_focus = grab_focus;
    for (size_t i = 0; i < G_N_ELEMENTS(actions); i++)
        gtk_widget_class_install_action(widget_class, actions[i].name, NULL, actions[i].run);
}

GtkWidget *lm_steps_list_new(LmSession *session)
{
    LmStepsList *steps = g_object_new(LM_TYPE_STEPS_LIST, NULL);
    LmEngine *engine = lm_session_engine(session);
    steps->session = g_object_ref(session);
    g_signal_connect_object(session, "job", G_CALLBACK(on_job), steps, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "result", G_CALLBACK(on_result), steps, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "selected", G_CALLBACK(on_selected), steps, G_CONNECT_SWAPPED);
    g_signal_connect_object(engine, "busy", G_CALLBACK(on_busy), steps, G_CONNECT_SWAPPED);
    on_job(steps);
    return GTK_WIDGET(steps);
}
