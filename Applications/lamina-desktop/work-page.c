#include "work-page.h"

#include "histogram-panel.h"
#include "looks.h"
#include "slice-view.h"
#include "slices-table.h"
#include "step-panel.h"
#include "steps-list.h"

#include <glib/gi18n.h>

struct _LmWorkPage {
    AdwBin parent;
    LmSession *session;
    LmSolidView *solid;
    LmSides *sides;
    GtkWidget *right;
    AdwViewStack *left; /* the pages "steps" and "slices" */
    LmSlicesTable *slices;
    GtkWidget *steps;
    GtkWidget *views, *maximised; /* the grid of views; the one that fills it, or NULL */
    GPtrArray *parts;             /* borrowed: what is freed by itself, last first */
    GQueue *coming;    /* borrowed: what is still to be shown, each in a frame of its own */
    GtkRevealer *busy; /* lies over the views: they stay as they are */
    GtkProgressBar *progress;
    GtkButton *stop; /* or go on */
};

G_DEFINE_TYPE(LmWorkPage, lm_work_page, ADW_TYPE_BIN)

/* ---- the parts come and go ---- */

static GtkWidget *as_part(LmWorkPage *page, GtkWidget *widget)
{
    g_ptr_array_add(page->parts, widget);
    return widget;
}

static GtkWidget *comes_later(LmWorkPage *page, GtkWidget *widget)
{
    gtk_widget_set_visible(widget, FALSE);
    g_queue_push_tail(page->coming, widget);
    return widget;
}

static gboolean show_next(GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
    (void)clock, (void)unused;
    GQueue *coming = LM_WORK_PAGE(widget)->coming;
    if (g_queue_is_empty(coming))
        return G_SOURCE_REMOVE;
    gtk_widget_set_visible(g_queue_pop_head(coming), TRUE);
    return G_SOURCE_CONTINUE;
}

static void take_out(GtkWidget *part)
{
    GtkWidget *holder = gtk_widget_get_parent(part);
    if (GTK_IS_BOX(holder))
        gtk_box_remove(GTK_BOX(holder), part);
    else if (GTK_IS_GRID(holder))
        gtk_grid_remove(GTK_GRID(holder), part);
    else if (GTK_IS_VIEWPORT(holder))
        gtk_viewport_set_child(GTK_VIEWPORT(holder), NULL);
}

bool lm_work_page_take_apart(LmWorkPage *page)
{
    if (lm_slices_table_take_apart(page->slices) ||
        lm_steps_list_take_apart(LM_STEPS_LIST(page->steps)))
        return true;
    if (page->parts->len == 0)
        return false;
    take_out(g_ptr_array_steal_index(page->parts, page->parts->len - 1));
    return true;
}

/* ---- what is at work ---- */

static void set_accessible_label(gpointer widget, const char *label)
{
    gtk_accessible_update_property(GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                   -1);
}

static void on_busy(LmEngine *engine, gpointer user)
{
    LmWorkPage *page = user;
    const char *step;
    double left, done = lm_engine_progress(engine, &step, &left);
    bool is_stopped = lm_engine_is_stopped(engine);
    g_autoptr(GString) text = g_string_new(is_stopped ? _("Stopped") : step);
    if (!is_stopped && left >= 1)
        g_string_append_printf(text, _(", about %.0f s left"), left);
    gtk_progress_bar_set_fraction(page->progress, done);
    gtk_progress_bar_set_text(page->progress, text->str);
    gtk_button_set_label(page->stop, is_stopped ? _("Go on") : _("Stop"));
    gtk_actionable_set_action_name(GTK_ACTIONABLE(page->stop),
                                   is_stopped ? "win.go-on" : "win.cancel");
    gtk_revealer_set_reveal_child(page->busy, is_stopped || lm_engine_is_busy(engine));
}

static GtkWidget *make_progress(LmWorkPage *page)
{
    page->progress =
        g_object_new(GTK_TYPE_PROGRESS_BAR, "show-text", TRUE, "ellipsize", PANGO_ELLIPSIZE_END,
                     "width-request", 240, "valign", GTK_ALIGN_CENTER, NULL);
    set_accessible_label(page->progress, _("Progress"));
    page->stop = GTK_BUTTON(gtk_button_new_with_label(_("Stop")));
    GtkWidget *box = g_object_new(GTK_TYPE_BOX, "spacing", 12, NULL);
    gtk_widget_add_css_class(box, "progress");
    gtk_box_append(GTK_BOX(box), GTK_WIDGET(page->progress));
    gtk_box_append(GTK_BOX(box), GTK_WIDGET(page->stop));
    page->busy = g_object_new(GTK_TYPE_REVEALER, "child", box, "halign", GTK_ALIGN_CENTER, "valign",
                              GTK_ALIGN_START, NULL);
    return GTK_WIDGET(page->busy);
}

/* ---- the parts, laid out ---- */

/* Lets one view fill the place of all; NULL: none. */
static void maximise(LmWorkPage *page, GtkWidget *view)
{
    page->maximised = view;
    for (GtkWidget *w = gtk_widget_get_first_child(page->views); w;
         w = gtk_widget_get_next_sibling(w))
        gtk_widget_set_visible(w, !page->maximised || w == page->maximised);
}

static void on_maximise(GtkWidget *view, gpointer user)
{
    LmWorkPage *page = user;
    maximise(page, page->maximised == view ? NULL : view);
}

static void add_view(LmWorkPage *page, GtkWidget *view, int column, int row)
{
    g_signal_connect_object(view, "maximise", G_CALLBACK(on_maximise), page, 0);
    gtk_grid_attach(GTK_GRID(page->views), as_part(page, view), column, row, 1, 1);
}

static GtkWidget *make_views(LmWorkPage *page)
{
    page->views =
        g_object_new(GTK_TYPE_GRID, "row-homogeneous", TRUE, "column-homogeneous", TRUE,
                     "row-spacing", 1, "column-spacing", 1, "hexpand", TRUE, "vexpand", TRUE, NULL);
    gtk_widget_add_css_class(page->views, "views");
    add_view(page, lm_slice_view_new(page->session, 2), 0, 0);
    page->solid = LM_SOLID_VIEW(lm_solid_view_new(page->session));
    add_view(page, GTK_WIDGET(page->solid), 1, 0);
    add_view(page, lm_slice_view_new(page->session, 1), 0, 1);
    add_view(page, lm_slice_view_new(page->session, 0), 1, 1);
    GtkWidget *overlay = gtk_overlay_new();
    gtk_overlay_set_child(GTK_OVERLAY(overlay), comes_later(page, page->views));
    gtk_overlay_add_overlay(GTK_OVERLAY(overlay), make_progress(page));
    return overlay;
}

static GtkWidget *scrolled(GtkWidget *child)
{
    return g_object_new(GTK_TYPE_SCROLLED_WINDOW, "child", child, "hscrollbar-policy",
                        GTK_POLICY_NEVER, "vexpand", TRUE, NULL);
}

static GtkWidget *make_steps(LmWorkPage *page)
{
    page->steps = lm_steps_list_new(page->session);
    GtkWidget *panel = comes_later(page, as_part(page, lm_step_panel_new(page->session)));
    GtkWidget *paned =
        g_object_new(GTK_TYPE_PANED, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, "orientation",
                     GTK_ORIENTATION_VERTICAL, "start-child", scrolled(page->steps), "end-child",
                     scrolled(panel), "position", 320, NULL);
    set_accessible_label(paned, _("Steps, and what the selected one is given"));
    return paned;
}

/* The left side: the steps, or the slices as found. */
static GtkWidget *make_left(LmWorkPage *page)
{
    page->left = g_object_new(ADW_TYPE_VIEW_STACK, "vexpand", TRUE, "vhomogeneous", FALSE, NULL);
    adw_view_stack_add_titled_with_icon(page->left, make_steps(page), "steps", _("Steps"),
                                        "view-list-symbolic");
    page->slices = LM_SLICES_TABLE(lm_slices_table_new(page->session));
    adw_view_stack_add_titled_with_icon(page->left, GTK_WIDGET(page->slices), "slices", _("Slices"),
                                        "view-paged-symbolic");
    GtkWidget *switcher = g_object_new(ADW_TYPE_VIEW_SWITCHER, "stack", page->left, "policy",
                                       ADW_VIEW_SWITCHER_POLICY_WIDE, NULL);
    gtk_widget_add_css_class(switcher, "switcher");
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    gtk_box_append(GTK_BOX(box), switcher);
    gtk_box_append(GTK_BOX(box), comes_later(page, GTK_WIDGET(page->left)));
    gtk_widget_set_size_request(box, 340, -1);
    return box;
}

/* The right side: how values are seen. */
static GtkWidget *make_right(LmWorkPage *page)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
    gtk_widget_add_css_class(box, "side");
    gtk_box_append(GTK_BOX(box),
                   comes_later(page, as_part(page, lm_histogram_panel_new(page->session))));
    gtk_box_append(GTK_BOX(box), comes_later(page, as_part(page, lm_looks_new(page->session))));
    page->right = scrolled(box);
    gtk_widget_set_size_request(page->right, 280, -1);
    return page->right;
}

static GtkWidget *make_work(LmWorkPage *page)
{
    GtkWidget *left = make_left(page), *views = make_views(page);
    page->sides = LM_SIDES(lm_sides_new(left, views, make_right(page)));
    return GTK_WIDGET(page->sides);
}

/* ---- the object ---- */

static void dispose(GObject *object)
{
    g_clear_object(&LM_WORK_PAGE(object)->session);
    G_OBJECT_CLASS(lm_work_page_parent_class)->dispose(object);
}

static void finalize(GObject *object)
{
    g_ptr_array_unref(LM_WORK_PAGE(object)->parts);
    g_queue_free(LM_WORK_PAGE(object)->coming);
    G_OBJECT_CLASS(lm_work_page_parent_class)->finalize(object);
}

static void lm_work_page_class_init(LmWorkPageClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
    G_OBJECT_CLASS(class)->finalize = finalize;
}

static void lm_work_page_init(LmWorkPage *page)
{
    page->parts = g_ptr_array_new();
    page->coming = g_queue_new();
    gtk_widget_add_tick_callback(GTK_WIDGET(page), show_next, NULL, NULL);
}

GtkWidget *lm_work_page_new(LmSession *session)
{
    LmWorkPage *page = g_object_new(LM_TYPE_WORK_PAGE, NULL);
    page->session = g_object_ref(session);
    adw_bin_set_child(ADW_BIN(page), make_work(page));
    g_signal_connect_object(session, "opening", G_CALLBACK(lm_sides_show_left), page->sides,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(lm_session_engine(session), "busy", G_CALLBACK(on_busy), page, 0);
    return GTK_WIDGET(page);
}

LmSolidView *lm_work_page_solid(LmWorkPage *page)
{
    return page->solid;
}

LmSides *lm_work_page_sides(LmWorkPage *page)
{
    return page->sides;
}

void lm_work_page_show_all_views(LmWorkPage *page)
{
    maximise(page, NULL);
}

void lm_work_page_show_part(LmWorkPage *page, const char *name)
{
    if (g_str_equal(name, "looks")) {
        lm_sides_show_right(page->sides);
        gtk_widget_child_focus(page->right, GTK_DIR_TAB_FORWARD);
        return;
    }
    lm_sides_show_left(page->sides);
    adw_view_stack_set_visible_child_name(page->left, name);
    if (g_str_equal(name, "steps"))
        gtk_widget_grab_focus(page->steps);
    else
        gtk_widget_child_focus(adw_view_stack_get_visible_child(page->left), GTK_DIR_TAB_FORWARD);
}
