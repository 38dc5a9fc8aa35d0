#include "step-drag.h"

#include "job-edit.h"
#include "step-row.h"

#include <glib/gi18n.h>

/* ---- what is dragged ---- */

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

void lm_step_drag_offer(GtkWidget *row)
{
    GtkDragSource *source = gtk_drag_source_new();
    gtk_drag_source_set_actions(source, GDK_ACTION_MOVE);
    g_signal_connect(source, "prepare", G_CALLBACK(on_drag), row);
    gtk_widget_add_controller(row, GTK_EVENT_CONTROLLER(source));
}

/* ---- where to ---- */

typedef struct target {
    GtkListBox *list;  /* borrowed: what it takes drops for */
    GtkListBoxRow *at; /* what is pointed at; NULL: nothing */
    LmSession *session;
} target;

static const char *const place_classes[] = {"drop-before", "drop-after", "drop-inside"};

static void show_drop(target *t, GtkListBoxRow *row, const char *class)
{
    for (size_t i = 0; t->at && i < G_N_ELEMENTS(place_classes); i++)
        gtk_widget_remove_css_class(GTK_WIDGET(t->at), place_classes[i]);
    g_set_object(&t->at, row);
    if (row)
        gtk_widget_add_css_class(GTK_WIDGET(row), class);
}

/* The step and the side of it that are pointed at. A branch takes what is dropped on its lower
 * half. */
static LmPlace place_under(const target *t, double y, GtkListBoxRow **row)
{
    graphene_rect_t bounds;
    *row = gtk_list_box_get_row_at_y(t->list, (int)y);
    if (!*row || !gtk_widget_compute_bounds(GTK_WIDGET(*row), GTK_WIDGET(t->list), &bounds))
        return LM_PLACE_AFTER;
    const lm_job *job = lm_document_job(lm_session_document(t->session));
    const lm_step *step = lm_step_tagged(job, lm_step_row_tag(LM_STEP_ROW(*row)));
    bool upper = y < bounds.origin.y + bounds.size.height / 2;
    if (!step || (step->op->flags & LM_OP_SOURCE))
        return LM_PLACE_AFTER;
    return upper ? LM_PLACE_BEFORE : step->steps ? LM_PLACE_INSIDE : LM_PLACE_AFTER;
}

static GdkDragAction on_motion(GtkDropTarget *drop, double x, double y, target *t)
{
    (void)drop;
    (void)x;
    GtkListBoxRow *row;
    LmPlace place = place_under(t, y, &row);
    show_drop(t, row, place_classes[place]);
    return row ? GDK_ACTION_MOVE : 0;
}

static void on_leave(GtkDropTarget *drop, target *t)
{
    (void)drop;
    show_drop(t, NULL, NULL);
}

static gboolean on_drop(GtkDropTarget *drop, const GValue *value, double x, double y, target *t)
{
    (void)drop;
    (void)x;
    GtkListBoxRow *row;
    LmPlace place = place_under(t, y, &row);
    show_drop(t, NULL, NULL);
    guint64 tag = g_value_get_uint64(value);
    LmDocument *document = lm_session_document(t->session);
    const lm_step *step = lm_step_tagged(lm_document_job(document), tag);
    if (!row || !step)
        return FALSE;
    g_autofree char *what = g_strdup_printf(_("Move %s"), _(step->op->title));
    lm_job *job = lm_document_edit(document);
    if (!lm_edit_move(job, tag, lm_step_row_tag(LM_STEP_ROW(row)), place)) {
        lm_job_free(job);
        return FALSE;
    }
    lm_document_commit(document, job, what, NULL);
    lm_session_select(t->session, tag);
    return TRUE;
}

static void target_free(gpointer data, GClosure *closure)
{
    (void)closure;
    target *t = data;
    g_clear_object(&t->at);
    g_object_unref(t->session);
    g_free(t);
}

void lm_step_drag_take(GtkListBox *list, LmSession *session)
{
    target *t = g_new0(target, 1);
    t->list = list;
    t->session = g_object_ref(session);
    GtkDropTarget *drop = gtk_drop_target_new(G_TYPE_UINT64, GDK_ACTION_MOVE);
    g_signal_connect(drop, "motion", G_CALLBACK(on_motion), t);
    g_signal_connect(drop, "leave", G_CALLBACK(on_leave), t);
    g_signal_connect_data(drop, "drop", G_CALLBACK(on_drop), t, target_free, 0);
    gtk_widget_add_controller(GTK_WIDGET(list), GTK_EVENT_CONTROLLER(drop));
}
