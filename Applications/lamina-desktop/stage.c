#include "stage.h"

#include <glib/gi18n.h>

#include <string.h>

static void staged_clear(gpointer data)
{
    lm_mesh_unref(((LmStaged *)data)->mesh);
}

const char *lm_stage_refuses(const lm_volume *volume)
{
    if (volume->components != 1)
        return _("Colours are not drawn in 3D: add the step “Colour to scalar”.");
    for (int k = 0; k < 3; k++)
        if (volume->grid.size[k] < 2 || volume->grid.size[k] > G_MAXUINT16)
            return _("A volume needs 2 to 65535 voxels along each axis to be drawn in 3D.");
    return NULL;
}

/* How many of them are visible. */
static guint add_surfaces(LmStage *stage, LmSession *session)
{
    g_autoptr(GArray) tags = lm_session_surfaces(session);
    guint visible = 0;
    for (guint i = 0; i < tags->len; i++) {
        guint64 tag = g_array_index(tags, guint64, i);
        lm_mesh *mesh = lm_session_mesh(session, tag);
        if (!mesh || mesh->n_triangles == 0)
            continue;
        LmStaged staged = {lm_mesh_ref(mesh), lm_session_look(session, tag), tag};
        g_array_append_val(stage->surfaces, staged);
        visible += staged.look.visible;
    }
    return visible;
}

/* Beside surfaces a volume is a thin veil, unless its curve was drawn by hand: as in `render`. */
static const double veil = 0.03;

LmStage *lm_stage_new(LmSession *session, bool is_dark)
{
    LmStage *stage = g_atomic_rc_box_new0(LmStage);
    stage->surfaces = g_array_new(FALSE, FALSE, sizeof(LmStaged));
    g_array_set_clear_func(stage->surfaces, staged_clear);
    bool is_drawn = lm_session_drawn_curve(session) != NULL;
    stage->strength = add_surfaces(stage, session) > 0 && !is_drawn ? veil : 1;
    lm_volume *volume = lm_session_volume(session);
    int preset;
    if (volume && !lm_stage_refuses(volume) && lm_session_volume_visible(session) &&
        lm_session_curve(session, &stage->transfer, &preset))
        stage->volume = lm_volume_ref(volume);
    if (volume && lm_session_clip(session, stage->clip)) {
        stage->is_clipped = true;
        stage->clip_grid = volume->grid;
    }
    for (int k = 0; k < 3; k++)
        stage->background[k] = is_dark ? 0 : 1;
    return stage;
}

LmStage *lm_stage_ref(LmStage *stage)
{
    return g_atomic_rc_box_acquire(stage);
}

static void stage_clear(gpointer data)
{
    LmStage *stage = data;
    lm_volume_unref(stage->volume);
    g_array_unref(stage->surfaces);
}

void lm_stage_unref(LmStage *stage)
{
    if (stage)
        g_atomic_rc_box_release_full(stage, stage_clear);
}

bool lm_stage_is_empty(const LmStage *stage)
{
    return !stage->volume && stage->surfaces->len == 0;
}

static bool same_numbers(const double *a, const double *b, size_t count)
{
    return memcmp(a, b, count * sizeof *a) == 0;
}

static bool transfer_equal(const lm_transfer *a, const lm_transfer *b)
{
    if (a->count != b->count || a->edges != b->edges || a->ambient != b->ambient ||
        a->diffuse != b->diffuse || a->specular != b->specular || a->shininess != b->shininess)
        return false;
    return memcmp(a->points, b->points, a->count * sizeof a->points[0]) == 0;
}

bool lm_look_equal(const LmLook *a, const LmLook *b)
{
    return same_numbers(a->colour, b->colour, 3) && a->opacity == b->opacity &&
           a->visible == b->visible;
}

static bool volume_equal(const LmStage *a, const LmStage *b)
{
    return a->volume == b->volume && (!a->volume || (a->strength == b->strength &&
                                                     transfer_equal(&a->transfer, &b->transfer)));
}

bool lm_stage_equal(const LmStage *a, const LmStage *b)
{
    if (!volume_equal(a, b) || a->surfaces->len != b->surfaces->len ||
        a->is_clipped != b->is_clipped || !same_numbers(a->background, b->background, 3) ||
        (a->is_clipped &&
         (!same_numbers(a->clip, b->clip, 6) || !lm_grid_equal(&a->clip_grid, &b->clip_grid, 0))))
        return false;
    for (guint i = 0; i < a->surfaces->len; i++) {
        const LmStaged *one = &g_array_index(a->surfaces, LmStaged, i);
        const LmStaged *other = &g_array_index(b->surfaces, LmStaged, i);
        if (one->mesh != other->mesh || !lm_look_equal(&one->look, &other->look))
            return false;
    }
    return true;
}
