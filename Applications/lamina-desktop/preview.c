#include "preview.h"

#include "survey.h"

#include "lamina/alloc.h"
#include "lamina/error.h"

#include <glib/gi18n.h>
#include <math.h>

struct _LmPreview {
    GObject parent;
    LmSession *session; /* which owns this */
    lm_series *series;
    lm_volume *volume;
    bool in_pixels; /* of the volume */
    char *error;
    gint64 voxel[3];
    bool was_moved;        /* by the person */
    double range[2];       /* of the values seen so far */
    GCancellable *reading; /* NULL: nothing is being read */
    gint64 asked;          /* the plane that is being read, or was last; -1: none */
};

G_DEFINE_TYPE(LmPreview, lm_preview, G_TYPE_OBJECT)

static guint changed;

/* ---- reading beside the main loop ---- */

typedef struct work {
    lm_series *series;
    lm_context *context;
    gint64 plane;
    lm_volume *volume; /* what came */
    bool in_pixels;
    double range[2];
} work;

static void work_free(gpointer data)
{
    work *w = data;
    lm_series_unref(w->series);
    lm_context_free(w->context);
    lm_volume_unref(w->volume);
    g_free(w);
}

/* What is read whole is read once more when it becomes a volume, and both are there for a moment.
 */
static bool has_room(const work *w, GError **error)
{
    const lm_info *info = lm_series_info(w->series);
    guint64 all = lm_info_bytes(info), needed = lm_series_scratch(w->series);
    needed += lm_series_by_planes(w->series) ? all / (guint64)info->grid.size[2] : 2 * all;
    if (needed <= lm_context_memory(w->context))
        return true;
    g_autofree char *text = lm_bytes_text(needed);
    return lm_fail(error, LM_ERROR_MEMORY,
                   _("%s: looking at it before its spacing is known would "
                     "take %s of memory"),
                   lm_series_source(w->series), text);
}

static lm_volume *read_plane(const work *w, GError **error)
{
    const lm_info *info = lm_series_info(w->series);
    lm_zrange held = {w->plane, w->plane + 1};
    g_autoptr(lm_volume) volume =
        lm_volume_new_planes(&info->grid, info->type, info->components, held, error);
    if (!volume)
        return NULL;
    lm_slab slab = lm_slab_of(volume, held);
    return lm_series_read_planes(w->series, &slab, w->context, error) ? g_steal_pointer(&volume)
                                                                      : NULL;
}

static bool read_slice(work *w, GError **error)
{
    if (!has_room(w, error))
        return false;
    w->volume = lm_series_by_planes(w->series) ? read_plane(w, error)
                                               : lm_series_read(w->series, w->context, error);
    if (!w->volume)
        return false;
    const gint64 *size = w->volume->grid.size;
    w->in_pixels = !lm_series_spacing_known(w->series);
    if (w->in_pixels)
        w->volume->grid = lm_grid_make(size[0], size[1], size[2]);
    if (w->volume->type == LM_UINT8)
        w->range[1] = G_MAXUINT8; /* as any program shows such pictures */
    else if (!lm_volume_range(w->volume, &w->range[0], &w->range[1]))
        w->range[1] = 1;
    return true;
}

static void on_cancelled(GCancellable *cancellable, gpointer context)
{
    (void)cancellable;
    lm_context_cancel(context);
}

static void do_work(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    (void)source;
    work *w = data;
    GError *error = NULL;
    gulong handler = g_cancellable_connect(cancellable, G_CALLBACK(on_cancelled), w->context, NULL);
    if (read_slice(w, &error))
        g_task_return_boolean(task, TRUE);
    else
        g_task_return_error(task, error);
    g_cancellable_disconnect(cancellable, handler);
}

static void read_on(LmPreview *preview);

/* What several slices hold is seen by one window, until a person chooses another. */
static void widen_window(LmPreview *preview, const double range[2])
{
    preview->range[0] = fmin(preview->range[0], range[0]);
    preview->range[1] = fmax(preview->range[1], range[1]);
    lm_session_suggest_window(preview->session, preview->range[0], preview->range[1]);
}

static void on_read(GObject *source, GAsyncResult *result, gpointer user)
{
    (void)user;
    LmPreview *preview = LM_PREVIEW(source);
    g_autoptr(GError) error = NULL;
    if (g_task_get_cancellable(G_TASK(result)) != preview->reading)
        return;
    g_clear_object(&preview->reading);
    work *w = g_task_get_task_data(G_TASK(result));
    g_clear_pointer(&preview->error, g_free);
    if (g_task_propagate_boolean(G_TASK(result), &error)) {
        lm_volume_unref(preview->volume);
        preview->volume = g_steal_pointer(&w->volume);
        preview->in_pixels = w->in_pixels;
        widen_window(preview, w->range);
    } else {
        preview->error = g_strdup(error->message);
    }
    g_signal_emit(preview, changed, 0);
    read_on(preview);
}

static void stop_reading(LmPreview *preview)
{
    if (preview->reading)
        g_cancellable_cancel(preview->reading);
    g_clear_object(&preview->reading);
}

static void begin_reading(LmPreview *preview, gint64 plane)
{
    work *w = g_new0(work, 1);
    w->series = lm_series_ref(preview->series);
    w->context = lm_context_new(1, lm_engine_memory(lm_session_engine(preview->session)));
    w->plane = plane;
    preview->asked = plane;
    preview->reading = g_cancellable_new();
    g_autoptr(GTask) task = g_task_new(preview, preview->reading, on_read, NULL);
    g_task_set_task_data(task, w, work_free);
    g_task_run_in_thread(task, do_work);
}

/* One at a time, the one that is looked at when it begins. */
static void read_on(LmPreview *preview)
{
    gint64 plane = preview->voxel[2];
    bool is_there = preview->asked == plane || (preview->asked >= 0 && preview->volume &&
                                                lm_volume_is_complete(preview->volume));
    if (preview->series && !preview->reading && !is_there)
        begin_reading(preview, plane);
}

/* ---- which slices ---- */

static void let_go(LmPreview *preview)
{
    stop_reading(preview);
    g_clear_pointer(&preview->volume, lm_volume_unref);
    g_clear_pointer(&preview->error, g_free);
    g_clear_pointer(&preview->series, lm_series_unref);
}

static bool same_size(const lm_grid *a, const lm_grid *b)
{
    return a->size[0] == b->size[0] && a->size[1] == b->size[1] && a->size[2] == b->size[2];
}

static void take_series(LmPreview *preview, lm_series *series)
{
    bool is_alike = preview->series && same_size(&lm_series_info(preview->series)->grid,
                                                 &lm_series_info(series)->grid);
    if (is_alike)
        stop_reading(preview); /* what is shown stays until the same of these is there */
    else
        let_go(preview);
    lm_series *old = preview->series;
    preview->series = lm_series_ref(series);
    lm_series_unref(old);
    preview->asked = -1;
    if (is_alike)
        return;
    for (int k = 0; k < 3; k++)
        preview->voxel[k] = lm_series_info(series)->grid.size[k] / 2;
    preview->was_moved = false;
    preview->range[0] = INFINITY;
    preview->range[1] = -INFINITY;
}

/* Looking goes on where it was, now that there is a volume. */
static void hand_over(LmPreview *preview)
{
    lm_volume *volume = lm_session_volume(preview->session);
    if (preview->was_moved && volume &&
        same_size(&volume->grid, &lm_series_info(preview->series)->grid)) {
        const double index[3] = {(double)preview->voxel[0], (double)preview->voxel[1],
                                 (double)preview->voxel[2]};
        double world[3];
        lm_grid_to_world(&volume->grid, index, world);
        lm_session_set_crosshair(preview->session, world);
    }
    let_go(preview);
}

/* Of figures the first is shown. */
static void turn_to_first_figure(LmPreview *preview)
{
    if (!preview->was_moved && lm_survey_plot_map(lm_survey_of(preview->session)))
        preview->voxel[2] = 0;
}

static lm_series *series_to_show(LmPreview *preview)
{
    lm_series *series = lm_survey_series(lm_survey_of(preview->session));
    bool is_shown = series && !lm_session_volume(preview->session) &&
                    (lm_series_by_planes(series) || !lm_series_spacing_known(series));
    return is_shown ? series : NULL;
}

static void follow(LmPreview *preview)
{
    lm_series *series = series_to_show(preview);
    bool was_on = preview->series;
    if (!series && was_on)
        hand_over(preview);
    else if (series && series != preview->series)
        take_series(preview, series);
    if (series) {
        turn_to_first_figure(preview);
        read_on(preview);
    }
    g_signal_emit(preview, changed, 0);
}

/* ---- what is told ---- */

bool lm_preview_is_on(LmPreview *preview)
{
    return preview->series;
}

lm_volume *lm_preview_volume(LmPreview *preview)
{
    return preview->volume;
}

bool lm_preview_in_pixels(LmPreview *preview)
{
    return preview->in_pixels;
}

const char *lm_preview_error(LmPreview *preview)
{
    return preview->error;
}

const char *lm_preview_missing(LmPreview *preview, bool of_side)
{
    LmSurvey *survey = lm_survey_of(preview->session);
    const lm_series *series = lm_survey_series(survey);
    if (!series || lm_session_volume(preview->session))
        return NULL;
    bool is_known = lm_series_spacing_known(series), is_recovered = lm_survey_is_recovered(survey);
    if (is_known && is_recovered && !lm_survey_error(survey))
        return of_side ? _("Figures have no sides: see the step “Figures to numbers”")
                       : _("Figures are flat: see the step “Figures to numbers”");
    if (lm_survey_plot_map(survey) && !is_recovered && !is_known)
        return of_side ? _("Recover the numbers to see them from this side")
                       : _("Recover the numbers to see them in 3D");
    if (!is_known)
        return of_side ? _("Type the spacing to see it from this side")
                       : _("Type the spacing to see it in 3D");
    return lm_survey_error(survey) ? _("The slices make no volume: the step “Input” says why")
                                   : _("Reading the slices…");
}

void lm_preview_voxel(LmPreview *preview, gint64 voxel[3])
{
    for (int k = 0; k < 3; k++)
        voxel[k] = preview->voxel[k];
}

void lm_preview_look_at(LmPreview *preview, const gint64 voxel[3])
{
    if (!preview->series)
        return;
    const gint64 *size = lm_series_info(preview->series)->grid.size;
    for (int k = 0; k < 3; k++)
        preview->voxel[k] = CLAMP(voxel[k], 0, size[k] - 1);
    preview->was_moved = true;
    read_on(preview);
    g_signal_emit(preview, changed, 0);
}

void lm_preview_show_plane(LmPreview *preview, gint64 plane)
{
    const lm_series *series = lm_survey_series(lm_survey_of(preview->session));
    double world[3], index[3];
    if (lm_preview_is_on(preview)) {
        lm_preview_look_at(preview, (gint64[]){preview->voxel[0], preview->voxel[1], plane});
    } else if (series && lm_series_spacing_known(series)) {
        const lm_grid *grid = &lm_series_info(series)->grid;
        lm_session_crosshair(preview->session, world);
        lm_grid_to_index(grid, world, index);
        index[2] = (double)plane;
        lm_grid_to_world(grid, index, world);
        lm_session_set_crosshair(preview->session, world);
    }
}

/* ---- the object ---- */

static void dispose(GObject *object)
{
    let_go(LM_PREVIEW(object));
    G_OBJECT_CLASS(lm_preview_parent_class)->dispose(object);
}

static void lm_preview_class_init(LmPreviewClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
    changed = g_signal_new("changed", LM_TYPE_PREVIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                           G_TYPE_NONE, 0);
}

static void lm_preview_init(LmPreview *preview)
{
    preview->asked = -1;
}

/* With the session; what is still being read ends alone. */
static void drop(gpointer preview)
{
    g_object_run_dispose(preview);
    g_object_unref(preview);
}

LmPreview *lm_preview_of(LmSession *session)
{
    static const char key[] = "lm-preview";
    LmPreview *preview = g_object_get_data(G_OBJECT(session), key);
    if (preview)
        return preview;
    preview = g_object_new(LM_TYPE_PREVIEW, NULL);
    preview->session = session;
    g_object_set_data_full(G_OBJECT(session), key, preview, drop);
    g_signal_connect_object(lm_survey_of(session), "changed", G_CALLBACK(follow), preview,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "volume", G_CALLBACK(follow), preview, G_CONNECT_SWAPPED);
    return preview;
}
