#include "survey.h"

#include "job-edit.h"

#include "lamina/number.h"
#include "lamina/plot.h"
#include "lamina/registry.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

struct _LmSurvey {
    GObject parent;
    LmSession *session; /* which owns this */
    lm_series *series;
    char *error, *plot_map;
    double plot_box[4];
    gint64 plot_size[2]; /* samples; 0: not known */
    bool are_slices;     /* as the person says */
    char *begun;         /* the input whose job was begun; NULL: none yet */
    lm_look *seen;       /* of its planes; NULL: not known */
    GCancellable *looking, *counting, *comparing;
};

G_DEFINE_TYPE(LmSurvey, lm_survey, G_TYPE_OBJECT)

static guint changed;

static LmDocument *document_of(LmSurvey *survey)
{
    return lm_session_document(survey->session);
}

static const lm_job *job_of(LmSurvey *survey)
{
    return lm_document_job(document_of(survey));
}

/* ---- looking at it beside the main loop ---- */

typedef struct look {
    lm_series *series;
    lm_volume *volume;
    lm_context *context;
    double plot_box[4]; /* what was found */
    gint64 plot_size[2];
} look;

static void look_free(gpointer data)
{
    look *l = data;
    lm_series_unref(l->series);
    lm_volume_unref(l->volume);
    lm_context_free(l->context);
    g_free(l);
}

static void on_cancelled(GCancellable *cancellable, gpointer context)
{
    (void)cancellable;
    lm_context_cancel(context);
}

/* Runs `body` on a thread; `volume` NULL: there is none, only the series. */
static GCancellable *begin_look(LmSurvey *survey, lm_volume *volume, GTaskThreadFunc body,
                                GAsyncReadyCallback after)
{
    look *l = g_new0(look, 1);
    l->series = lm_series_ref(survey->series);
    l->volume = volume ? lm_volume_ref(volume) : NULL;
    l->context = lm_context_new(1, 0);
    GCancellable *cancellable = g_cancellable_new();
    g_autoptr(GTask) task = g_task_new(survey, cancellable, after, NULL);
    g_task_set_task_data(task, l, look_free);
    g_task_run_in_thread(task, body);
    return cancellable;
}

static void stop_look(GCancellable **looking)
{
    if (*looking)
        g_cancellable_cancel(*looking);
    g_clear_object(looking);
}

static void look_for_plots(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    (void)source;
    look *l = data;
    gulong handler = g_cancellable_connect(cancellable, G_CALLBACK(on_cancelled), l->context, NULL);
    g_task_return_pointer(task, lm_plot_map(l->series, l->plot_box, l->context), g_free);
    g_cancellable_disconnect(cancellable, handler);
}

static void count_samples(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    (void)source;
    look *l = data;
    gulong handler = g_cancellable_connect(cancellable, G_CALLBACK(on_cancelled), l->context, NULL);
    g_task_return_boolean(task, lm_plot_samples(l->series, l->plot_size, l->context));
    g_cancellable_disconnect(cancellable, handler);
}

static void seen_free(gpointer seen)
{
    if (seen)
        lm_look_clear(seen);
    g_free(seen);
}

static void look_for_odd(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    (void)source;
    look *l = data;
    gulong handler = g_cancellable_connect(cancellable, G_CALLBACK(on_cancelled), l->context, NULL);
    lm_look *seen = g_new0(lm_look, 1);
    GError *error = NULL;
    if (l->volume ? lm_volume_look(l->volume, l->context, seen, &error)
                  : lm_series_look(l->series, l->context, seen, &error)) {
        g_task_return_pointer(task, seen, seen_free);
    } else {
        seen_free(seen);
        g_task_return_error(task, error);
    }
    g_cancellable_disconnect(cancellable, handler);
}

/* What was found, unless it is not wanted any more; the caller's. */
static bool take_found(GCancellable *wanted, GAsyncResult *result, gpointer *found)
{
    g_autoptr(GError) error = NULL;
    bool is_wanted = g_task_get_cancellable(G_TASK(result)) == wanted;
    *found = g_task_propagate_pointer(G_TASK(result), &error);
    return is_wanted && !error;
}

static void on_samples(GObject *source, GAsyncResult *result, gpointer user)
{
    (void)user;
    LmSurvey *survey = LM_SURVEY(source);
    GTask *task = G_TASK(result);
    bool is_wanted = g_task_get_cancellable(task) == survey->counting;
    if (!g_task_propagate_boolean(task, NULL) || !is_wanted)
        return;
    const look *l = g_task_get_task_data(task);
    memcpy(survey->plot_size, l->plot_size, sizeof survey->plot_size);
    g_signal_emit(survey, changed, 0);
}

static void on_plots(GObject *source, GAsyncResult *result, gpointer user)
{
    (void)user;
    LmSurvey *survey = LM_SURVEY(source);
    g_autofree gpointer map = NULL;
    if (!take_found(survey->looking, result, &map))
        return;
    g_free(survey->plot_map);
    survey->plot_map = g_steal_pointer(&map);
    const look *l = g_task_get_task_data(G_TASK(result));
    memcpy(survey->plot_box, l->plot_box, sizeof survey->plot_box);
    if (survey->plot_map)
        survey->counting = begin_look(survey, NULL, count_samples, on_samples);
    g_signal_emit(survey, changed, 0);
}

static void on_odd(GObject *source, GAsyncResult *result, gpointer user)
{
    (void)user;
    LmSurvey *survey = LM_SURVEY(source);
    gpointer seen = NULL;
    if (!take_found(survey->comparing, result, &seen)) {
        seen_free(seen);
        return;
    }
    seen_free(survey->seen);
    survey->seen = seen;
    g_signal_emit(survey, changed, 0);
}

/* ---- the job of an input that was opened ---- */

lm_step *lm_survey_first_step(const lm_series *series)
{
    return lm_series_info(series)->components > 1 ? lm_step_new(lm_op_find("to-scalar")) : NULL;
}

/* A job that nobody has done anything to, and that is no file. */
static bool is_fresh(LmSurvey *survey)
{
    LmDocument *document = document_of(survey);
    return lm_document_is_unsaved(document) && !lm_document_has_work(document) &&
           !lm_document_redo_name(document) && job_of(survey)->steps->len == 0;
}

static void begin_job(LmSurvey *survey)
{
    const char *input = job_of(survey)->input->texts[0];
    if (!is_fresh(survey) || g_strcmp0(input, survey->begun) == 0)
        return;
    g_free(survey->begun);
    survey->begun = g_strdup(input);
    lm_step *first = lm_survey_first_step(survey->series);
    if (!first)
        return;
    lm_job *job = lm_document_edit(document_of(survey));
    lm_edit_insert(job, first, job->input->tag, LM_PLACE_AFTER);
    lm_document_begin_with(document_of(survey), job);
    lm_session_select(survey->session, first->tag);
}

static const lm_step *unplot_of(LmSurvey *survey)
{
    const GPtrArray *steps = job_of(survey)->steps;
    for (guint i = 0; i < steps->len; i++) {
        const lm_step *step = steps->pdata[i];
        if (g_str_equal(step->op->name, "unplot"))
            return step;
    }
    return NULL;
}

bool lm_survey_is_recovered(LmSurvey *survey)
{
    return unplot_of(survey);
}

void lm_survey_recover(LmSurvey *survey)
{
    lm_job *job = lm_document_edit(document_of(survey));
    const lm_step *first = job->steps->len ? job->steps->pdata[0] : NULL;
    if (first && g_str_equal(first->op->name, "to-scalar"))
        g_ptr_array_remove_index(job->steps, 0);
    lm_step *unplot = lm_step_new(lm_op_find("unplot"));
    lm_edit_insert(job, unplot, job->input->tag, LM_PLACE_AFTER);
    lm_document_commit(document_of(survey), job, _("Recover the numbers"), NULL);
    lm_session_select(survey->session, unplot->tag);
}

void lm_survey_take_as_slices(LmSurvey *survey)
{
    survey->are_slices = true;
    g_clear_pointer(&survey->plot_map, g_free);
    g_signal_emit(survey, changed, 0);
}

/* ---- following the session ---- */

static void take_error(LmSurvey *survey, const char *error)
{
    if (g_strcmp0(error, survey->error) == 0)
        return;
    g_free(survey->error);
    survey->error = g_strdup(error);
    if (survey->series)
        g_signal_emit(survey, changed, 0);
}

/* Looks through a series once, as soon as it was read. */
static void take_volume(LmSurvey *survey, lm_volume *volume)
{
    if (volume && survey->series && !survey->comparing)
        survey->comparing = begin_look(survey, volume, look_for_odd, on_odd);
}

/* Those that cannot be read as a volume, each by itself: what stands out may be why. */
static void compare_alone(LmSurvey *survey, const char *error)
{
    if (error && survey->series && !survey->comparing && lm_series_by_planes(survey->series))
        survey->comparing = begin_look(survey, NULL, look_for_odd, on_odd);
}

static void take_series(LmSurvey *survey, lm_series *series)
{
    if (series == survey->series)
        return;
    bool is_other = !series || !survey->series ||
                    !g_str_equal(lm_series_source(series), lm_series_source(survey->series));
    stop_look(&survey->looking);
    stop_look(&survey->counting);
    stop_look(&survey->comparing);
    lm_series *old = survey->series;
    survey->series = series ? lm_series_ref(series) : NULL;
    lm_series_unref(old);
    g_clear_pointer(&survey->seen, seen_free);
    if (is_other) {
        g_clear_pointer(&survey->plot_map, g_free);
        memset(survey->plot_size, 0, sizeof survey->plot_size);
        survey->are_slices = false;
    }
    if (series && !survey->are_slices)
        survey->looking = begin_look(survey, NULL, look_for_plots, on_plots);
    if (series && !lm_series_spacing_known(series) && lm_series_by_planes(series))
        survey->comparing = begin_look(survey, NULL, look_for_odd, on_odd);
    g_signal_emit(survey, changed, 0);
}

static void on_result(LmSurvey *survey, guint64 tag)
{
    if (tag != job_of(survey)->input->tag)
        return;
    const LmResult *result = lm_engine_result(lm_session_engine(survey->session), tag);
    if (result->state == LM_LIVE_RUNNING && !result->series)
        return;
    take_error(survey, result->error);
    take_series(survey, result->series);
    take_volume(survey, result->stale ? NULL : result->value.volume);
    compare_alone(survey, result->error);
    if (survey->series)
        begin_job(survey);
}

static void on_job(LmSurvey *survey)
{
    LmEngine *engine = lm_session_engine(survey->session);
    if (!lm_engine_result(engine, job_of(survey)->input->tag))
        take_series(survey, NULL);
}

lm_series *lm_survey_series(LmSurvey *survey)
{
    return survey->series;
}

const char *lm_survey_error(LmSurvey *survey)
{
    return survey->error;
}

const char *lm_survey_plot_map(LmSurvey *survey)
{
    return survey->plot_map;
}

bool lm_survey_plot_box(LmSurvey *survey, double box[4])
{
    memcpy(box, survey->plot_box, sizeof survey->plot_box);
    return survey->plot_map;
}

static const char *said(const lm_step *step, const char *param)
{
    return step->texts[lm_param_find(step->op->params, param) - step->op->params];
}

bool lm_survey_plot_samples(LmSurvey *survey, gint64 size[2])
{
    const lm_step *unplot = unplot_of(survey);
    double numbers[2];
    size_t count;
    memcpy(size, survey->plot_size, sizeof survey->plot_size);
    if (unplot && said(unplot, "size")) {
        if (!lm_numbers_parse(said(unplot, "size"), numbers, 2, &count) || count != 2)
            return false;
        for (int k = 0; k < 2; k++)
            size[k] = (gint64)CLAMP(numbers[k], 0, G_MAXINT16);
    } else if (unplot && (said(unplot, "panel") || said(unplot, "box"))) {
        return false; /* the first look was at another image */
    }
    return size[0] > 0 && size[1] > 0;
}

unsigned lm_survey_odd(LmSurvey *survey, gint64 plane)
{
    const lm_look *seen = survey->seen;
    return seen && plane >= 0 && plane < seen->planes ? seen->marks[plane] : 0;
}

static void dispose(GObject *object)
{
    LmSurvey *survey = LM_SURVEY(object);
    stop_look(&survey->looking);
    stop_look(&survey->counting);
    stop_look(&survey->comparing);
    g_clear_pointer(&survey->series, lm_series_unref);
    G_OBJECT_CLASS(lm_survey_parent_class)->dispose(object);
}

static void finalize(GObject *object)
{
    LmSurvey *survey = LM_SURVEY(object);
    g_free(survey->error);
    g_free(survey->plot_map);
    seen_free(survey->seen);
    g_free(survey->begun);
    G_OBJECT_CLASS(lm_survey_parent_class)->finalize(object);
}

static void lm_survey_class_init(LmSurveyClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
    G_OBJECT_CLASS(class)->finalize = finalize;
    changed = g_signal_new("changed", LM_TYPE_SURVEY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                           G_TYPE_NONE, 0);
}

static void lm_survey_init(LmSurvey *survey)
{
    (void)survey;
}

LmSurvey *lm_survey_of(LmSession *session)
{
    static const char key[] = "lm-survey";
    LmSurvey *survey = g_object_get_data(G_OBJECT(session), key);
    if (survey)
        return survey;
    survey = g_object_new(LM_TYPE_SURVEY, NULL);
    survey->session = session;
    g_object_set_data_full(G_OBJECT(session), key, survey, g_object_unref);
    g_signal_connect_object(session, "job", G_CALLBACK(on_job), survey, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "result", G_CALLBACK(on_result), survey, G_CONNECT_SWAPPED);
    return survey;
}
