#include "step-row.h"

#include "paragraph.h"
#include "step-words.h"
#include "tooltip.h"

#include "lamina/error.h"

#include <glib/gi18n.h>

enum { INDENT = 20, DEEPEST = 8 };        /* what is deeper is not set in further */
enum { CHARACTERS = 20, MOST_LINES = 4 }; /* a tooltip has all of them */

struct _LmStepRow {
    GtkListBoxRow parent;
    guint64 tag;
    int depth;
    GtkWidget *icon, *spinner, *title, *id, *line, *given, *message;
    char *shown; /* all that is, in one text; NULL: nothing yet */
    LmSight sight;
};

G_DEFINE_TYPE(LmStepRow, lm_step_row, GTK_TYPE_LIST_BOX_ROW)

static void finalize(GObject *object)
{
    g_free(LM_STEP_ROW(object)->shown);
    G_OBJECT_CLASS(lm_step_row_parent_class)->finalize(object);
}

static void snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
    if (LM_STEP_ROW(widget)->sight == LM_SIGHT_IN)
        GTK_WIDGET_CLASS(lm_step_row_parent_class)->snapshot(widget, snapshot);
}

static void lm_step_row_class_init(LmStepRowClass *class)
{
    G_OBJECT_CLASS(class)->finalize = finalize;
    GTK_WIDGET_CLASS(class)->snapshot = snapshot;
}

static GtkWidget *label_new(const char *const *classes, PangoEllipsizeMode ellipsize)
{
    GtkWidget *label = gtk_label_new(NULL);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_ellipsize(GTK_LABEL(label), ellipsize);
    gtk_widget_set_css_classes(label, (const char **)classes);
    return label;
}

static GtkWidget *state_new(LmStepRow *row)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    row->icon = gtk_image_new();
    row->spinner = gtk_spinner_new();
    gtk_widget_set_size_request(box, 16, 16);
    gtk_widget_set_valign(box, GTK_ALIGN_START);
    gtk_widget_set_margin_top(box, 2);
    gtk_box_append(GTK_BOX(box), row->icon);
    gtk_box_append(GTK_BOX(box), row->spinner);
    return box;
}

static GtkWidget *head_new(LmStepRow *row)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
    row->title = label_new((const char *const[]){"heading", NULL}, PANGO_ELLIPSIZE_END);
    row->id = label_new((const char *const[]){"accent", "caption", NULL}, PANGO_ELLIPSIZE_END);
    row->line = label_new((const char *const[]){"dim-label", "caption", "numeric", NULL},
                          PANGO_ELLIPSIZE_NONE);
    gtk_widget_set_hexpand(row->id, TRUE);
    gtk_box_append(GTK_BOX(box), row->title);
    gtk_box_append(GTK_BOX(box), row->id);
    gtk_box_append(GTK_BOX(box), row->line);
    return box;
}

static void lm_step_row_init(LmStepRow *row)
{
    (void)row;
}

static void set_hidden(LmStepRow *row, bool is_hidden)
{
    gtk_accessible_update_state(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_STATE_HIDDEN, is_hidden, -1);
}

GtkWidget *lm_step_row_new(guint64 tag, int depth)
{
    LmStepRow *row = g_object_new(LM_TYPE_STEP_ROW, NULL);
    row->tag = tag;
    row->depth = depth;
    set_hidden(row, true);
    return GTK_WIDGET(row);
}

LmSight lm_step_row_sight(LmStepRow *row)
{
    return row->sight;
}

void lm_step_row_set_sight(LmStepRow *row, LmSight sight)
{
    LmSight old = row->sight;
    row->sight = sight;
    if ((old == LM_SIGHT_IN) != (sight == LM_SIGHT_IN))
        gtk_widget_queue_draw(GTK_WIDGET(row));
    if ((old == LM_SIGHT_FAR) != (sight == LM_SIGHT_FAR))
        set_hidden(row, sight == LM_SIGHT_FAR);
}

static void make_parts(LmStepRow *row)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
    GtkWidget *words = gtk_box_new(GTK_ORIENTATION_VERTICAL, 2);
    gtk_widget_set_margin_top(box, 6);
    gtk_widget_set_margin_bottom(box, 6);
    gtk_widget_set_margin_start(box, MIN(row->depth, DEEPEST) * INDENT);
    row->given =
        label_new((const char *const[]){"dim-label", "caption", NULL}, PANGO_ELLIPSIZE_MIDDLE);
    row->message = lm_paragraph_new(CHARACTERS, MOST_LINES);
    gtk_widget_add_css_class(row->message, "caption");
    gtk_widget_set_hexpand(words, TRUE);
    gtk_box_append(GTK_BOX(words), head_new(row));
    gtk_box_append(GTK_BOX(words), row->given);
    gtk_box_append(GTK_BOX(words), row->message);
    gtk_box_append(GTK_BOX(box), state_new(row));
    gtk_box_append(GTK_BOX(box), words);
    gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(row), box);
}

guint64 lm_step_row_tag(LmStepRow *row)
{
    return row->tag;
}

int lm_step_row_depth(LmStepRow *row)
{
    return row->depth;
}

/* ---- state ---- */

typedef struct state {
    const char *icon, *word; /* word: for those who cannot see the icon */
    const char *class;       /* of the icon and the message; NULL: none */
    bool spins;
} state;

static state done_state(const LmResult *result)
{
    if (result->warnings && *result->warnings)
        return (state){"dialog-warning-symbolic", _("done, with warnings"), "warning", false};
    return (state){"object-select-symbolic", _("done"), "success", false};
}

/* Steps that write, and branches, are not run here. */
static state planned_state(const lm_step *step)
{
    bool writes = step->op->flags & LM_OP_SINK;
    if (writes)
        return (state){"document-save-symbolic", _("written when exported"), NULL, false};
    bool branch = step->op->flags & LM_OP_CONTAINER;
    return (state){branch ? "object-select-symbolic" : "content-loading-symbolic",
                   branch ? _("done") : _("waiting"), NULL, false};
}

/* What a person has not been asked yet is no failure. */
static bool lacks_spacing(const LmResult *result)
{
    return result->code == LM_ERROR_SPACING && result->series &&
           !lm_series_spacing_known(result->series);
}

static state state_of(const lm_step *step, bool off, const LmResult *result, bool busy)
{
    if (off)
        return (state){"action-unavailable-symbolic", _("switched off"), NULL, false};
    if (!result)
        return (state){NULL, _("not known yet"), NULL, false};
    switch (result->state) {
    case LM_LIVE_RUNNING:
        return (state){NULL, busy ? _("running") : _("stopped"), NULL, busy};
    case LM_LIVE_FAILED:
        if (lacks_spacing(result))
            return (state){"dialog-question-symbolic", _("spacing not known"), "accent", false};
        return (state){"dialog-error-symbolic", _("failed"), "error", false};
    case LM_LIVE_NOT_REACHED:
        return (state){"content-loading-symbolic", _("not reached"), NULL, false};
    case LM_LIVE_DONE:
    case LM_LIVE_DROPPED:
        return done_state(result);
    case LM_LIVE_PLANNED:
        return planned_state(step);
    }
    return (state){0};
}

/* What is to be said below a step; NULL: nothing. Caller frees. */
static char *message_of(bool off, const LmResult *result)
{
    if (off)
        return g_strdup(_("Switched off"));
    if (!result)
        return NULL;
    if (result->state == LM_LIVE_FAILED)
        return g_strdup(lacks_spacing(result) ? _("The files do not say how large it is")
                                              : result->error);
    if (result->state == LM_LIVE_NOT_REACHED)
        return g_strdup(_("Waits for a step before it"));
    if (result->warnings && *result->warnings)
        return g_strjoinv("\n", result->warnings);
    if (result->state == LM_LIVE_DROPPED)
        return g_strdup(_("Done, but not kept: other steps need the memory"));
    return NULL;
}

static void set_class(GtkWidget *widget, const char *class)
{
    static const char *const all[] = {"success", "warning", "error", "accent"};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        gtk_widget_remove_css_class(widget, all[i]);
    if (class)
        gtk_widget_add_css_class(widget, class);
}

static void show_text(GtkWidget *label, const char *text)
{
    if (g_strcmp0(gtk_label_get_text(GTK_LABEL(label)), text ? text : "") != 0)
        gtk_label_set_text(GTK_LABEL(label), text ? text : "");
    gtk_widget_set_visible(label, text && *text);
}

/* What is shown of a step. */
typedef struct content {
    state state;
    const char *title;
    char *id, *line, *given, *message;
    bool off, stale;
} content;

static content content_of(const lm_step *step, bool off, const LmResult *result, bool busy)
{
    bool passes_on = step->op->flags & (LM_OP_SINK | LM_OP_CONTAINER);
    return (content){.state = state_of(step, off, result, busy),
                     .title = _(step->op->title),
                     .id = step->id ? g_strconcat("#", step->id, NULL) : NULL,
                     .line = off || passes_on ? NULL : lm_result_line(result),
                     .given = lm_step_given(step),
                     .message = message_of(off, result),
                     .off = off,
                     .stale = !off && result && result->stale};
}

static void content_clear(content *c)
{
    g_free(c->id);
    g_free(c->line);
    g_free(c->given);
    g_free(c->message);
}

static const char *or_none(const char *text)
{
    return text ? text : "";
}

/* The widgets take long to be told what they show already. */
static bool is_shown(LmStepRow *row, const content *c)
{
    char *all =
        g_strdup_printf("%s\n%s\n%s\n%s\n%s\n%s\n%s\n%d%d%d", c->title, or_none(c->id),
                        or_none(c->line), or_none(c->given), or_none(c->message),
                        or_none(c->state.icon), c->state.word, c->off, c->stale, c->state.spins);
    bool same = g_strcmp0(all, row->shown) == 0;
    g_free(row->shown);
    row->shown = all;
    return same;
}

static void show_state(LmStepRow *row, const state *s, const char *message)
{
    gtk_image_set_from_icon_name(GTK_IMAGE(row->icon), s->icon);
    gtk_widget_set_visible(row->icon, !s->spins);
    gtk_widget_set_visible(row->spinner, s->spins);
    gtk_spinner_set_spinning(GTK_SPINNER(row->spinner), s->spins);
    set_class(row->icon, s->class);
    set_class(row->message, s->class);
    lm_tooltip_set(row->icon, s->word);
    lm_paragraph_set_text(LM_PARAGRAPH(row->message), message);
    gtk_widget_set_visible(row->message, message && *message);
    lm_tooltip_set(row->message, message);
}

static void show_name(LmStepRow *row, const content *c)
{
    g_autofree char *name = g_strdup_printf("%s, %s%s%s", c->title, c->state.word,
                                            c->line ? ", " : "", or_none(c->line));
    gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                   GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                   c->message ? c->message : c->given, -1);
}

static void show_content(LmStepRow *row, const content *c)
{
    if (!row->title)
        make_parts(row);
    show_text(row->title, c->title);
    show_text(row->line, c->line);
    show_text(row->given, c->given);
    gtk_label_set_text(GTK_LABEL(row->id), c->id ? c->id : "");
    show_state(row, &c->state, c->message);
    gtk_widget_set_opacity(row->line, c->stale ? 0.5 : 1);
    gtk_widget_set_opacity(row->icon, c->stale ? 0.5 : 1);
    if (c->off)
        gtk_widget_add_css_class(row->title, "dim-label");
    else
        gtk_widget_remove_css_class(row->title, "dim-label");
    lm_tooltip_set(row->line, c->stale ? _("From before the last change") : NULL);
    show_name(row, c);
}

bool lm_step_row_show(LmStepRow *row, const lm_step *step, bool off, const LmResult *result,
                      bool busy)
{
    content c = content_of(step, off, result, busy);
    bool is_new = !is_shown(row, &c);
    if (is_new)
        show_content(row, &c);
    content_clear(&c);
    return is_new;
}
