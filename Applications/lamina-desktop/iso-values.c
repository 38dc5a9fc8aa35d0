#include "iso-values.h"

#include "lamina/number.h"

#include <string.h>

/* After so long without a drag a value is sent even while older surfaces are being made. */
enum { SETTLE_MS = 300 };

struct _LmIsoValues {
    GObject parent;
    LmSession *session;
    lm_reals values; /* count 0: none */
    guint64 tag;     /* of the step they belong to */
    bool is_ahead;   /* of the document: dragged, and not sent yet */
    guint settle;    /* source */
};

G_DEFINE_TYPE(LmIsoValues, lm_iso_values, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* The text of a contour's value; false when the step is none. */
static bool text_of(const lm_step *step, const char **text)
{
    if (!step || !g_str_equal(step->op->name, "contour"))
        return false;
    const lm_param *value = lm_param_find(step->op->params, "value");
    *text = step->texts[value - step->op->params];
    return true;
}

/* What the step found by itself. */
static size_t found_values(LmIsoValues *self, const lm_step *step, double *values)
{
    const LmResult *result = lm_engine_result(lm_session_engine(self->session), step->tag);
    double value;
    if (!result || !result->facts || !g_variant_lookup(result->facts, "value", "d", &value))
        return 0;
    values[0] = value;
    return 1;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static lm_reals values_of(LmIsoValues *self, const lm_step *step)
{
    lm_reals values = {.word = -1};
    const char *text;
    if (!text_of(step, &text))
        return values;
    if (!text || !lm_numbers_parse(text, values.values, LM_REALS_MAX, &values.count))
        values.count = found_values(self, step, values.values);
    qsort(values.values, values.count, sizeof values.values[0], by_value);
    return values;
}

static void refresh(LmIsoValues *self)
{
    const lm_step *step = lm_session_selected_step(self->session);
    if (self->is_ahead && self->tag == step->tag)
        return;
    self->is_ahead = false;
    self->tag = step->tag;
    self->values = values_of(self, step);
    g_signal_emit(self, signals[CHANGED], 0);
}

static void send(LmIsoValues *self)
{
    if (!self->is_ahead)
        return;
    self->is_ahead = false;
    g_autofree char *text = lm_numbers_text(self->values.values, self->values.count);
    lm_document_set(lm_session_document(self->session), self->tag, "value", text, NULL);
}

static gboolean on_settled(gpointer user)
{
    LmIsoValues *self = user;
    self->settle = 0;
    send(self);
    return G_SOURCE_REMOVE;
}

static void on_busy(LmEngine *engine, gpointer user)
{
    if (!lm_engine_is_busy(engine))
        send(user);
}

static void on_result(LmSession *session, guint64 tag, gpointer user)
{
    (void)session;
    if (tag == LM_ISO_VALUES(user)->tag)
        refresh(user);
}

bool lm_iso_values_apply(LmIsoValues *self)
{
    const char *text;
    return text_of(lm_session_selected_step(self->session), &text);
}

const lm_reals *lm_iso_values_get(LmIsoValues *self)
{
    return self->values.count ? &self->values : NULL;
}

bool lm_iso_values_are_automatic(LmIsoValues *self)
{
    const char *text;
    double number;
    size_t count;
    return text_of(lm_session_selected_step(self->session), &text) &&
           (!text || !(lm_numbers_parse(text, &number, 1, &count) || count > 1));
}

void lm_iso_values_set_automatic(LmIsoValues *self)
{
    self->is_ahead = false;
    lm_document_set(lm_session_document(self->session), lm_session_selected(self->session), "value",
                    NULL, NULL);
}

void lm_iso_values_move(LmIsoValues *self, guint i, double value, double gap)
{
    double *v = self->values.values;
    if (i >= self->values.count)
        return;
    double least = i > 0 ? v[i - 1] + gap : -G_MAXDOUBLE;
    double most = i + 1 < self->values.count ? v[i + 1] - gap : G_MAXDOUBLE;
    if (!(least <= most))
        return;
    v[i] = CLAMP(value, least, most);
    self->is_ahead = true;
    g_signal_emit(self, signals[CHANGED], 0);
    if (self->settle)
        g_source_remove(self->settle);
    self->settle = g_timeout_add(SETTLE_MS, on_settled, self);
    if (!lm_engine_is_busy(lm_session_engine(self->session)))
        send(self);
}

static void dispose(GObject *object)
{
    LmIsoValues *self = LM_ISO_VALUES(object);
    if (self->settle)
        g_source_remove(self->settle);
    self->settle = 0;
    g_clear_object(&self->session);
    G_OBJECT_CLASS(lm_iso_values_parent_class)->dispose(object);
}

static void lm_iso_values_class_init(LmIsoValuesClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
    signals[CHANGED] = g_signal_new("changed", LM_TYPE_ISO_VALUES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
}

static void lm_iso_values_init(LmIsoValues *self)
{
    self->values.word = -1;
}

LmIsoValues *lm_iso_values_new(LmSession *session)
{
    LmIsoValues *self = g_object_new(LM_TYPE_ISO_VALUES, NULL);
    self->session = g_object_ref(session);
    g_signal_connect_object(session, "job", G_CALLBACK(refresh), self, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "selected", G_CALLBACK(refresh), self, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "result", G_CALLBACK(on_result), self, 0);
    g_signal_connect_object(lm_session_engine(session), "busy", G_CALLBACK(on_busy), self, 0);
    refresh(self);
    return self;
}
