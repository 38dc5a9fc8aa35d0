#include "steps-list.h"

#include "add-step.h"
#include "first-step.h"
#include "icon-button.h"
#include "job-edit.h"
#include "shortcuts.h"
#include "step-flow.h"
#include "step-row.h"
#include "step-rows.h"
#include "tooltip.h"

#include "lamina/registry.h"

#include <glib/gi18n.h>

struct _LmStepsList {
    AdwBin parent;
    LmSession *session;
    GtkWidget *rows;
    GtkListBox *list;      /* in them; borrowed */
    GtkWidget *add, *menu; /* popovers */
    GtkWidget *add_button;
    guint updater; /* of the actions, in the next frame; 0: they are up to date */
};

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
    lm_session_say_done(steps->session, _("%s was deleted"), title);
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

static gboolean grab_focus(GtkWidget *widget)
{
    LmStepsList *steps = LM_STEPS_LIST(widget);
    return steps->rows && gtk_widget_grab_focus(steps->rows);
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

static gboolean update_now(GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
    (void)clock, (void)unused;
    LM_STEPS_LIST(widget)->updater = 0;
    update_actions(LM_STEPS_LIST(widget));
    return G_SOURCE_REMOVE;
}

/* Once in a frame, however many results come. */
static void update_soon(LmStepsList *steps)
{
    if (!steps->updater)
        steps->updater = gtk_widget_add_tick_callback(GTK_WIDGET(steps), update_now, NULL, NULL);
}

/* ---- the menu of a step ---- */

static GMenuModel *menu_model(LmStepsList *steps)
{
    GMenu *menu = g_menu_new(), *order = g_menu_new(), *structure = g_menu_new();
    const lm_step *step = selected(steps);
    if (lm_engine_is_stopped(lm_session_engine(steps->session)))
        lm_shortcuts_append(menu, _("Go on"), "win.go-on");
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
    g_autoptr(GMenuModel) model = menu_model(steps);
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

static void add_menu(LmStepsList *steps)
{
    steps->menu = gtk_popover_menu_new_from_model(NULL);
    gtk_popover_set_has_arrow(GTK_POPOVER(steps->menu), FALSE);
    gtk_widget_set_halign(steps->menu, GTK_ALIGN_START);
    gtk_widget_set_parent(steps->menu, GTK_WIDGET(steps));
    GtkGesture *click = gtk_gesture_click_new();
    gtk_gesture_single_set_button(GTK_GESTURE_SINGLE(click), GDK_BUTTON_SECONDARY);
    g_signal_connect(click, "pressed", G_CALLBACK(on_right_click), steps);
    gtk_widget_add_controller(GTK_WIDGET(steps->list), GTK_EVENT_CONTROLLER(click));
}

static void lm_steps_list_init(LmStepsList *steps)
{
    lm_shortcuts_bind(GTK_WIDGET(steps), LM_SHORTCUTS_STEPS);
}

static void dispose(GObject *object)
{
    LmStepsList *steps = LM_STEPS_LIST(object);
    g_clear_pointer(&steps->menu, gtk_widget_unparent);
    g_clear_object(&steps->session);
    G_OBJECT_CLASS(lm_steps_list_parent_class)->dispose(object);
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
    widget_class->grab_focus = grab_focus;
    for (size_t i = 0; i < G_N_ELEMENTS(actions); i++)
        gtk_widget_class_install_action(widget_class, actions[i].name, NULL, actions[i].run);
}

GtkWidget *lm_steps_list_new(LmSession *session)
{
    LmStepsList *steps = g_object_new(LM_TYPE_STEPS_LIST, NULL);
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    steps->session = g_object_ref(session);
    steps->rows = lm_step_rows_new(session);
    steps->list = lm_step_rows_list(LM_STEP_ROWS(steps->rows));
    gtk_widget_set_vexpand(steps->rows, TRUE);
    gtk_box_append(GTK_BOX(box), steps->rows);
    gtk_box_append(GTK_BOX(box), buttons_new(steps));
    adw_bin_set_child(ADW_BIN(steps), box);
    add_menu(steps);
    static const char *const heard[] = {"job", "result", "selected"};
    for (size_t i = 0; i < G_N_ELEMENTS(heard); i++)
        g_signal_connect_object(session, heard[i], G_CALLBACK(update_soon), steps,
                                G_CONNECT_SWAPPED);
    update_actions(steps);
    return GTK_WIDGET(steps);
}

bool lm_steps_list_take_apart(LmStepsList *steps)
{
    return lm_step_rows_take_apart(LM_STEP_ROWS(steps->rows));
}
