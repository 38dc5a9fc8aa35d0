#include "session.h"

#include "step-flow.h"

#include "lamina/error.h"
#include "lamina/render.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

struct _LmSession {
    GObject parent;
    LmDocument *document;
    LmEngine *engine;
    guint64 selected;
    lm_volume *volume; /* that is looked at */
    bool volume_is_stale;
    double crosshair[3];
    double low, high;
    bool window_by_hand;
    LmTool tool;
    double voxel_sides[3]; /* pixels, in the slice views */
    GHashTable *looks;     /* tag -> LmLook */
    lm_transfer curve;     /* of the preset */
    bool has_curve;
    int preset;
    lm_curve drawn;     /* by hand; count 0: none */
    lm_curve undrawn;   /* that a preset took the place of; count 0: none */
    int undrawn_preset; /* it was drawn over this one */
    bool volume_hidden;
    GCancellable *looking; /* at a new volume, for its curve and its window */
    GCancellable *opening; /* the job file that is being read; NULL: none is */
    double clip[6];
    bool has_clip;
};

G_DEFINE_TYPE(LmSession, lm_session, G_TYPE_OBJECT)

enum {
    JOB,
    RESULT,
    SELECTED,
    VOLUME,
    CROSSHAIR,
    WINDOW,
    TOOL,
    BLOCKS,
    LOOKS,
    CURVE,
    CLIP,
    MESSAGE,
    DONE,
    UNDRAWN,
    ELSEWHERE,
    OPENING,
    N_SIGNALS
};
static const char *const signal_names[N_SIGNALS] = {
    "job",   "result", "selected", "volume",  "crosshair", "window",  "tool",      "blocks",
    "looks", "curve",  "clip",     "message", "done",      "undrawn", "elsewhere", "opening",
};
static guint signals[N_SIGNALS];

static void tell(LmSession *session, int what)
{
    g_signal_emit(session, signals[what], 0);
}

LmDocument *lm_session_document(LmSession *session)
{
    return session->document;
}

LmEngine *lm_session_engine(LmSession *session)
{
    return session->engine;
}

static const lm_job *job_of(LmSession *session)
{
    return lm_document_job(session->document);
}

static const lm_value *value_of(LmSession *session, const lm_step *step)
{
    const LmResult *result = lm_engine_result(session->engine, step->tag);
    return result ? &result->value : NULL;
}

/* ---- the volume that is looked at ---- */

/* A first look at a volume: how it is drawn before anybody said so. */
typedef struct first_look {
    lm_volume *volume;
    int preset;
    lm_transfer curve;
    double low, high;
} first_look;

static void first_look_free(gpointer data)
{
    first_look *look = data;
    lm_volume_unref(look->volume);
    g_free(look);
}

static void look_at(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    (void)source;
    (void)cancellable;
    first_look *look = data;
    g_autoptr(lm_context) context = lm_context_new(0, 0);
    GError *error = NULL;
    if (!lm_volume_range(look->volume, &look->low, &look->high))
        look->low = 0, look->high = 1;
    if (look->volume->components == 1 &&
        !lm_transfer_preset(look->preset, look->volume, &look->curve, context, &error))
        g_task_return_error(task, error);
    else
        g_task_return_boolean(task, TRUE);
}

static void on_looked(GObject *source, GAsyncResult *result, gpointer user)
{
    (void)user;
    LmSession *session = LM_SESSION(source);
    first_look *look = g_task_get_task_data(G_TASK(result));
    if (look->volume != session->volume || look->preset != session->preset)
        return;
    session->has_curve = g_task_propagate_boolean(G_TASK(result), NULL) && look->curve.count >= 2;
    session->curve = look->curve;
    lm_session_suggest_window(session, look->low, look->high);
    tell(session, CURVE);
}

static void begin_look(LmSession *session)
{
    if (session->looking)
        g_cancellable_cancel(session->looking);
    g_clear_object(&session->looking);
    if (!session->volume)
        return;
    session->looking = g_cancellable_new();
    g_autoptr(GTask) task = g_task_new(session, session->looking, on_looked, NULL);
    first_look *look = g_new0(first_look, 1);
    look->volume = lm_volume_ref(session->volume);
    look->preset = session->preset;
    g_task_set_task_data(task, look, first_look_free);
    g_task_run_in_thread(task, look_at);
}

/* Then no new volume comes, and what an earlier spacing made is not to be taken for it. */
static bool lacks_spacing(LmSession *session)
{
    const LmResult *input = lm_engine_result(session->engine, job_of(session)->input->tag);
    return input && input->series && !lm_series_spacing_known(input->series);
}

static bool recovers(const lm_step *step)
{
    return g_str_equal(step->op->name, "unplot") && !step->off;
}

static bool has_recovering(const GPtrArray *steps, guint count)
{
    for (guint i = 0; i < count; i++)
        if (recovers(steps->pdata[i]))
            return true;
    return false;
}

/* The last one on the way to the selected step, but for so many steps at its end. `are_figures`:
 * their numbers are recovered only later, and their pixels are not what the spacing speaks of. */
static lm_volume *last_volume(LmSession *session, guint but, bool *are_figures, bool *stale)
{
    if (lacks_spacing(session))
        return NULL;
    const GPtrArray *all = job_of(session)->steps;
    g_autoptr(GPtrArray) line = lm_flow_line(job_of(session), lm_session_selected_step(session));
    for (guint i = line->len - MIN(but, line->len); i-- > 0;) {
        const lm_step *step = line->pdata[i];
        const LmResult *result = lm_engine_result(session->engine, step->tag);
        if (result && result->value.kind == LM_VOLUME) {
            *are_figures = !has_recovering(line, i + 1) && has_recovering(all, all->len);
            *stale = result->stale;
            return result->value.volume;
        }
    }
    return NULL;
}

static void centre_crosshair(LmSession *session)
{
    const lm_grid *grid = &session->volume->grid;
    double middle[3];
    for (int k = 0; k < 3; k++)
        middle[k] = (double)(grid->size[k] / 2);
    lm_grid_to_world(grid, middle, session->crosshair);
    tell(session, CROSSHAIR);
}

static bool holds_crosshair(const LmSession *session, const lm_grid *grid)
{
    double index[3];
    lm_grid_to_index(grid, session->crosshair, index);
    for (int k = 0; k < 3; k++)
        if (index[k] < -0.5 || index[k] > (double)grid->size[k] - 0.5)
            return false;
    return true;
}

/* Looks at what the selection now gives; keeps the old when nothing has come yet. */
static void look_again(LmSession *session)
{
    bool stale = true;
    bool are_figures = false;
    lm_volume *volume = last_volume(session, 0, &are_figures, &stale);
    if (are_figures)
        volume = NULL;
    bool is_other = volume != session->volume;
    if (!is_other && stale == session->volume_is_stale)
        return;
    lm_volume *old = session->volume;
    session->volume = volume ? lm_volume_ref(volume) : NULL;
    session->volume_is_stale = stale;
    if (is_other && volume && (!old || !holds_crosshair(session, &volume->grid)))
        centre_crosshair(session);
    lm_volume_unref(old);
    if (is_other)
        begin_look(session);
    tell(session, VOLUME);
}

lm_volume *lm_session_volume(LmSession *session)
{
    return session->volume;
}

bool lm_session_volume_is_stale(LmSession *session)
{
    return session->volume_is_stale;
}

lm_volume *lm_session_volume_before(LmSession *session)
{
    bool stale, are_figures;
    return last_volume(session, 1, &are_figures, &stale);
}

/* ---- what happens elsewhere ---- */

static void on_result(LmEngine *engine, guint64 tag, gpointer user)
{
    (void)engine;
    LmSession *session = user;
    g_signal_emit(session, signals[RESULT], 0, tag);
    look_again(session);
}

static void run_job(LmSession *session)
{
    g_autofree char *folder = lm_document_folder(session->document);
    if (job_of(session)->input->texts[0])
        lm_engine_run(session->engine, job_of(session), folder);
}

/* What an export interrupted goes on. */
static void on_exported(LmEngine *engine, const GError *error, const char *output, gpointer user)
{
    (void)engine;
    LmSession *session = user;
    g_autofree char *folder = g_filename_display_name(output);
    if (!error)
        lm_session_say(session, _("Written into %s"), folder);
    else if (!lm_error_is_cancelled(error))
        lm_session_say(session, "%s", error->message);
    run_job(session);
}

static void on_job(LmDocument *document, gpointer user)
{
    (void)document;
    LmSession *session = user;
    if (!lm_step_tagged(job_of(session), session->selected))
        lm_session_select(session, job_of(session)->input->tag);
    tell(session, JOB);
    run_job(session);
    look_again(session);
}

static void on_failed(LmDocument *document, const char *message, gpointer session)
{
    (void)document;
    lm_session_say(session, "%s", message);
}

static void on_stepped(LmDocument *document, guint64 tag, gpointer session)
{
    (void)document;
    lm_session_select(session, tag);
}

void lm_session_say(LmSession *session, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    g_signal_emit(session, signals[MESSAGE], 0, text);
}

void lm_session_say_done(LmSession *session, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    g_signal_emit(session, signals[DONE], 0, text);
}

void lm_session_go_on(LmSession *session)
{
    if (lm_engine_is_stopped(session->engine))
        run_job(session);
}

/* The last result of the main line, which a person who opens a job wants to see. */
static void select_result(LmSession *session)
{
    const GPtrArray *steps = job_of(session)->steps;
    for (guint i = steps->len; i-- > 0;) {
        const lm_step *step = steps->pdata[i];
        if (!step->off && !(step->op->flags & (LM_OP_SINK | LM_OP_CONTAINER))) {
            lm_session_select(session, step->tag);
            return;
        }
    }
}

bool lm_session_has_work(LmSession *session)
{
    return lm_document_has_work(session->document);
}

/* ---- opening ---- */

/* What was made of the data before, and how it was looked at, goes. */
static void forget(LmSession *session)
{
    session->window_by_hand = false;
    session->drawn.count = session->undrawn.count = 0;
    lm_engine_forget(session->engine);
}

static void stop_opening(LmSession *session)
{
    if (session->opening)
        g_cancellable_cancel(session->opening);
    g_clear_object(&session->opening);
}

static void on_read(GObject *document, GAsyncResult *result, gpointer user)
{
    GTask *task = G_TASK(result);
    if (g_cancellable_is_cancelled(g_task_get_cancellable(task)))
        return; /* and the session may be gone */
    LmSession *session = user;
    g_autoptr(GError) error = NULL;
    g_clear_object(&session->opening);
    bool is_wrong = g_task_had_error(task);
    if (lm_session_has_work(session) && !is_wrong) { /* done while it was read */
        g_signal_emit(session, signals[ELSEWHERE], 0, g_task_get_task_data(task));
    } else {
        if (!is_wrong)
            forget(session);
        if (lm_document_open_finish(LM_DOCUMENT(document), result, &error))
            select_result(session);
        else
            lm_session_say(session, "%s", error->message);
    }
    tell(session, OPENING);
}

bool lm_session_can_name(LmSession *session, const char *path)
{
    if (g_utf8_validate(path, -1, NULL))
        return true;
    g_autofree char *name = g_filename_display_name(path);
    lm_session_say(session, _("%s: a job can only hold names in UTF-8; rename it"), name);
    return false;
}

static bool is_job(const char *path)
{
    return g_str_has_suffix(path, ".xml");
}

static void on_tried(GObject *trial, GAsyncResult *result, gpointer user)
{
    g_autoptr(LmSession) session = user;
    g_autoptr(GError) error = NULL;
    if (lm_document_open_finish(LM_DOCUMENT(trial), result, &error))
        g_signal_emit(session, signals[ELSEWHERE], 0, g_task_get_task_data(G_TASK(result)));
    else
        lm_session_say(session, "%s", error->message);
}

void lm_session_open_elsewhere(LmSession *session, const char *path)
{
    if (!is_job(path)) {
        g_signal_emit(session, signals[ELSEWHERE], 0, path);
        return;
    }
    g_autoptr(LmDocument) trial = lm_document_new();
    lm_document_open_async(trial, path, NULL, on_tried, g_object_ref(session));
}

void lm_session_open(LmSession *session, const char *path)
{
    if (!lm_session_can_name(session, path))
        return;
    if (lm_session_has_work(session)) {
        lm_session_open_elsewhere(session, path);
        return;
    }
    stop_opening(session);
    if (is_job(path)) {
        session->opening = g_cancellable_new();
        lm_document_open_async(session->document, path, session->opening, on_read, session);
    } else {
        forget(session);
        lm_document_begin(session->document, path);
    }
    tell(session, OPENING);
}

bool lm_session_is_opening(LmSession *session)
{
    return session->opening != NULL;
}

/* ---- what the person chose ---- */

guint64 lm_session_selected(LmSession *session)
{
    return session->selected;
}

const lm_step *lm_session_selected_step(LmSession *session)
{
    const lm_step *step = lm_step_tagged(job_of(session), session->selected);
    return step ? step : job_of(session)->input;
}

void lm_session_select(LmSession *session, guint64 tag)
{
    if (session->selected == tag)
        return;
    session->selected = tag;
    tell(session, SELECTED);
    look_again(session);
}

void lm_session_crosshair(LmSession *session, double world[3])
{
    memcpy(world, session->crosshair, sizeof session->crosshair);
}

void lm_session_set_crosshair(LmSession *session, const double world[3])
{
    memcpy(session->crosshair, world, sizeof session->crosshair);
    tell(session, CROSSHAIR);
}

void lm_session_window(LmSession *session, double *low, double *high)
{
    *low = session->low;
    *high = session->high;
}

void lm_session_set_window(LmSession *session, double low, double high)
{
    session->low = low;
    session->high = high;
    session->window_by_hand = true;
    tell(session, WINDOW);
}

void lm_session_suggest_window(LmSession *session, double low, double high)
{
    if (session->window_by_hand)
        return;
    session->low = low;
    session->high = high;
    tell(session, WINDOW);
}

LmTool lm_session_tool(LmSession *session)
{
    return session->tool;
}

void lm_session_set_tool(LmSession *session, LmTool tool)
{
    if (session->tool == tool)
        return;
    session->tool = tool;
    tell(session, TOOL);
}

bool lm_session_draws_blocks(LmSession *session)
{
    static const double large = 4;
    const double *sides = session->voxel_sides;
    return MAX(sides[0], MAX(sides[1], sides[2])) >= large;
}

void lm_session_set_voxel_side(LmSession *session, int axis, double pixels)
{
    bool before = lm_session_draws_blocks(session);
    session->voxel_sides[axis] = pixels;
    if (lm_session_draws_blocks(session) != before)
        tell(session, BLOCKS);
}

bool lm_session_curve(LmSession *session, lm_transfer *curve, int *preset)
{
    *curve = session->curve;
    *preset = session->preset;
    if (session->has_curve && session->drawn.count)
        lm_transfer_set_curve(curve, &session->drawn);
    return session->volume && session->has_curve;
}

const lm_curve *lm_session_drawn_curve(LmSession *session)
{
    return session->drawn.count ? &session->drawn : NULL;
}

void lm_session_draw_curve(LmSession *session, const lm_curve *curve)
{
    session->drawn = *curve;
    tell(session, CURVE);
}

void lm_session_set_preset(LmSession *session, int preset)
{
    if (session->drawn.count) {
        session->undrawn = session->drawn;
        session->undrawn_preset = session->preset;
        g_signal_emit(session, signals[UNDRAWN], 0, _("The preset replaced the drawn curve"));
    }
    session->preset = preset;
    session->drawn.count = 0;
    begin_look(session);
}

void lm_session_draw_again(LmSession *session)
{
    if (!session->undrawn.count)
        return;
    session->preset = session->undrawn_preset;
    session->drawn = session->undrawn;
    session->undrawn.count = 0;
    begin_look(session);
}

bool lm_session_volume_visible(LmSession *session)
{
    return !session->volume_hidden;
}

void lm_session_set_volume_visible(LmSession *session, bool visible)
{
    session->volume_hidden = !visible;
    tell(session, LOOKS);
}

bool lm_session_clip(LmSession *session, double box[6])
{
    memcpy(box, session->clip, sizeof session->clip);
    return session->has_clip;
}

void lm_session_set_clip(LmSession *session, const double box[6])
{
    session->has_clip = box;
    if (box)
        memcpy(session->clip, box, sizeof session->clip);
    tell(session, CLIP);
}

/* ---- surfaces ---- */

/* The last surface of a line, and those of the branches within it, in the order of the job. */
static void add_surfaces(LmSession *session, const GPtrArray *steps, GArray *tags)
{
    const lm_step *last = NULL;
    for (guint i = 0; i < steps->len; i++) {
        const lm_step *step = steps->pdata[i];
        const lm_value *value = value_of(session, step);
        if (value && value->kind == LM_MESH)
            last = step;
        if (step->steps)
            add_surfaces(session, step->steps, tags);
    }
    if (last)
        g_array_append_val(tags, last->tag);
}

GArray *lm_session_surfaces(LmSession *session)
{
    GArray *tags = g_array_new(FALSE, FALSE, sizeof(guint64));
    add_surfaces(session, job_of(session)->steps, tags);
    return tags;
}

lm_mesh *lm_session_mesh(LmSession *session, guint64 tag)
{
    const LmResult *result = lm_engine_result(session->engine, tag);
    return result ? result->value.mesh : NULL;
}

/* Colours in turn, by the surface's place. */
static LmLook first_look_of(LmSession *session, guint64 tag)
{
    g_autoptr(GArray) tags = lm_session_surfaces(session);
    guint at = 0;
    while (at < tags->len && g_array_index(tags, guint64, at) != tag)
        at++;
    LmLook look = {.opacity = 1, .visible = true};
    memcpy(look.colour, lm_surface_colour(at), sizeof look.colour);
    return look;
}

LmLook lm_session_look(LmSession *session, guint64 tag)
{
    const LmLook *look = g_hash_table_lookup(session->looks, &tag);
    return look ? *look : first_look_of(session, tag);
}

void lm_session_set_look(LmSession *session, guint64 tag, const LmLook *look)
{
    g_hash_table_insert(session->looks, g_memdup2(&tag, sizeof tag), g_memdup2(look, sizeof *look));
    tell(session, LOOKS);
}

/* ---- the object ---- */

static void dispose(GObject *object)
{
    LmSession *session = LM_SESSION(object);
    if (session->looking)
        g_cancellable_cancel(session->looking);
    g_clear_object(&session->looking);
    stop_opening(session);
    g_clear_object(&session->engine);
    g_clear_object(&session->document);
    g_clear_pointer(&session->volume, lm_volume_unref);
    G_OBJECT_CLASS(lm_session_parent_class)->dispose(object);
}

static void finalize(GObject *object)
{
    g_hash_table_unref(LM_SESSION(object)->looks);
    G_OBJECT_CLASS(lm_session_parent_class)->finalize(object);
}

static void lm_session_class_init(LmSessionClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
    G_OBJECT_CLASS(class)->finalize = finalize;
    for (int i = 0; i < N_SIGNALS; i++) {
        GType argument = i == RESULT ? G_TYPE_UINT64 : G_TYPE_STRING;
        bool has_argument = i == RESULT || (i >= MESSAGE && i <= ELSEWHERE);
        signals[i] = g_signal_new(signal_names[i], LM_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, has_argument, argument);
    }
}

static void lm_session_init(LmSession *session)
{
    session->document = lm_document_new();
    session->looks = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    session->high = 1;
    session->selected = job_of(session)->input->tag;
    g_signal_connect_object(session->document, "stepped", G_CALLBACK(on_stepped), session, 0);
    g_signal_connect_object(session->document, "changed", G_CALLBACK(on_job), session, 0);
    g_signal_connect_object(session->document, "failed", G_CALLBACK(on_failed), session, 0);
}

LmSession *lm_session_new(unsigned threads, guint64 memory)
{
    LmSession *session = g_object_new(LM_TYPE_SESSION, NULL);
    session->engine = lm_engine_new(threads, memory);
    g_signal_connect_object(session->engine, "result", G_CALLBACK(on_result), session, 0);
    g_signal_connect_object(session->engine, "exported", G_CALLBACK(on_exported), session, 0);
    return session;
}
