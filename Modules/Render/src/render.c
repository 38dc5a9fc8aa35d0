#include "lamina/render.h"

#include "lamina/error.h"
#include "lamina/output.h"

#include <math.h>
#include <string.h>

typedef struct render_params {
    char *path, *show, *curve, *colours;
    int preset, view, background;
    double zoom;
    lm_reals size, turn, look_at, clip;
} render_params;

typedef struct colour {
    double rgb[3], opacity;
} colour;

/* What was read from texts when it was planned. */
enum { MOST_COLOURS = 64 };
typedef struct render_state {
    char *path;
    lm_curve curve;               /* no points when there is none */
    colour colours[MOST_COLOURS]; /* of the first surfaces */
    size_t n_colours;
} render_state;

static const char *const background_names[] = {"white", "grey", "black", NULL};
static const double backgrounds[][3] = {{1, 1, 1}, {0.5, 0.5, 0.5}, {0, 0, 0}};

static const lm_param params[] = {
    {.name = "path",
     .label = "File",
     .help = "The PNG file to write.",
     .type = LM_PARAM_OUTPUT,
     LM_FIELD(render_params, path, char *),
     .flags = LM_PARAM_REQUIRED},
    {.name = "show",
     .label = "Show",
     .help =
         "What is drawn: ids of earlier steps, and main for the main line; what comes into this "
         "step when nothing is named. One volume, surfaces, or both; beside surfaces the volume "
         "is translucent.",
     .type = LM_PARAM_STEPS,
     LM_FIELD(render_params, show, char *)},
    {.name = "preset",
     .label = "Preset",
     .help = "How values become colour and opacity: auto follows the volume's histogram, ct-bone "
             "and ct-soft stand on Hounsfield units.",
     .type = LM_PARAM_ENUM,
     LM_FIELD(render_params, preset, int),
     .def = "auto",
     .choices = lm_preset_names},
    {.name = "size",
     .label = "Size",
     .help = "Width and height of the picture.",
     .unit = "pixel",
     .type = LM_PARAM_REALS,
     LM_FIELD(render_params, size, lm_reals),
     .def = "1200 900",
     .min = 16,
     .max = LM_RENDER_SIZE_MAX,
     .min_count = 2,
     .max_count = 2,
     .flags = LM_PARAM_WHOLE},
    {.name = "view",
     .label = "View",
     .help = "Where one looks from, as at a patient: from the front the head (+z) is up and the "
             "patient's left (+x) is at the right of the picture.",
     .type = LM_PARAM_ENUM,
     LM_FIELD(render_params, view, int),
     .def = "three-quarter",
     .choices = lm_view_names},
    {.name = "background",
     .label = "Background",
     .help = "The colour behind.",
     .type = LM_PARAM_ENUM,
     LM_FIELD(render_params, background, int),
     .def = "white",
     .choices = background_names},
    {.name = "turn",
     .label = "Turn",
     .help = "How far the eye goes from the view: to the right of the picture, then upwards; and "
             "how far what is seen then turns clockwise.",
     .unit = "degree",
     .type = LM_PARAM_REALS,
     LM_FIELD(render_params, turn, lm_reals),
     .def = "0 0 0",
     .min = -360,
     .max = 360,
     .min_count = 3,
     .max_count = 3,
     .flags = LM_PARAM_ADVANCED},
    {.name = "zoom",
     .label = "Zoom",
     .help = "How much larger than so that all that can be seen fills the picture.",
     .type = LM_PARAM_REAL,
     LM_FIELD(render_params, zoom, double),
     .def = "1",
     .min = 0.01,
     .max = 1000,
     .flags = LM_PARAM_ADVANCED},
    {.name = "look-at",
     .label = "Look at",
     .help = "The point in the middle of the picture, x y z (LPS); the middle of all that can be "
             "seen when nothing is said.",
     .unit = "mm",
     .type = LM_PARAM_REALS,
     LM_FIELD(render_params, look_at, lm_reals),
     .min_count = 3,
     .max_count = 3,
     .flags = LM_PARAM_ADVANCED},
    {.name = "clip",
     .label = "Clipping box",
     .help = "Only what lies in this box is drawn: x0 x1 y0 y1 z0 z1 along the axes of the volume "
             "(or of the one that the first surface was made from), counted from the outer face of "
             "its first voxel.",
     .unit = "voxel",
     .type = LM_PARAM_REALS,
     LM_FIELD(render_params, clip, lm_reals),
     .min_count = 6,
     .max_count = 6,
     .flags = LM_PARAM_ADVANCED},
    {.name = "curve",
     .label = "Opacity curve",
     .help = "How opaque which values of the volume are, in place of the preset's opacities and "
             "beside surfaces as well: value:opacity pairs by rising value, like 100:0 300:0.4, "
             "opacities from 0 to 1. Colours are the preset's.",
     .type = LM_PARAM_TEXT,
     LM_FIELD(render_params, curve, char *),
     .flags = LM_PARAM_ADVANCED},
    {.name = "colours",
     .label = "Colours",
     .help = "Of surfaces, in the order in which they are shown: #rrggbb, or #rrggbbaa with an "
             "opacity (00 to ff) behind. Surfaces that are left take their turn as without it.",
     .type = LM_PARAM_TEXT,
     LM_FIELD(render_params, colours, char *),
     .flags = LM_PARAM_ADVANCED},
    {.name = NULL},
};

static bool check_volume(const lm_info *info, GError **error)
{
    if (info->components != 1)
        return lm_fail(error, LM_ERROR_USAGE,
                       "a volume of %d components (colour) cannot be drawn; put to-scalar before",
                       info->components);
    for (int k = 0; k < 3; k++)
        if (info->grid.size[k] < 2 || info->grid.size[k] > G_MAXUINT16)
            return lm_fail(error, LM_ERROR_USAGE,
                           "a volume of %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT
                           " x %" G_GINT64_FORMAT " voxels cannot be drawn: 2 to %d along each "
                           "axis are needed",
                           info->grid.size[0], info->grid.size[1], info->grid.size[2], G_MAXUINT16);
    return true;
}

/* Checks what is shown and adds what it costs. */
static bool plan_shown(lm_plan *plan, GError **error)
{
    size_t volumes = 0;
    for (size_t i = 0; i < plan->n_shown; i++) {
        const lm_info *info = &plan->shown[i];
        if (info->kind == LM_MESH) {
            plan->cost += 1e-7 * (double)info->triangles;
            continue;
        }
        plan->cost += 1e-7 * (double)lm_grid_voxels(&info->grid);
        if (++volumes > 1)
            return lm_fail(error, LM_ERROR_USAGE,
                           "show: only one volume can be shown at a time; contour the others");
        if (!check_volume(info, error))
            return false;
    }
    return true;
}

static void state_free(gpointer data)
{
    render_state *state = data;
    g_free(state->path);
    g_free(state);
}

/* "#rrggbb" or "#rrggbbaa" */
static bool parse_colour(const char *text, colour *c)
{
    size_t length = strlen(text);
    if (text[0] != '#' || (length != 7 && length != 9) ||
        strspn(text + 1, "0123456789abcdefABCDEF") != length - 1)
        return false;
    double *parts[] = {&c->rgb[0], &c->rgb[1], &c->rgb[2], &c->opacity};
    c->opacity = 1;
    for (size_t i = 0; 2 * i + 1 < length; i++)
        *parts[i] =
            (16 * g_ascii_xdigit_value(text[2 * i + 1]) + g_ascii_xdigit_value(text[2 * i + 2])) /
            255.0;
    return true;
}

static bool parse_colours(const char *text, render_state *state, size_t surfaces, GError **error)
{
    g_auto(GStrv) words = g_strsplit_set(text ? text : "", " ,\t\n", -1);
    for (char **word = words; *word; word++) {
        if (!**word)
            continue;
        if (state->n_colours == MIN(surfaces, MOST_COLOURS))
            return lm_fail(error, LM_ERROR_USAGE,
                           "colours: there are more than surfaces that are shown (%zu)", surfaces);
        if (!parse_colour(*word, &state->colours[state->n_colours++]))
            return lm_fail(error, LM_ERROR_USAGE,
                           "colours: \"%s\" is no colour; write #rrggbb, like #cc5c47, or "
                           "#rrggbbaa",
                           *word);
    }
    return true;
}

static bool check_clip(const lm_reals *clip, GError **error)
{
    for (size_t k = 0; k < clip->count / 2; k++)
        if (!(clip->values[2 * k] < clip->values[2 * k + 1]))
            return lm_fail(error, LM_ERROR_USAGE,
                           "clip: the box is empty along axis %c: x0 x1 y0 y1 z0 z1 are needed, "
                           "each second number greater than the first",
                           "xyz"[k]);
    return true;
}

/* Reads what is text, and checks it against what is shown. */
static bool plan_texts(lm_plan *plan, GError **error)
{
    const render_params *p = plan->params;
    render_state *state = plan->state;
    size_t surfaces = 0;
    for (size_t i = 0; i < plan->n_shown; i++)
        surfaces += plan->shown[i].kind == LM_MESH;
    if (p->curve && !lm_curve_parse(p->curve, &state->curve, error)) {
        g_prefix_error(error, "curve: ");
        return false;
    }
    return parse_colours(p->colours, state, surfaces, error) && check_clip(&p->clip, error);
}

static bool plan(lm_plan *plan, lm_context *context, GError **error)
{
    const render_params *p = plan->params;
    g_autofree char *path = lm_context_output_path(context, p->path);
    render_state *state = g_new0(render_state, 1);
    plan->state = state;
    plan->free_state = state_free;
    plan->outputs[0] = state->path = g_canonicalize_filename(path, NULL);
    int width = (int)p->size.values[0], height = (int)p->size.values[1];
    plan->cost = 0.5 + 1.5e-6 * width * height;
    if (!lm_output_can_write_as(state->path, ".png", "pictures are written as PNG", error) ||
        !plan_shown(plan, error) || !plan_texts(plan, error))
        return false;
    bool seen_through = false;
    for (size_t i = 0; i < state->n_colours; i++)
        seen_through = seen_through || state->colours[i].opacity < 1;
    plan->scratch = lm_renderer_bytes(width, height, plan->shown, plan->n_shown);
    if (seen_through)
        plan->scratch_per_thread = lm_renderer_bytes_seen_through();
    return true;
}

static void add_mesh(lm_renderer *renderer, const render_state *state, lm_mesh *mesh, size_t nth)
{
    const colour *own = nth < state->n_colours ? &state->colours[nth] : NULL;
    const double *rgb = own ? own->rgb : lm_surface_colour(nth);
    lm_renderer_add_mesh(renderer, mesh, rgb);
    lm_renderer_dress_mesh(renderer, mesh, rgb, own ? own->opacity : 1, true);
}

/* Beside surfaces the volume is a thin veil, unless somebody said how opaque it is. */
static bool add_volume(lm_renderer *renderer, const lm_plan *plan, lm_volume *volume,
                       bool beside_surfaces, lm_context *context, GError **error)
{
    const render_params *p = plan->params;
    const render_state *state = plan->state;
    lm_transfer transfer;
    if (!lm_transfer_preset(p->preset, volume, &transfer, context, error))
        return false;
    bool own = state->curve.count > 0;
    if (own)
        lm_transfer_set_curve(&transfer, &state->curve);
    return lm_renderer_add_volume(renderer, volume, &transfer, beside_surfaces && !own ? 0.03 : 1,
                                  context, error);
}

/* Adds all that is shown, and clips it. */
static bool add(lm_renderer *renderer, const lm_plan *plan, const lm_value *shown,
                lm_context *context, GError **error)
{
    const render_params *p = plan->params;
    size_t surfaces = 0;
    const lm_grid *grid = &plan->shown[0].grid;
    for (size_t i = 0; i < plan->n_shown; i++)
        if (shown[i].mesh)
            add_mesh(renderer, plan->state, shown[i].mesh, surfaces++);
    for (size_t i = 0; i < plan->n_shown; i++) {
        if (!shown[i].volume)
            continue;
        grid = &shown[i].volume->grid;
        if (!add_volume(renderer, plan, shown[i].volume, surfaces > 0, context, error))
            return false;
    }
    if (p->clip.count > 0)
        lm_renderer_clip(renderer, grid, p->clip.values);
    return true;
}

static bool fail_unseen(const render_params *p, GError **error)
{
    if (p->clip.count > 0)
        return lm_fail(error, LM_ERROR_INPUT,
                       "the picture would be blank: nothing that can be seen lies in the clipping "
                       "box; choose another box or preset");
    return lm_fail(error, LM_ERROR_INPUT,
                   "the picture would be blank: at none of the volume's values is anything "
                   "drawn; use preset=\"auto\", which follows the values there are");
}

static bool look(lm_renderer *renderer, const render_params *p, lm_camera *camera,
                 lm_context *context, GError **error)
{
    bool seen;
    *camera = lm_camera_turned((lm_view)p->view, p->turn.values);
    if (!lm_renderer_frame(renderer, camera, &seen, context, error))
        return false;
    if (!seen)
        return fail_unseen(p, error);
    lm_camera_zoom(camera, p->zoom);
    if (p->look_at.count > 0)
        memcpy(camera->centre, p->look_at.values, sizeof camera->centre);
    return true;
}

/* False when no pixel differs from the background by more than its rounding. */
static bool check_not_blank(const lm_picture *picture, const double background[3], GError **error)
{
    size_t count = 3 * (size_t)picture->width * (size_t)picture->height;
    for (size_t i = 0; i < count; i++)
        if (fabs(picture->pixels[i] - 255 * background[i % 3]) > 2)
            return true;
    return lm_fail(error, LM_ERROR_INPUT,
                   "the picture is blank: nothing of what is shown can be seen; choose another "
                   "preset or background");
}

static bool run(const lm_plan *plan, const lm_value *in, const lm_value *shown, lm_value *out,
                lm_context *context, GError **error)
{
    (void)in;
    (void)out;
    const render_params *p = plan->params;
    const double *background = backgrounds[p->background];
    g_autoptr(lm_renderer) renderer =
        lm_renderer_new((int)p->size.values[0], (int)p->size.values[1], error);
    lm_camera camera;
    if (!renderer || !add(renderer, plan, shown, context, error) ||
        !look(renderer, p, &camera, context, error))
        return false;
    lm_context_fact(context, "renderer", g_variant_new_string(lm_renderer_device(renderer)));
    g_autoptr(lm_picture) picture =
        lm_renderer_draw_camera(renderer, &camera, background, LM_QUALITY_FULL, context, error);
    if (!picture || !check_not_blank(picture, background, error) ||
        !lm_picture_save(picture, plan->outputs[0], error))
        return false;
    lm_context_fact(context, "file",
                    g_variant_new_take_string(g_utf8_make_valid(plan->outputs[0], -1)));
    return true;
}

const lm_op lm_op_render = {
    .name = "render",
    .title = "Picture",
    .help =
        "Draws a volume, surfaces, or both, and writes the picture as PNG. No display is needed.",
    .group = "picture",
    .since = "0.1",
    .in = LM_VOLUME | LM_MESH,
    .out = LM_VOLUME | LM_MESH,
    .flags = LM_OP_SINK | LM_OP_LABELS,
    .params_size = sizeof(render_params),
    .params = params,
    .plan = plan,
    .run = run,
};
