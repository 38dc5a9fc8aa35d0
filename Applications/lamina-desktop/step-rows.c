#include "step-rows.h"

#include "step-drag.h"
#include "step-row.h"

#include <glib/gi18n.h>

struct _LmStepRows {
    AdwBin parent;
    LmSession *session;
    GtkListBox *list;
    GtkAdjustment *view; /* the part of the list in sight; borrowed */
    GHashTable *rows;    /* tag -> LmStepRow, borrowed from the list */
    GHashTable *due;     /* rows that are to be told what became of their step */
    guint teller;        /* tells some in each frame; 0: none are due */
    bool busy, filling;
};

enum { EACH_FRAME = 16 }; /* rows that are told something new */
enum { NEAR = 5 };        /* times what is in sight, above and below it */

G_DEFINE_TYPE(LmStepRows, lm_step_rows, ADW_TYPE_BIN)

static const lm_job *job_of(LmStepRows *rows)
{
    return lm_document_job(lm_session_document(rows->session));
}

static LmStepRow *first_row(LmStepRows *rows)
{
    return LM_STEP_ROW(gtk_list_box_get_row_at_index(rows->list, 0));
}

static LmStepRow *next_row(LmStepRow *row)
{
    GtkWidget *next = gtk_widget_get_next_sibling(GTK_WIDGET(row));
    return next ? LM_STEP_ROW(next) : NULL;
}

static LmStepRow *row_at(LmStepRows *rows, int i)
{
    return LM_STEP_ROW(gtk_list_box_get_row_at_index(rows->list, i));
}

static LmStepRow *row_of(LmStepRows *rows, guint64 tag)
{
    return g_hash_table_lookup(rows->rows, &tag);
}

/* ---- what rows are told ---- */

/* By itself, or by a branch around it. */
static bool is_off(const lm_job *job, const lm_step *step)
{
    lm_step *parent = NULL;
    guint at;
    return step->off || (lm_job_find(job, step, &parent, &at) && parent && is_off(job, parent));
}

/* A row is empty and unseen until it was told for the first time. */
static bool is_filled(LmStepRow *row)
{
    return gtk_widget_get_visible(GTK_WIDGET(row));
}

/* Whether that was something new. */
static bool tell(LmStepRows *rows, LmStepRow *row)
{
    const lm_step *step = lm_step_tagged(job_of(rows), lm_step_row_tag(row));
    LmEngine *engine = lm_session_engine(rows->session);
    g_hash_table_remove(rows->due, row);
    bool is_new = step && lm_step_row_show(row, step, is_off(job_of(rows), step),
                                           lm_engine_result(engine, step->tag), rows->busy);
    gtk_widget_set_visible(GTK_WIDGET(row), TRUE);
    return is_new;
}

/* Those in sight come first, and then what is not filled. */
enum { IN_SIGHT, UNFILLED, OUT_OF_SIGHT, TURNS };

static int turn_of(LmStepRow *row)
{
    return !is_filled(row)                         ? UNFILLED
           : lm_step_row_sight(row) == LM_SIGHT_IN ? IN_SIGHT
                                                   : OUT_OF_SIGHT;
}

/* To lay out hundreds of rows at once, or to tell a screen reader of them, takes long. */
static void tell_some(LmStepRows *rows)
{
    int told = 0;
    for (int turn = 0; turn < TURNS; turn++)
        for (LmStepRow *row = first_row(rows); row && told < EACH_FRAME; row = next_row(row))
            if (turn_of(row) == turn && g_hash_table_contains(rows->due, row))
                told += tell(rows, row);
}

static gboolean tell_on(GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
    (void)clock, (void)unused;
    LmStepRows *rows = LM_STEP_ROWS(widget);
    tell_some(rows);
    if (g_hash_table_size(rows->due) > 0)
        return G_SOURCE_CONTINUE;
    rows->teller = 0;
    return G_SOURCE_REMOVE;
}

static void set_due(LmStepRows *rows, LmStepRow *row)
{
    g_hash_table_add(rows->due, row);
    if (!rows->teller)
        rows->teller = gtk_widget_add_tick_callback(GTK_WIDGET(rows), tell_on, NULL, NULL);
}

/* ---- which are in sight ---- */

static void look(LmStepRows *rows)
{
    double top = gtk_adjustment_get_value(rows->view);
    double page = gtk_adjustment_get_page_size(rows->view), bottom = top + page;
    for (LmStepRow *row = first_row(rows); row; row = next_row(row)) {
        GtkAllocation at;
        gtk_widget_get_allocation(GTK_WIDGET(row), &at);
        double above = top - (at.y + at.height), below = at.y - bottom;
        double away = MAX(above, below);
        lm_step_row_set_sight(row, away < 0             ? LM_SIGHT_IN
                                   : away < NEAR * page ? LM_SIGHT_NEAR
                                                        : LM_SIGHT_FAR);
    }
}

static void measure(GtkWidget *ground, GtkOrientation orientation, int for_size, int *least,
                    int *natural, int *least_baseline, int *natural_baseline)
{
    gtk_widget_measure(gtk_widget_get_first_child(ground), orientation, for_size, least, natural,
                       least_baseline, natural_baseline);
}

/* When the rows have their places it is known which are in sight. */
static void allocate(GtkWidget *ground, int width, int height, int baseline)
{
    gtk_widget_allocate(gtk_widget_get_first_child(ground), width, height, baseline, NULL);
    look(LM_STEP_ROWS(gtk_widget_get_ancestor(ground, LM_TYPE_STEP_ROWS)));
}

static GtkSizeRequestMode mode(GtkWidget *ground)
{
    return gtk_widget_get_request_mode(gtk_widget_get_first_child(ground));
}

/* ---- rows for the steps there are ---- */

static void remove_row(LmStepRows *rows, LmStepRow *row)
{
    guint64 tag = lm_step_row_tag(row);
    g_hash_table_remove(rows->due, row);
    g_hash_table_remove(rows->rows, &tag);
    gtk_list_box_remove(rows->list, GTK_WIDGET(row));
}

static void insert_row(LmStepRows *rows, int i, const lm_step *step, int depth)
{
    GtkWidget *row = lm_step_row_new(step->tag, depth);
    if (!(step->op->flags & LM_OP_SOURCE))
        lm_step_drag_offer(row);
    gtk_widget_set_visible(row, FALSE);
    g_hash_table_insert(rows->rows, g_memdup2(&step->tag, sizeof step->tag), row);
    gtk_list_box_insert(rows->list, row, i);
}

static bool is_of(LmStepRow *row, const lm_step *step, int depth)
{
    return row && lm_step_row_tag(row) == step->tag && lm_step_row_depth(row) == depth;
}

/* Makes row `i` be that of the step; those that stood there already stay. Of two that change places
 * the selected one stays, and with it the focus. */
static void put_row(LmStepRows *rows, int i, const lm_step *step, int depth)
{
    LmStepRow *row = row_at(rows, i), *old = row_of(rows, step->tag);
    if (is_of(row_at(rows, i + 1), step, depth) &&
        !gtk_list_box_row_is_selected(GTK_LIST_BOX_ROW(row)))
        remove_row(rows, row);
    else if (old && !is_of(row, step, depth))
        remove_row(rows, old);
    if (!is_of(row_at(rows, i), step, depth))
        insert_row(rows, i, step, depth);
    set_due(rows, row_at(rows, i));
}

static int put_rows(LmStepRows *rows, int i, const GPtrArray *line, int depth)
{
    for (guint k = 0; k < line->len; k++) {
        const lm_step *step = line->pdata[k];
        put_row(rows, i++, step, depth);
        if (step->steps)
            i = put_rows(rows, i, step->steps, depth + 1);
    }
    return i;
}

/* ---- the selected one, and the focus ---- */

static bool has_its_place(LmStepRows *rows, GtkWidget *widget)
{
    LmStepRow *row = first_row(rows);
    while (row && is_filled(row) && GTK_WIDGET(row) != widget)
        row = next_row(row);
    return GTK_WIDGET(row) == widget && gtk_widget_get_height(widget) > 0;
}

/* Scrolls to the row, as soon as it and those above have their places. */
static gboolean reveal(GtkWidget *row, GdkFrameClock *clock, gpointer user)
{
    (void)clock;
    LmStepRows *rows = user;
    graphene_rect_t at;
    if (!has_its_place(rows, row))
        return G_SOURCE_CONTINUE;
    if (gtk_widget_compute_bounds(row, GTK_WIDGET(rows->list), &at))
        gtk_adjustment_clamp_page(rows->view, (double)at.origin.y,
                                  (double)(at.origin.y + at.size.height));
    return G_SOURCE_REMOVE;
}

static void select_row(LmStepRows *rows)
{
    LmStepRow *row = row_of(rows, lm_session_selected_step(rows->session)->tag);
    if (!row || gtk_list_box_get_selected_row(rows->list) == GTK_LIST_BOX_ROW(row))
        return;
    tell(rows, row); /* it may be given the focus */
    gtk_list_box_select_row(rows->list, GTK_LIST_BOX_ROW(row));
    gtk_widget_add_tick_callback(GTK_WIDGET(row), reveal, rows, NULL);
}

static gboolean grab_focus(GtkWidget *widget)
{
    LmStepRows *rows = LM_STEP_ROWS(widget);
    if (!rows->session)
        return FALSE;
    LmStepRow *row = row_of(rows, lm_session_selected_step(rows->session)->tag);
    return row && gtk_widget_grab_focus(GTK_WIDGET(row));
}

static bool has_focus(LmStepRows *rows)
{
    GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(rows));
    GtkWidget *focus = root ? gtk_root_get_focus(root) : NULL;
    return focus && (focus == GTK_WIDGET(rows->list) ||
                     gtk_widget_is_ancestor(focus, GTK_WIDGET(rows->list)));
}

/* ---- what is heard ---- */

static void on_job(LmStepRows *rows)
{
    bool focused = has_focus(rows);
    rows->filling = true;
    put_row(rows, 0, job_of(rows)->input, 0);
    int n = put_rows(rows, 1, job_of(rows)->steps, 0);
    LmStepRow *row;
    while ((row = row_at(rows, n)))
        remove_row(rows, row);
    tell_some(rows);
    rows->filling = false;
    select_row(rows);
    if (focused) /* which went elsewhere when its row was made anew */
        gtk_widget_grab_focus(GTK_WIDGET(rows));
}

static void on_result(LmStepRows *rows, guint64 tag)
{
    LmStepRow *row = row_of(rows, tag);
    if (row)
        set_due(rows, row);
}

static void on_busy(LmStepRows *rows)
{
    bool busy = lm_engine_is_busy(lm_session_engine(rows->session));
    if (busy == rows->busy)
        return;
    rows->busy = busy;
    for (LmStepRow *row = first_row(rows); row; row = next_row(row))
        set_due(rows, row);
}

static void on_selected(LmStepRows *rows)
{
    select_row(rows);
    if (has_focus(rows))
        gtk_widget_grab_focus(GTK_WIDGET(rows));
}

static void on_row_selected(GtkListBox *list, GtkListBoxRow *row, LmStepRows *rows)
{
    (void)list;
    if (row && !rows->filling)
        lm_session_select(rows->session, lm_step_row_tag(LM_STEP_ROW(row)));
}

/* ---- the widget ---- */

static void dispose(GObject *object)
{
    g_clear_object(&LM_STEP_ROWS(object)->session);
    G_OBJECT_CLASS(lm_step_rows_parent_class)->dispose(object);
}

static void finalize(GObject *object)
{
    LmStepRows *rows = LM_STEP_ROWS(object);
    g_hash_table_unref(rows->rows);
    g_hash_table_unref(rows->due);
    G_OBJECT_CLASS(lm_step_rows_parent_class)->finalize(object);
}

static void lm_step_rows_class_init(LmStepRowsClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
    G_OBJECT_CLASS(class)->finalize = finalize;
    GTK_WIDGET_CLASS(class)->grab_focus = grab_focus;
}

static void lm_step_rows_init(LmStepRows *rows)
{
    GtkWidget *scrolled = gtk_scrolled_window_new();
    GtkWidget *ground = adw_bin_new();
    GtkWidget *list = gtk_list_box_new();
    rows->rows = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    rows->due = g_hash_table_new(NULL, NULL);
    rows->list = GTK_LIST_BOX(list);
    rows->view = gtk_scrolled_window_get_vadjustment(GTK_SCROLLED_WINDOW(scrolled));
    gtk_list_box_set_adjustment(rows->list, rows->view);
    gtk_list_box_set_selection_mode(rows->list, GTK_SELECTION_BROWSE);
    gtk_widget_add_css_class(list, "navigation-sidebar");
    gtk_accessible_update_property(GTK_ACCESSIBLE(list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Steps"),
                                   -1);
    gtk_widget_set_layout_manager(ground, gtk_custom_layout_new(mode, measure, allocate));
    adw_bin_set_child(ADW_BIN(ground), list);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scrolled), ground);
    adw_bin_set_child(ADW_BIN(rows), scrolled);
    g_signal_connect_object(rows->view, "value-changed", G_CALLBACK(look), rows, G_CONNECT_SWAPPED);
    g_signal_connect(list, "row-selected", G_CALLBACK(on_row_selected), rows);
}

GtkWidget *lm_step_rows_new(LmSession *session)
{
    LmStepRows *rows = g_object_new(LM_TYPE_STEP_ROWS, NULL);
    LmEngine *engine = lm_session_engine(session);
    rows->session = g_object_ref(session);
    lm_step_drag_take(rows->list, session);
    g_signal_connect_object(session, "job", G_CALLBACK(on_job), rows, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "result", G_CALLBACK(on_result), rows, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "selected", G_CALLBACK(on_selected), rows, G_CONNECT_SWAPPED);
    g_signal_connect_object(engine, "busy", G_CALLBACK(on_busy), rows, G_CONNECT_SWAPPED);
    on_job(rows);
    return GTK_WIDGET(rows);
}

bool lm_step_rows_take_apart(LmStepRows *rows)
{
    GtkWidget *last = NULL;
    rows->filling = true;
    for (int i = 0; i < EACH_FRAME && (last = gtk_widget_get_last_child(GTK_WIDGET(rows->list)));
         i++)
        remove_row(rows, LM_STEP_ROW(last));
    return last;
}

GtkListBox *lm_step_rows_list(LmStepRows *rows)
{
    return rows->list;
}
