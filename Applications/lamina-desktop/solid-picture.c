#include "solid-picture.h"

#include "clip-box.h"
#include "curve-edit.h"
#include "job-edit.h"

#include "lamina/error.h"
#include "lamina/number.h"
#include "lamina/registry.h"

#include <glib/gi18n.h>
#include <math.h>

const char *lm_surface_id(const lm_job *job, const lm_step *step)
{
    lm_step *parent;
    guint position;
    if (step->id || !lm_job_find(job, step, &parent, &position))
        return step->id;
    return parent ? parent->id : NULL;
}

/* ---- what is shown ---- */

/* The id of a step, which gets one after its operation when it has none. */
static const char *id_of(const lm_job *job, lm_step *step)
{
    g_autofree char *id = lm_edit_free_id(job, step->op->name);
    if (!step->id)
        lm_step_set(step, "id", id, NULL);
    return step->id;
}

static const lm_volume *volume_of(LmSession *session, const lm_step *step)
{
    const LmResult *result = lm_engine_result(lm_session_engine(session), step->tag);
    return result && result->value.kind == LM_VOLUME ? result->value.volume : NULL;
}

/* Whether the main line holds this volume at its end. */
static bool is_main(LmSession *session, const lm_job *job, const lm_volume *volume)
{
    for (guint i = job->steps->len; i-- > 0;) {
        const LmResult *result =
            lm_engine_result(lm_session_engine(session), ((lm_step *)job->steps->pdata[i])->tag);
        if (result && result->value.kind != LM_NONE)
            return result->value.volume == volume;
    }
    return volume_of(session, job->input) == volume;
}

/* The step that a volume came from; not the input. */
static lm_step *maker_of(LmSession *session, const lm_job *job, const lm_volume *volume)
{
    lm_step *step;
    for (guint i = 1; (step = lm_job_step_at(job, i)); i++)
        if (volume_of(session, step) == volume)
            return step;
    return NULL;
}

/* Names all that is shown; and where the step stands for that. */
static bool name_shown(LmSession *session, lm_job *job, const LmStage *stage, GString *show,
                       guint *position, GError **error)
{
    *position = job->steps->len;
    if (stage->volume && is_main(session, job, stage->volume))
        g_string_append(show, "main");
    for (guint i = 0; i < stage->surfaces->len; i++) {
        const LmStaged *staged = &g_array_index(stage->surfaces, LmStaged, i);
        lm_step *step = lm_step_tagged(job, staged->tag);
        if (!step || !staged->look.visible)
            continue;
        const char *id = lm_surface_id(job, step);
        g_string_append_printf(show, " %s", id ? id : id_of(job, step));
    }
    if (!stage->volume && show->len == 0)
        return lm_fail(error, LM_ERROR_USAGE,
                       _("Nothing is shown: show the volume or a surface first."));
    if (!stage->volume || g_str_has_prefix(show->str, "main"))
        return true;
    lm_step *maker = maker_of(session, job, stage->volume);
    if (maker)
        g_string_append_printf(show, " %s", id_of(job, maker));
    else if (show->len == 0)
        *position = 0; /* the input, before anything is done to it */
    else
        return lm_fail(error, LM_ERROR_USAGE,
                       _("A job cannot draw the input together with surfaces made later: select "
                         "another step, or hide the volume."));
    return true;
}

/* ---- how it is looked at ---- */

/* The view from which the camera is turned least, and how far. */
static lm_view nearest_view(const lm_camera *camera, double turn[3])
{
    lm_view nearest = LM_VIEW_THREE_QUARTER;
    double least = INFINITY;
    for (int view = 0; lm_view_names[view]; view++) {
        double by[3];
        lm_camera_turn_from(camera, (lm_view)view, by);
        double sum = fabs(by[0]) + fabs(by[1]) + fabs(by[2]);
        if (sum < least - 1e-6) {
            least = sum;
            nearest = (lm_view)view;
            memcpy(turn, by, sizeof by);
        }
    }
    return nearest;
}

static bool set_numbers(lm_step *step, const char *param, const double *values, size_t count,
                        GError **error)
{
    g_autofree char *text = lm_numbers_text(values, count);
    return lm_step_set(step, param, text, error);
}

static bool set_turn(lm_step *step, const lm_camera *camera, GError **error)
{
    double turn[3];
    lm_view view = nearest_view(camera, turn);
    bool is_turned = false;
    for (int k = 0; k < 3; k++) {
        turn[k] = lm_round_in_range(turn[k], 1);
        is_turned = is_turned || turn[k] != 0;
    }
    return lm_step_set(step, "view", lm_view_names[view], error) &&
           (!is_turned || set_numbers(step, "turn", turn, 3, error));
}

/* Whose voxels `clip` counts: the volume's, or those that the first surface was made from. */
static const lm_grid *grid_of_clip(LmSession *session, const LmStage *stage)
{
    for (guint i = 0; !stage->volume && i < stage->surfaces->len; i++) {
        const LmStaged *staged = &g_array_index(stage->surfaces, LmStaged, i);
        const LmResult *result = lm_engine_result(lm_session_engine(session), staged->tag);
        if (staged->look.visible && result)
            return &result->info.grid;
    }
    return &stage->clip_grid;
}

static bool set_clip(lm_step *step, LmSession *session, const LmStage *stage, GError **error)
{
    double clip[6];
    if (!stage->is_clipped)
        return true;
    if (!lm_clip_convert(&stage->clip_grid, stage->clip, grid_of_clip(session, stage), clip))
        return lm_fail(error, LM_ERROR_USAGE,
                       _("A job cannot clip these surfaces by the box of a volume that lies "
                         "obliquely to them: show the volume as well."));
    for (int k = 0; k < 6; k++)
        clip[k] = lm_round_in_range(clip[k], 1e-3);
    return set_numbers(step, "clip", clip, 6, error);
}

/* To less than a hundredth of a pixel. */
static bool set_place(lm_step *step, const LmShot *shot, GError **error)
{
    const lm_camera *camera = &shot->camera;
    double fine = camera->half_height / 100, at[3], off = 0;
    double zoom = lm_round_in_range(shot->framed.half_height / camera->half_height, 0.01);
    for (int k = 0; k < 3; k++) {
        at[k] = lm_round_in_range(camera->centre[k], fine);
        off = MAX(off, fabs(camera->centre[k] - shot->framed.centre[k]));
    }
    return (zoom == 1 || set_numbers(step, "zoom", &zoom, 1, error)) &&
           (off < fine / 1000 || set_numbers(step, "look-at", at, 3, error));
}

/* ---- how it looks ---- */

static int byte_of(double part)
{
    return (int)lround(255 * CLAMP(part, 0, 1));
}

static bool set_colours(lm_step *step, const LmStage *stage, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < stage->surfaces->len; i++) {
        const LmLook *look = &g_array_index(stage->surfaces, LmStaged, i).look;
        if (!look->visible)
            continue;
        g_string_append_printf(text, "%s#%02x%02x%02x", text->len ? " " : "",
                               byte_of(look->colour[0]), byte_of(look->colour[1]),
                               byte_of(look->colour[2]));
        if (look->opacity < 1)
            g_string_append_printf(text, "%02x", byte_of(look->opacity));
    }
    return text->len == 0 || lm_step_set(step, "colours", text->str, error);
}

static bool set_curve(lm_step *step, LmSession *session, GError **error)
{
    lm_transfer transfer;
    int preset;
    const lm_curve *drawn = lm_session_drawn_curve(session);
    g_autofree char *text = drawn ? lm_curve_text(drawn) : NULL;
    return lm_session_curve(session, &transfer, &preset) &&
           lm_step_set(step, "preset", lm_preset_names[preset], error) &&
           (!text || lm_step_set(step, "curve", text, error));
}

static bool fill(lm_step *step, LmSession *session, const LmStage *stage, const LmShot *shot,
                 const char *path, GError **error)
{
    double size[] = {shot->width, shot->height};
    return lm_step_set(step, "path", path, error) && set_numbers(step, "size", size, 2, error) &&
           set_turn(step, &shot->camera, error) && set_place(step, shot, error) &&
           lm_step_set(step, "background", stage->background[0] > 0 ? "white" : "black", error) &&
           (!stage->volume || set_curve(step, session, error)) &&
           set_clip(step, session, stage, error) && set_colours(step, stage, error);
}

bool lm_solid_picture_add(LmSession *session, const LmStage *stage, const LmShot *shot,
                          const char *path, GError **error)
{
    LmDocument *document = lm_session_document(session);
    g_autoptr(lm_job) job = lm_document_edit(document);
    g_autoptr(lm_step) step = lm_step_new(lm_op_find("render"));
    g_autoptr(GString) show = g_string_new(NULL);
    guint position;
    if (!name_shown(session, job, stage, show, &position, error) ||
        !fill(step, session, stage, shot, path, error) ||
        (show->len > 0 && !lm_step_set(step, "show", g_strstrip(show->str), error)))
        return false;
    lm_job_insert(job, NULL, position, g_steal_pointer(&step));
    lm_document_commit(document, g_steal_pointer(&job), _("Add picture"), NULL);
    return true;
}
